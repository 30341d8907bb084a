"""What pages of other apps show of referrals: a person's services, their timeline, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral, Step
from throughcare.delivery.referrals.states import State, is_over
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.states import Event
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import is_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.changes import Changed
from throughcare.foundation.ports.parts import Line, Part
from throughcare.foundation.ports.timeline import Happened

TOLD = frozenset(
    {
        *(Event.REFERRAL_SUBMITTED, Event.REFERRAL_ACCEPTED, Event.REFERRAL_DECLINED, Event.CASE_PAUSED),
        *(Event.CASE_RESUMED, Event.REFERRAL_WITHDRAWN, Event.CASE_TRANSFERRED, Event.CASE_REOPENED),
    }
)
MOST = 50


def _seen(viewer: Viewer, service_user_id: int) -> bool:
    return is_visible(viewer, ServiceUser, service_user_id)


def _hrefs(viewer: Viewer, service_user_id: int) -> dict[int, str]:
    rows = visible_to(viewer, Referral).filter(about_any_of([service_user_id]))
    return {pk: reverse("referral", args=[pk]) for pk in rows.values_list("pk", flat=True)}


def services_of(viewer: Viewer, service_user_id: int, at: datetime) -> Part | None:
    """The services that a person has or had: which, by whom, how it stands. Nothing of their content."""
    if not _seen(viewer, service_user_id):
        return None
    hrefs = _hrefs(viewer, service_user_id)
    rows = Referral.objects.filter(about_any_of([service_user_id])).exclude(
        ~Q(referrer_id=viewer.person_id), state=State.DRAFT
    )
    lines = tuple(
        Line(
            what=definition(row.service, row.definition).name,
            fact=f"{row.provider.name}, since",
            on=row.since.date(),
            href=hrefs.get(row.pk, ""),
            tag=("referral", row.state),
        )
        for row in rows.select_related("provider").order_by("-started_at", "-id")[:MOST]
    )
    todo = ("Refer to a service", reverse("refer_person", args=[service_user_id]))
    return Part(
        title="Services",
        order=40,
        lines=lines,
        empty="No service has a referral of this person.",
        todo=todo if viewer.can(Permission.REFER) else None,
    )


def happened_to(viewer: Viewer, service_user_id: int) -> Iterator[Happened]:
    """The main steps of a person's referrals."""
    if not _seen(viewer, service_user_id):
        return
    hrefs = _hrefs(viewer, service_user_id)
    rows = Step.objects.filter(about_any_of([service_user_id], "referral__service_user")).exclude(
        from_state=State.DRAFT, to_state="withdrawn"
    )
    for step in rows.select_related("referral__provider").order_by("-at", "-id")[: MOST * 4]:
        if step.event not in TOLD and not is_over(step.to_state):
            continue
        found = definition(step.referral.service, step.referral.definition)
        yield Happened(
            at=step.at,
            what=f"{found.name}: {found.happening(step.event).said.lower()}",
            who=step.referral.provider.name,
            href=hrefs.get(step.referral_id, ""),
        )


def changed(viewer: Viewer, since: datetime) -> Iterator[Changed]:
    """Steps that others took on the viewer's own referrals and cases."""
    own = Q(referrer_id=viewer.person_id) | Q(worker_id=viewer.person_id)
    if not viewer.is_signed_in:
        return
    lately = visible_to(viewer, Referral).filter(own, since__gt=since)  # of those alone has any taken a step since
    rows = Step.objects.filter(referral__in=lately, at__gt=since)
    for step in rows.exclude(by_id=viewer.person_id).select_related("referral").order_by("-at", "-id")[:MOST]:
        found = definition(step.referral.service, step.referral.definition)
        yield Changed(
            what=found.happening(step.event).said,
            about=f"{found.name}, {step.referral.reference}",
            at=step.at,
            href=reverse("referral", args=[step.referral_id]),
        )
