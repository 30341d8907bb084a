"""Offering, booking, moving and cancelling appointments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.actions.reminding import call_off, drop_reminders, queue_reminder
from throughcare.delivery.appointments.actions.steps import (
    Terms,
    advance_if,
    definition_of,
    first_status,
    move_on,
    open_appointment,
    open_case,
)
from throughcare.delivery.appointments.models import Appointment, AppointmentStatus, GroupSession
from throughcare.delivery.appointments.queries import colleagues, facts, settings
from throughcare.delivery.appointments.rules import standing, timing
from throughcare.delivery.appointments.rules.attendance import Outcome, cancelling_code, checked_outcome
from throughcare.delivery.appointments.rules.places import Place, checked_place
from throughcare.delivery.appointments.rules.standing import check_purpose
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action

Purpose = Appointment.Purpose
BOOKED, OFFERED = states.Appointment.BOOKED, states.Appointment.OFFERED


@action
def book(
    *,
    referral_id: int,
    terms: Terms,
    is_offer: bool = False,
    despite: Collection[str] = (),
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Books an appointment in a case, or offers it. The first assessment booked moves the case.

    ``despite`` are the codes of cautions that the person at the screen accepted. Raises ``Invalid`` for terms that
    cannot be, ``WrongState`` where the case does not stand for it, ``NotAllowed`` where no session is left.
    """
    referral = open_case(referral_id, by=by)
    earlier = Appointment.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return earlier
    timing.check_ahead(starts=terms.starts, at=at)
    return make(referral, terms, state=OFFERED if is_offer else BOOKED, despite=despite, key=key, by=by, at=at)


def make(
    referral: Referral,
    terms: Terms,
    *,
    state: str,
    despite: Collection[str] = (),
    key: str = "",
    group: GroupSession | None = None,
    replaces: Appointment | None = None,
    by: Viewer,
    at: datetime,
) -> Appointment:
    """A new appointment in a locked case, checked, with its first status; the case moves where its service says so."""
    place = check_terms(referral, terms, at=at)
    worker_id = worker_of(referral, terms.worker_id, at=at)
    if replaces is None or replaces.purpose != terms.purpose:
        _check_sessions(referral, terms.purpose)
    cautions = _cautions(referral, worker_id, terms, replaces)
    if group is None:
        timing.check_accepted(cautions, despite)
    row = Appointment(
        referral=referral,
        group=group,
        purpose=terms.purpose,
        worker_id=worker_id,
        starts_at=terms.starts,
        minutes=terms.minutes,
        **asdict(place),
        state=state,
        since=at,
        replaces=replaces,
        despite=" ".join(one.code for one in cautions),
        made_by_id=by.person_id,
        made_at=at,
        key=key,
    )
    row.save()
    first_status(row, by=by, at=at)
    _booked(referral, row, by=by, at=at)
    return row


def _cautions(
    referral: Referral, worker_id: int, terms: Terms, replaces: Appointment | None
) -> tuple[timing.Caution, ...]:
    moving = replaces.pk if replaces else None
    around = facts.surroundings(referral, [worker_id], terms.starts, terms.minutes, moving=moving)
    return timing.cautions_about(timing.span(terms.starts, terms.minutes), around)


def _booked(referral: Referral, row: Appointment, *, by: Viewer, at: datetime) -> None:
    if row.state != BOOKED:
        return
    if row.purpose == Purpose.ASSESSMENT:
        advance_if(referral, "appointment_booked", by=by, at=at)
    queue_reminder(row, at=at)


def check_terms(referral: Referral, terms: Terms, *, at: datetime) -> Place:
    """Raises where an appointment cannot have these terms in this case; gives the place in its written form."""
    day = clock.today(at)
    if terms.purpose not in Purpose.values:
        raise Invalid({"purpose": "Say what it is for."})
    timing.check_length(terms.minutes)
    timing.check_start(
        starts=terms.starts,
        referred=referral.submitted_at or referral.started_at,
        at=at,
        months_ahead=settings.limit("months_ahead", day),
    )
    standing.check_can_book(facts.standing(referral), starts=terms.starts)
    check_purpose(terms.purpose, referral.state, facts.purposes(definition_of(referral), referral.state))
    return checked_place(terms.place, settings.offices(day))


def worker_of(referral: Referral, wanted: int | None, *, at: datetime) -> int:
    """Who holds it: the one named, else the case's worker. Raises ``Invalid`` for nobody and for a stranger."""
    worker_id = wanted or referral.worker_id
    if worker_id is None:
        raise Invalid({"worker": "Choose who holds it: nobody has this case yet."})
    if worker_id not in colleagues.workers(referral.provider_id, clock.today(at)):
        raise Invalid({"worker": f"Choose somebody who works cases at {referral.provider.name}."})
    return worker_id


def _check_sessions(referral: Referral, purpose: str) -> None:
    if purpose == Purpose.SESSION:
        standing.check_has_session(facts.allowance(referral.pk, definition_of(referral).max_sessions), booking=True)


@action
def answer_offer(*, appointment_id: int, accepted: bool, by: Viewer, at: datetime) -> Appointment:
    """Writes down whether the person takes an offered time."""
    referral, row = open_appointment(appointment_id, by=by)
    wanted = BOOKED if accepted else states.Appointment.OFFER_DECLINED
    if row.state == wanted:
        return row
    if accepted:
        standing.check_can_book(facts.standing(referral), starts=row.starts_at)
    move_on(row, wanted, by=by, at=at)
    _booked(referral, row, by=by, at=at)
    return row


@action
def move(
    *,
    appointment_id: int,
    terms: Terms,
    reason: str,
    asked_by: str,
    why: str = "",
    despite: Collection[str] = (),
    version: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Moves an appointment: the old one stays as it was and says by whom and why; a new one takes its place."""
    earlier = Appointment.objects.filter(key=key).first() if key else None
    referral, row = open_appointment(appointment_id, by=by, version=None if earlier else version)
    if earlier is not None and earlier.replaces_id == row.pk:
        return earlier
    if not states.is_ahead(row.state):
        raise WrongState(
            f"This appointment is {row.state.replace('_', ' ')}, so it cannot be moved.", remedy="Book a new one."
        )
    if row.group_id is not None:
        raise WrongState(
            "This is a place in a group session.", remedy="Move the group, or cancel this place and book another time."
        )
    check_moving(reason, asked_by, why, at=at)
    timing.check_ahead(starts=terms.starts, at=at)
    was = row.state
    leave(row, reason=reason, asked_by=asked_by, why=why, by=by, at=at)
    return make(referral, terms, state=was, despite=despite, key=key, replaces=row, by=by, at=at)


def check_moving(reason: str, asked_by: str, why: str, *, at: datetime) -> None:
    """Raises ``Invalid`` unless it is said who asked and why."""
    wrong = {}
    if reason not in settings.move_reasons(clock.today(at)):
        wrong["reason"] = "Choose why it is moved."
    if asked_by not in AppointmentStatus.AskedBy.values:
        wrong["asked_by"] = "Say who asked for it."
    if len(why) > 500:
        wrong["why"] = "Say more in 500 characters or fewer."
    if wrong:
        raise Invalid(wrong)


def leave(row: Appointment, *, reason: str, asked_by: str, why: str, by: Viewer, at: datetime) -> None:
    """Marks an appointment as moved."""
    moved = states.Appointment.RESCHEDULED
    move_on(row, moved, by=by, at=at, reason=reason, asked_by=asked_by, why=why.strip())
    drop_reminders(row, reason="moved", at=at)


@action
def cancel(
    *,
    appointment_id: int,
    by_service: bool,
    why: str = "",
    told_at: datetime | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Cancels what is ahead: by the service with a reason, or by the person, late or in time by when they said so."""
    _, row = open_appointment(appointment_id, by=by, version=version)
    if not states.is_ahead(row.state):
        raise WrongState(
            f"This appointment is {row.state.replace('_', ' ')}, so there is nothing to cancel.",
            remedy="If the record is wrong, amend it.",
        )
    day = clock.today(at)
    when = min(told_at or at, at)
    hours = settings.limit("late_cancel_hours", day)
    code = cancelling_code(by_service=by_service, starts=row.starts_at, told_at=when, late_hours=hours)
    outcome = checked_outcome(Outcome(code, why=why), settings.codes(day))
    asked_by = AppointmentStatus.AskedBy.SERVICE if by_service else AppointmentStatus.AskedBy.PERSON
    move_on(row, outcome.code, by=by, at=at, asked_by=asked_by, why=outcome.why)
    drop_reminders(row, reason="cancelled", at=at)
    if by_service:
        call_off(row, at=at)
    return row
