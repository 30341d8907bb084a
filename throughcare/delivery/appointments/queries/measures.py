"""What appointments say for the measures: plain facts, and the same counts by the database for comparison.

Counts alone leave here, without restricted people, and only to those who may have them; small numbers are hidden where
they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Min, OuterRef, Q, Subquery

from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, AppointmentStatus
from throughcare.delivery.appointments.queries import settings
from throughcare.delivery.appointments.rules.measuring import CaseFacts, Contact, Share
from throughcare.delivery.people.queries.scope import about_unrestricted
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can

ACCEPTED = "referral_accepted"
PAUSED = "case_paused"
NOT_COUNTED = frozenset({states.Appointment.RESCHEDULED, states.Appointment.OFFER_DECLINED})


def _rows(service: str, from_: datetime, until: datetime) -> Any:
    return Appointment.objects.filter(
        about_unrestricted("referral__service_user__"),
        referral__service=service,
        starts_at__gte=from_,
        starts_at__lt=until,
        state__in=states.OUTCOMES,
    )


def contacts(viewer: Viewer, service: str, *, from_: datetime, until: datetime) -> list[Contact]:
    """Every appointment of a service with an outcome, that was due in ``[from_, until)``."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    first = AppointmentStatus.objects.filter(appointment=OuterRef("pk"), state__in=states.OUTCOMES).order_by("number")
    recorded = Subquery(first.values("at")[:1], output_field=DateTimeField())
    found = _rows(service, from_, until).annotate(recorded_at=recorded)
    values = found.values_list("referral_id", "purpose", "starts_at", "minutes", "state", "made_at", "recorded_at")
    return [Contact(*row) for row in values]


def cases(viewer: Viewer, service: str, *, from_: datetime, until: datetime) -> list[CaseFacts]:
    """Cases of a service that were accepted in ``[from_, until)``, with their pauses."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    found = []
    rows = Referral.objects.filter(service=service, steps__event=ACCEPTED, steps__at__gte=from_, steps__at__lt=until)
    for row in rows.filter(about_unrestricted("service_user__")).distinct().prefetch_related("steps"):
        steps = sorted(row.steps.all(), key=lambda step: step.number)
        accepted = next(step.at for step in steps if step.event == ACCEPTED)
        found.append(CaseFacts(row.pk, accepted, row.closed_at, tuple(_pauses(steps, until))))
    return found


def _pauses(steps: Iterable[Any], until: datetime) -> Iterable[tuple[datetime, datetime]]:
    since: datetime | None = None
    for step in steps:
        if step.event == PAUSED:
            since = step.at
        elif since is not None and step.from_state == "paused":
            yield (since, step.at)
            since = None
    if since is not None:
        yield (since, max(until, since))


def attendance_by_database(viewer: Viewer, service: str, *, from_: datetime, until: datetime) -> Share:
    """K15 counted by the database alone: the second way, which must agree with ``rules.measuring.attendance``."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    groups = settings.counting()
    by = {name: [code for code, group in groups.items() if group == name] for name in ("attended", "missed")}
    rows = _rows(service, from_, until)
    total = rows.aggregate(
        attended=Count("pk", filter=Q(state__in=by["attended"])), missed=Count("pk", filter=Q(state__in=by["missed"]))
    )
    rest = rows.exclude(state__in=by["attended"] + by["missed"]).values("state").annotate(times=Count("pk"))
    apart = {one["state"]: one["times"] for one in rest.order_by("state")}
    return Share(total["attended"], total["attended"] + total["missed"], apart)


def first_missed_by_database(viewer: Viewer, service: str, *, from_: datetime, until: datetime) -> Share:
    """K07 counted by the database alone."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    counted = [code for code, group in settings.counting().items() if group != "left_out"]
    rows = _rows(service, from_, until).filter(state__in=counted)
    earlier = rows.filter(referral=OuterRef("referral")).order_by("starts_at", "made_at", "id")
    first = rows.filter(pk=Subquery(earlier.values("pk")[:1]))
    return Share(first.filter(state=states.Appointment.DID_NOT_ATTEND).count(), first.count())


def first_attended_by_database(
    viewer: Viewer, service: str, *, from_: datetime, until: datetime
) -> dict[int, datetime]:
    """When each case was first attended, by the database alone."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    attended = [code for code, group in settings.counting().items() if group == "attended"]
    rows = _rows(service, from_, until).filter(state__in=attended)
    return dict(rows.values("referral_id").annotate(first=Min("starts_at")).values_list("referral_id", "first"))
