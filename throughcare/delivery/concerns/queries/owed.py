"""What concerns ask of whom, by when: acknowledging, acting, telling and closing. Escalated ones come first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare.delivery.concerns import states
from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.queries.concerns import LISTED, ConcernRow, concern_row
from throughcare.delivery.concerns.queries.scope import by_hand
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.changes import Changed
from throughcare.foundation.ports.owed import Owed

WAITS = {"raised": "Acknowledge", "acknowledged": "Act on", "under_way": "Close"}


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """What the viewer must do about concerns, and how those stand that they raised."""
    if not viewer.is_signed_in or not viewer.roles:
        return
    mine = set(Concern.objects.filter(by_hand(viewer), state__in=states.OPEN).values_list("pk", flat=True))
    rows = visible_to(viewer, Concern).filter(state__in=states.OPEN).select_related(*LISTED)
    for one in rows:
        row = concern_row(one, at, handles=one.pk in mine)
        yield Owed(
            what=f"{_what(one, row)}: {row.title.lower()}",
            href=reverse("concern", args=[one.pk]),
            fact=_fact(row),
            due=row.next_by,
            since=one.since,
            by_me=row.handles and one.owner_id in (None, viewer.person_id),
            whose=row.owner or f"those who handle concerns at {row.organisation}",
        )


def _what(one: Concern, row: ConcernRow) -> str:
    unacted = one.acted_at is None and one.act_by is not None
    return "Act on" if unacted else WAITS[row.state]


def _fact(row: ConcernRow) -> str:
    if row.is_escalated:
        return "nobody acted in time"
    return "danger now" if row.seriousness == "immediate" else ""


def changes(viewer: Viewer, since: datetime) -> Iterator[Changed]:
    """Concerns that the viewer raised and that others moved on, and new ones that are theirs to handle."""
    if not viewer.is_signed_in:
        return
    rows = visible_to(viewer, Concern).filter(since__gt=since).select_related(*LISTED).order_by("-since", "-id")
    for one in rows[:12]:
        if one.state == states.Concern.RAISED and one.raised_by_id == viewer.person_id:
            continue
        row = concern_row(one, since, handles=False)
        yield Changed(one.state.replace("_", " "), row.title, one.since, reverse("concern", args=[one.pk]))
