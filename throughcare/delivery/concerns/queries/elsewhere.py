"""What concerns put on a person's and a referral's page, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.queries import concerns
from throughcare.delivery.concerns.rules.handling import KIND_WORDS, Kind
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import is_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.parts import Line, Part
from throughcare.foundation.ports.timeline import Happened

ORDER = 80
EMPTY = "You have raised none and handle none here."


def _part(rows: tuple[concerns.ConcernRow, ...], viewer: Viewer, about: str, number: int) -> Part | None:
    raises = viewer.can(Permission.RAISE_CONCERN)
    if not rows and not raises:
        return None
    lines = tuple(
        Line(
            f"{one.title}: {one.about.lower()}",
            one.organisation,
            one.next_by,
            reverse("concern", args=[one.id]),
            ("concern", "late" if one.is_late else one.state),
        )
        for one in rows
    )
    todo = ("Raise a concern", reverse("raise_concern_about", args=[about, number])) if raises else None
    return Part("Complaints, incidents and safeguarding", ORDER, lines, EMPTY, todo)


def part_of_person(viewer: Viewer, service_user_id: int, at: datetime) -> Part | None:
    """Concerns about a person that the viewer may see, and the way to raise one."""
    if not is_visible(viewer, ServiceUser, service_user_id):
        return None
    return _part(concerns.about(viewer, now=at, service_user_id=service_user_id), viewer, "person", service_user_id)


def part_of_referral(viewer: Viewer, referral_id: int, at: datetime) -> Part | None:
    """Concerns about a referral that the viewer may see, and the way to raise one."""
    if not is_visible(viewer, Referral, referral_id):
        return None
    return _part(concerns.about(viewer, now=at, referral_id=referral_id), viewer, "referral", referral_id)


def timeline_of_person(viewer: Viewer, service_user_id: int) -> Iterator[Happened]:
    """When a concern about a person was raised and closed, for those who may see it."""
    rows = visible_to(viewer, Concern).filter(about_any_of([service_user_id])).select_related("organisation")
    for one in rows:
        words, href = KIND_WORDS[Kind(one.kind)], reverse("concern", args=[one.pk])
        yield Happened(one.raised_at, f"{words} raised", one.organisation.name, href)
        if one.closed_at is not None:
            yield Happened(one.closed_at, f"{words} closed", one.organisation.name, href)
