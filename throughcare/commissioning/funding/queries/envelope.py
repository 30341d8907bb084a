"""What was set aside for a programme, and what the recommendations of its decisions allow and have left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.urls import reverse

from throughcare.commissioning.funding.actions.lines import used_under
from throughcare.commissioning.funding.actions.reserves import used_under as carried_under
from throughcare.commissioning.funding.models import Authority, EnvelopeChange
from throughcare.commissioning.funding.queries.entries import RECOMMENDATION, opens
from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Person


@dataclass(frozen=True, slots=True)
class Change:
    """What was set aside from a moment on, in pence, and who said so."""

    at: datetime
    pence: int | None
    by: str


@dataclass(frozen=True, slots=True)
class Power:
    """What a recommendation allows, what of it is used and left, in pence; null where there is no such sum."""

    number: int
    text: str
    purpose: str
    pence: int | None
    used: int | None
    href: str

    @property
    def left(self) -> int | None:
        """What may still be done under it."""
        return None if self.pence is None or self.used is None else self.pence - self.used


def changes(viewer: Viewer, programme_id: int) -> list[Change]:
    """What was set aside, the latest first."""
    rows = list(visible_to(viewer, EnvelopeChange).filter(programme_id=programme_id))
    names = dict(Person.objects.filter(pk__in={row.person_id for row in rows}).values_list("pk", "name"))
    return [Change(row.at, row.pence, names.get(row.person_id, "The decision that opened it")) for row in rows]


def powers(viewer: Viewer, code: str, programme_id: int) -> dict[int, list[Power]]:
    """What the recommendations of each decision that was not replaced allow, by the decision's number."""
    rows = visible_to(viewer, Authority).filter(decision__programme_id=programme_id, decision__replaced_by__isnull=True)
    found: dict[int, list[Power]] = {}
    for row in rows.select_related("decision").order_by("decision__signed", "number"):
        found.setdefault(row.decision.decision_id, []).append(_power(row, code))
    return found


def _power(row: Authority, code: str) -> Power:
    to = partial(Power, row.number, row.text, row.purpose, row.pence)
    if row.purpose == Purpose.SPEND:
        return to(used_under(row), opens(code)("outturn", of=f"{RECOMMENDATION}:{row.pk}"))
    if row.purpose == Purpose.CARRY_FORWARD:
        return to(carried_under(row), f"{reverse('moves', args=[code])}#carry-forwards")
    return to(None, "")
