"""What every write about an appointment shares: opening the case, who may, and one more status with its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from throughcare import clock, machines
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, AppointmentStatus
from throughcare.delivery.appointments.queries.permits import check_may_book
from throughcare.delivery.appointments.rules.places import Place
from throughcare.delivery.referrals.actions import SYSTEM, advance
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.standing import standing_of
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.errors import WrongState
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event


@dataclass(frozen=True, slots=True)
class Terms:
    """When, how and with whom: what an appointment is booked with. Without a worker it is the case's own."""

    starts: datetime
    minutes: int
    place: Place
    purpose: str = Appointment.Purpose.SESSION
    worker_id: int | None = None


def definition_of(referral: Referral) -> ServiceDefinition:
    """The version of the service by which a case is judged."""
    return definition(referral.service, referral.definition)


def open_case(referral_id: int, *, by: Viewer) -> Referral:
    """The case, locked, for a provider's staff who may book in it. All writes of a case wait for each other here."""
    seen: Referral = get_visible(by, Referral, pk=referral_id)
    check_may_book(seen, by=by)
    row: Referral = Referral.objects.locked(seen.pk)
    return row


def open_appointment(appointment_id: int, *, by: Viewer, version: int | None = None) -> tuple[Referral, Appointment]:
    """An appointment with its case, both locked, for a provider's staff who see it."""
    seen: Appointment = get_visible(by, Appointment, pk=appointment_id)
    referral: Referral = Referral.objects.locked(seen.referral_id)
    check_may_book(referral, by=by)
    row: Appointment = Appointment.objects.locked(seen.pk, version=version)
    return referral, row


def move_on(row: Appointment, state: str, *, by: Viewer, at: datetime, **said: Any) -> AppointmentStatus:
    """Writes the next status of an appointment with its event; an unchanged state is an amendment of what was said."""
    name = "amended" if state == row.state else state
    if name != "amended":
        try:
            machines.move(states.APPOINTMENT_TRANSITIONS, name, row.state)
        except machines.CannotMove as error:
            raise WrongState(
                f"This appointment is {row.state.replace('_', ' ')}, so that is not possible any more.",
                remedy="Open it again to see what was done with it.",
            ) from error
        row.since = at
    row.state, row.version = state, row.version + 1
    row.save()
    return _status(row, name, by=by, at=at, **said)


def first_status(row: Appointment, *, by: Viewer, at: datetime) -> AppointmentStatus:
    """The first status of a new appointment: offered or booked."""
    return _status(row, row.state, by=by, at=at)


def _status(row: Appointment, name: str, *, by: Viewer, at: datetime, **said: Any) -> AppointmentStatus:
    status = AppointmentStatus(appointment=row, number=row.version, state=row.state, at=at, by_id=by.person_id, **said)
    status.save()
    reason = status.reason or status.asked_by
    event(f"appointment.{name}", subject=("appointment", row.pk), by=by, at=at, reason_code=reason, state=row.state)
    return status


def advance_if(referral: Referral, name: str, *, by: Viewer, at: datetime) -> bool:
    """Moves the case by an event that its service uses in its present state; nothing happens where it does not.

    What a colleague or an administrator did to an appointment moves the case by rule, where the service says so.
    """
    step = definition_of(referral).step(name, referral.state)
    if step is None:
        return False
    acts = standing_of(by, referral, on=clock.today(at)).actors & set(step.by)
    advance(referral_id=referral.pk, event=name, by=by if acts else SYSTEM, at=at)
    referral.refresh_from_db()
    return True
