"""How a person is reminded, what was sent of an appointment, visits alone, and the calendar feed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, CalendarFeed, LoneVisit, Reminder, ReminderConsent
from throughcare.delivery.appointments.queries.appointments import seen
from throughcare.delivery.appointments.queries.scope import held_by
from throughcare.delivery.appointments.rules import lone
from throughcare.delivery.appointments.rules.places import LABELS, Manner
from throughcare.delivery.appointments.rules.telling import length
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can, viewer_of

BACK, AHEAD = timedelta(days=30), timedelta(days=190)


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """How a person is reminded, or was."""

    channel: str
    address: str
    marked_safe: bool
    from_at: datetime
    until: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Reminding:
    """A person's consent now and before, and the messages about their appointments."""

    person_id: int
    person_name: str
    is_restricted: bool
    now: ConsentShown | None
    before: tuple[ConsentShown, ...]
    sent: tuple[tuple[str, str, datetime, str], ...]


def reminding(viewer: Viewer, service_user_id: int) -> Reminding:
    """How a person is reminded, for those who book for them."""
    if not viewer.can(Permission.TRIAGE_REFERRAL):
        check_can(viewer, Permission.WORK_CASE)
    person = get_visible(viewer, ServiceUser, pk=service_user_id)
    rows = visible_to(viewer, ReminderConsent).filter(about_any_of([person.pk])).select_related("recorded_by")
    shown = [
        ConsentShown(
            row.get_channel_display(), row.address, row.marked_safe, row.from_at, row.until, row.recorded_by.name
        )
        for row in rows
    ]
    whose = about_any_of([person.pk], "appointment__referral__service_user")
    messages = visible_to(viewer, Reminder).filter(whose)
    return Reminding(
        person_id=person.pk,
        person_name=person.name,
        is_restricted=person.is_restricted,
        now=next((one for one in shown if one.until is None), None),
        before=tuple(one for one in shown if one.until is not None),
        sent=tuple(
            (row.get_kind_display(), row.state, row.due_at, row.reason.replace("_", " "))
            for row in messages.order_by("-due_at", "-id")[:20]
        ),
    )


@dataclass(frozen=True, slots=True)
class VisitShown:
    """A visit alone; ``state`` is ``overdue`` where the worker should be back and has not said so."""

    id: int
    worker: str
    buddy: str
    where: str
    starts: datetime
    expected_end: datetime
    state: str
    since: datetime
    words: str
    is_own: bool
    is_over: bool


def _visit(row: LoneVisit, viewer: Viewer, at: datetime) -> VisitShown:
    overdue = lone.is_overdue(state=row.state, expected_end=row.expected_end, at=at)
    return VisitShown(
        id=row.pk,
        worker=row.worker.name,
        buddy=row.buddy.name,
        where=row.where,
        starts=row.starts_at,
        expected_end=row.expected_end,
        state="overdue" if overdue else row.state,
        since=row.since,
        words=row.words,
        is_own=row.worker_id == viewer.person_id,
        is_over=row.state in (states.LoneVisit.BACK, states.LoneVisit.FOUND_SAFE),
    )


def visits(viewer: Viewer, at: datetime) -> list[VisitShown]:
    """Visits under way and those of today, the ones that need somebody first."""
    rows = visible_to(viewer, LoneVisit).filter(since__gte=at - timedelta(hours=24)) | visible_to(
        viewer, LoneVisit
    ).filter(state__in=[states.LoneVisit.OUT, states.LoneVisit.RAISED])
    found = [_visit(row, viewer, at) for row in rows.distinct().select_related("worker", "buddy")]
    order = {"raised": 0, "overdue": 1, "out": 2}
    return sorted(found, key=lambda one: (order.get(one.state, 3), one.expected_end))


def visit(viewer: Viewer, visit_id: int, at: datetime) -> VisitShown:
    """One visit."""
    row: LoneVisit = get_visible(viewer, LoneVisit, pk=visit_id)
    return _visit(row, viewer, at)


def own_visit(viewer: Viewer, at: datetime) -> VisitShown | None:
    """The visit that a viewer is on."""
    rows = visible_to(viewer, LoneVisit).filter(
        worker_id=viewer.person_id, state__in=[states.LoneVisit.OUT, states.LoneVisit.RAISED]
    )
    row = rows.select_related("worker", "buddy").first()
    return _visit(row, viewer, at) if row else None


def feed_since(viewer: Viewer) -> datetime | None:
    """Since when the viewer has a calendar address; null where they have none."""
    row = visible_to(viewer, CalendarFeed).filter(revoked_at__isnull=True).first()
    return row.made_at if row else None


def calendar_of(secret: str, at: datetime) -> bytes:
    """The calendar behind a secret, as iCalendar. ``NotFound`` for one that is unknown, ended, or of a leaver.

    An entry says that there is an appointment, how long and in what kind of place; it names nobody and nothing else.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    row = CalendarFeed.objects.filter(digest=digest, revoked_at__isnull=True).select_related("person").first()
    viewer = viewer_of(row.person, on=clock.today(at)) if row else Viewer()
    if not viewer.can(Permission.WORK_CASE):
        raise NotFound("There is no calendar at this address.", remedy="Make a new address in Throughcare.")
    calendar = Calendar()
    calendar.add("prodid", "-//Throughcare//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Throughcare")
    found = seen(viewer).filter(held_by(viewer), starts_at__gte=at - BACK, starts_at__lt=at + AHEAD)
    told: set[tuple[int, datetime]] = set()
    for one in found.exclude(state=states.Appointment.RESCHEDULED).distinct().order_by("starts_at", "pk"):
        key = (one.group_id or -one.pk, one.starts_at)
        if key not in told:
            told.add(key)
            calendar.add_component(_entry(one, at))
    return bytes(calendar.to_ical())


def _entry(one: Appointment, at: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{'group' if one.group_id else 'appointment'}-{one.group_id or one.pk}@throughcare")
    entry.add("dtstamp", at)
    entry.add("dtstart", one.starts_at)
    entry.add("dtend", one.ends_at)
    entry.add("summary", f"Appointment, {length(one.minutes)}")
    entry.add("location", LABELS[Manner(one.manner)])
    entry.add("status", _ical_status(one.state))
    entry.add("class", "PRIVATE")
    return entry


def _ical_status(state: str) -> str:
    if state == states.Appointment.OFFERED:
        return "TENTATIVE"
    called_off = states.CANCELLED | {states.Appointment.OFFER_DECLINED}
    return "CANCELLED" if state in called_off else "CONFIRMED"
