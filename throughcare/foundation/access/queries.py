"""Reads of break-glass access."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from throughcare.foundation.access.memory import remembered
from throughcare.foundation.access.models import BreakGlass
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.owed import Owed

REVIEW_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Opening:
    """One use of break-glass, for its reviewer."""

    id: int
    person_name: str
    subject: str
    reason: str
    opened_at: datetime
    until: datetime
    reviewed_at: datetime | None
    finding: str
    note: str
    is_own: bool


def opened_by(viewer: Viewer, subject_type: str, *, at: datetime) -> list[str]:
    """The subjects of a type that a viewer has open at a moment."""
    if viewer.person_id is None:
        return []
    rows = BreakGlass.objects.filter(person_id=viewer.person_id).order_by("pk")
    opened = remembered(
        ("opened", viewer.person_id),
        lambda: list(rows.values_list("subject_type", "subject_id", "opened_at", "until")),
    )
    return [number for kind, number, since, until in opened if kind == subject_type and since <= at < until]


def openings(viewer: Viewer) -> list[Opening]:
    """Every use, those that wait for review first."""
    check_can(viewer, Permission.REVIEW_BREAK_GLASS)
    rows = BreakGlass.objects.select_related("person").order_by("-reviewed_at", "-opened_at", "-id")
    found = [
        Opening(
            id=row.pk,
            person_name=row.person.name,
            subject=f"{row.subject_type.replace('_', ' ')} {row.subject_id}",
            reason=row.reason,
            opened_at=row.opened_at,
            until=row.until,
            reviewed_at=row.reviewed_at,
            finding=row.finding,
            note=row.note,
            is_own=row.person_id == viewer.person_id,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.reviewed_at is not None)


def owed_reviews(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Reviews of break-glass that wait for this viewer."""
    if not viewer.can(Permission.REVIEW_BREAK_GLASS):
        return
    for one in openings(viewer):
        if one.reviewed_at is None:
            yield Owed(
                what=f"Review break-glass: {one.person_name} opened {one.subject}",
                href=reverse("break_glass_review", args=[one.id]),
                due=(one.opened_at + REVIEW_WITHIN).date(),
                since=one.opened_at,
                by_me=not one.is_own,
                whose="another reviewer",
            )
