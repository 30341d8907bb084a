"""What appointments owe, what changed, the parts of other pages, and a person's timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, AppointmentStatus, LoneVisit, SessionFlag
from throughcare.delivery.appointments.queries import appointments, facts, today
from throughcare.delivery.appointments.queries.appointments import told_of
from throughcare.delivery.appointments.queries.permits import can_book
from throughcare.delivery.appointments.rules import lone
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import is_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.changes import Changed
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.ports.parts import Line, Part
from throughcare.foundation.ports.timeline import Happened
from throughcare.foundation.ui.words import clock_time, day

LATELY = timedelta(days=90)
MOST_LINES = 6
RAISED = {"concern": "Read the concern that was raised", "behaviour": "Read what was raised about behaviour"}


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Lone visits that are overdue, flags to read, and sessions to record."""
    if not viewer.is_signed_in:
        return
    yield from _lone(viewer, at)
    yield from _flags(viewer, at)
    if viewer.can(Permission.WORK_CASE):
        for row in today.unrecorded(viewer, at):
            yield Owed(
                what=f"Record the {row.purpose_name.lower()} of {day(row.starts)}, {row.reference}",
                href=reverse("record_session", args=[row.id]),
                due=today.record_by(row, at),
                since=row.ends,
            )


def _lone(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    under_way = visible_to(viewer, LoneVisit).filter(state__in=[states.LoneVisit.OUT, states.LoneVisit.RAISED])
    for visit in under_way.select_related("worker", "buddy"):
        overdue = lone.is_overdue(state=visit.state, expected_end=visit.expected_end, at=at)
        raised = visit.state == states.LoneVisit.RAISED
        own = visit.worker_id == viewer.person_id
        if not (own or overdue or raised):
            continue
        what = "Say that you are back from your visit" if own else f"{visit.worker.name} is overdue: reach them now"
        yield Owed(
            what=f"Alarm raised for {visit.worker.name}" if raised and not own else what,
            href=reverse("lone_visit", args=[visit.pk]),
            fact=f"expected back at {clock_time(visit.expected_end)}",
            due=clock.today(visit.expected_end),
            since=visit.since,
        )


def _flags(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    found = visible_to(viewer, SessionFlag).filter(
        Q(told_referrer=True) | Q(told_lead=True) | Q(told_desk=True), status__at__gte=at - LATELY
    )
    for flag in appointments.with_related(found):
        if not appointments.flag_of(viewer, flag).can_say_read:
            continue
        referral = flag.status.appointment.referral
        yield Owed(
            what=f"{RAISED[flag.kind]}, {referral.reference}",
            href=reverse("appointment", args=[flag.status.appointment_id]),
            fact="Concern" if flag.kind == "concern" else "Behaviour",
            due=clock.today(flag.status.at) + timedelta(days=1),
            since=flag.status.at,
        )


def changed(viewer: Viewer, since: datetime) -> Iterator[Changed]:
    """What became of appointments of cases that a viewer referred: told the same day."""
    if not viewer.can(Permission.REFER):
        return
    rows = visible_to(viewer, AppointmentStatus).filter(
        at__gt=since, appointment__referral__referrer_id=viewer.person_id
    )
    for status in rows.select_related("appointment__referral").exclude(by_id=viewer.person_id):
        one = status.appointment
        label = appointments.state_label(status.state)
        yield Changed(
            what=f"{label}: appointment of {day(one.starts_at)}",
            about=one.referral.reference,
            at=status.at,
            href=reverse("appointment", args=[one.pk]),
        )


def _line(row: appointments.Row) -> Line:
    return Line(
        what=f"{row.purpose_name} at {clock_time(row.starts)}",
        fact=f"{row.where}, {row.worker_name}",
        on=clock.today(row.starts),
        href=reverse("appointment", args=[row.id]),
        tag=row.tag,
    )


def case_part(viewer: Viewer, referral_id: int, at: datetime) -> Part | None:
    """Appointments of a case, on its page: what is next, what became of the last ones, sessions used."""
    referral = visible_to(viewer, Referral).filter(pk=referral_id).first()
    if referral is None or referral.submitted_at is None:
        return None
    rows = appointments.of_case(viewer, referral_id)
    books = can_book(viewer, referral)
    allowed = definition(referral.service, referral.definition).max_sessions
    used = str(facts.allowance(referral_id, allowed)) if allowed is not None else ""
    told = last_told(viewer, referral_id)
    lines = [_line(row) for row in rows[:MOST_LINES]] + ([Line("Last told to the referrer", told)] if told else [])
    return Part(
        title="Appointments" + (f": {used}" if used and rows else ""),
        order=30,
        lines=tuple(lines),
        empty="Nothing is booked yet.",
        todo=("All appointments" if rows else "Book an appointment", _address(referral_id, books, bool(rows)))
        if books or rows
        else None,
    )


def _address(referral_id: int, books: bool, has_rows: bool) -> str:
    name = "book_appointment" if books and not has_rows else "case_appointments"
    return reverse(name, args=[referral_id])


def person_part(viewer: Viewer, service_user_id: int, at: datetime) -> Part | None:
    """Appointments of a person for those who see the cases; for partners in the cohort, how they engage and no more."""
    if not is_visible(viewer, ServiceUser, service_user_id):
        return None
    found = appointments.seen(viewer).filter(about_any_of([service_user_id], "referral__service_user"))
    rows = appointments.rows(
        found.exclude(state=states.Appointment.RESCHEDULED).order_by("-starts_at", "-id")[:MOST_LINES]
    )
    if rows:
        return Part("Appointments", 40, tuple(_line(row) for row in rows))
    return _engagement(viewer, service_user_id, at) if viewer.can(Permission.VIEW_COHORT) else None


def _engagement(viewer: Viewer, service_user_id: int, at: datetime) -> Part | None:
    """Attendance lately, without saying of which service: enough to manage somebody, nothing about their health."""
    rows = Appointment.objects.filter(
        about_any_of([service_user_id], "referral__service_user"), starts_at__gte=at - LATELY, starts_at__lt=at
    )
    tally = list(rows.values_list("state", "starts_at"))
    attended = [starts for state, starts in tally if states.has_happened(state)]
    missed = sum(state in ("did_not_attend", "late_cancelled_by_person") for state, _ in tally)
    if not attended and not missed:
        return None
    last = f"last on {day(max(attended))}" if attended else "none attended"
    line = Line(f"Attended {len(attended)} of {len(attended) + missed} in the last 90 days", last)
    return Part("Engagement with services", 40, (line,))


def timeline(viewer: Viewer, service_user_id: int) -> Iterator[Happened]:
    """What became of a person's appointments, as far as the viewer may know."""
    rows = visible_to(viewer, Appointment).filter(
        about_any_of([service_user_id], "referral__service_user"),
        state__in=states.OUTCOMES - {states.Appointment.ENTERED_IN_ERROR},
    )
    for one in rows.select_related("referral__provider", "worker"):
        yield Happened(
            at=one.starts_at,
            what=f"{one.get_purpose_display()}: {appointments.state_label(one.state).lower()}",
            who=one.referral.provider.name,
            href=reverse("appointment", args=[one.pk]),
        )


def last_told(viewer: Viewer, referral_id: int) -> str:
    """The latest sentence that the referrer was told of a case; empty before there is one."""
    rows = visible_to(viewer, AppointmentStatus).filter(appointment__referral_id=referral_id, state__in=states.OUTCOMES)
    status = rows.select_related("appointment").order_by("-at", "-number", "-id").first()
    return told_of(status.appointment, status) if status else ""
