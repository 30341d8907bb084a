"""What decisions know of the golden thread: the objective, the decision, its delegations, and what follows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare import clock
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.queries import delegations
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.delegation import pounds
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.thread import ThreadStep


def thread_of_decision(decision_id: int, viewer: Viewer, at: datetime) -> Iterator[ThreadStep]:
    """From the objective to the delegations, and the decisions that amend this one or share its programme later."""
    row: Decision = get_visible(viewer, Decision, pk=decision_id)
    paper = reading.from_dict(row.content)
    if paper.objective:
        yield ThreadStep("objective", paper.objective)
    amounts = [one.amount_pence for one in paper.recommendations if one.amount_pence]
    figure = pounds(max(amounts)) if amounts else ""
    href = reverse("paper", args=[row.pk])
    yield ThreadStep("decision", f"{row.reference} {row.title}".strip(), row.effect, figure, row.signed_on, href)
    for one in delegations.of_decision(viewer, row.pk, on=clock.today(at)):
        cap = f"{pounds(one.used_pence)} of {pounds(one.cap_pence)} used" if one.cap_pence is not None else "no limit"
        yield ThreadStep("power", f"Recommendation {one.recommendation}", one.state, cap, one.from_date, href)
    yield from _later(row, viewer)


def _later(row: Decision, viewer: Viewer) -> Iterator[ThreadStep]:
    found = visible_to(viewer, Decision).exclude(pk=row.pk)
    later = found.filter(amends=row)
    if row.programme:
        later = later | found.filter(programme=row.programme, pk__gt=row.pk)
    for one in later.distinct().order_by("pk"):
        href = reverse("paper", args=[one.pk])
        yield ThreadStep("next", f"{one.reference} {one.title}".strip(), one.effect, "", one.signed_on, href)
