"""What is owed on proposals: an answer, a change, telling people; by whom and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.voice.proposals.models import Proposal
from throughcare.voice.proposals.queries.listing import as_row, current, is_addressee, steps_of
from throughcare.voice.proposals.queries.local import limit

OPEN = ("raised", "supported", "sent", "adopted", "adapted", "declined", "changed")
ANSWERERS = ("sent", "adopted", "adapted")


def owed_on_proposals(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Answers, changes and tellings that wait, for those who can do them and those who wait for them."""
    if not (viewer.can(Permission.ANSWER_PROPOSAL) or viewer.can(Permission.MAKE_PROPOSAL)):
        return
    rows = visible_to(viewer, Proposal).filter(state__in=OPEN).select_related("organisation")
    for row in rows.prefetch_related("addressings__organisation"):
        own = row.organisation.code in viewer.organisation_codes
        if own or is_addressee(viewer, current(row)):
            yield _of(viewer, row, at)


def _of(viewer: Viewer, row: Proposal, at: datetime) -> Owed:
    today = clock.today(at)
    shown = as_row(row, today)
    step = next((one for one in steps_of(viewer, row) if one.mine and one.code != "withdraw"), None)
    due = shown.due
    if row.state in ("declined", "changed") or (row.answer and row.answer_published_on is None and step):
        due = add_working_days(row.answered_on or today, limit("tell_within", today))
    late = f"{shown.late} days late" if shown.late else ""
    return Owed(
        what=f"Proposal “{row.title}”: {step.label.lower() if step else 'waiting'}",
        href=reverse("proposal", args=[row.pk]),
        fact=late,
        due=due,
        since=row.since,
        by_me=step is not None,
        whose=shown.turn,
    )
