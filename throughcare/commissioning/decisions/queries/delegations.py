"""Delegations: what was granted, what is used, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.commissioning.decisions.actions.delegations import offices_of
from throughcare.commissioning.decisions.models import Decision, Delegation
from throughcare.commissioning.decisions.rules import delegation as rules
from throughcare.errors import NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.delegated import Delegated
from throughcare.foundation.ui.words import day, pounds


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use of a delegation."""

    pence: int
    purpose: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DelegationShown:
    """A delegation with its sums."""

    id: int
    decision_id: int
    decision: str
    recommendation: int
    power: str
    paragraph: str
    holder: str
    cap_pence: int | None
    used_pence: int
    left_pence: int | None
    from_date: date
    until: date | None
    state: str
    uses: tuple[UseShown, ...]


def offered(decision_ids: Iterable[int], on: date) -> Iterator[Delegated]:
    """The delegations of decisions on which a commitment may rest, with what is left; one that ended says so."""
    rows = Delegation.objects.filter(decision__in=list(decision_ids), revoked_at__isnull=True)
    for row in rows.select_related("decision").order_by("decision__signed_on", "pk"):
        left = "no limit stated" if row.cap_pence is None else f"{pounds(_left(row))} left"
        ended = f", ended on {day(row.until)}" if row.until is not None and row.until <= on else ""
        who = row.holder or rules.UNNAMED
        words = f"{row.decision.reference}, recommendation {row.recommendation}: to the {who}, {left}{ended}"
        yield Delegated(row.pk, row.decision_id, words)


def _left(row: Delegation) -> int:
    return max((row.cap_pence or 0) - row.used_pence - row.carried_pence, 0)


def usable(viewer: Viewer, shown: Iterable[DelegationShown]) -> frozenset[int]:
    """Which delegations the viewer holds, so that they may record a use."""
    found = set()
    for one in shown:
        granted = rules.Granted(one.holder, one.cap_pence, one.from_date, one.until)
        try:
            check_can(viewer, Permission.USE_DELEGATION)
            rules.check_holder(granted, offices_of(viewer))
        except NotAllowed:
            continue
        found.add(one.id)
    return frozenset(found)


def of_decision(viewer: Viewer, decision_id: int, *, on: date) -> list[DelegationShown]:
    """The delegations that one decision granted."""
    row = get_visible(viewer, Decision, pk=decision_id)
    return [_shown(one, on) for one in row.delegations.prefetch_related("uses__by").select_related("decision")]


def one(viewer: Viewer, delegation_id: int, *, on: date) -> DelegationShown | None:
    """One delegation of a decision that the viewer may see."""
    found = (
        Delegation.objects.filter(pk=delegation_id, decision__in=visible_to(viewer, Decision))
        .select_related("decision")
        .prefetch_related("uses__by")
        .first()
    )
    return _shown(found, on) if found else None


def _shown(row: Delegation, on: date) -> DelegationShown:
    granted = rules.Granted(
        row.holder,
        row.cap_pence,
        row.from_date,
        row.until,
        row.used_pence + row.carried_pence,
        row.revoked_at is not None,
    )
    return DelegationShown(
        id=row.pk,
        decision_id=row.decision_id,
        decision=row.decision.reference,
        recommendation=row.recommendation,
        power=row.power,
        paragraph=row.paragraph,
        holder=row.holder,
        cap_pence=row.cap_pence,
        used_pence=granted.used_pence,
        left_pence=granted.left_pence,
        from_date=row.from_date,
        until=row.until,
        state=rules.state_of(granted, on),
        uses=tuple(UseShown(use.pence, use.purpose, use.by.name, use.at) for use in row.uses.all()),
    )
