"""Appointments as screens show them: rows of lists, and one with its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, AppointmentStatus, SessionFlag
from throughcare.delivery.appointments.queries import settings
from throughcare.delivery.appointments.rules.places import Place
from throughcare.delivery.appointments.rules.telling import Audience, told_sentence
from throughcare.delivery.services.queries import definition
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import clock_time, day

# What a row needs, and what the checks of one appointment need besides. Each join more costs the planner.
RELATED = ("referral__service_user__merged_into", "worker", "group")
RELATED_OF_ONE = (*RELATED, "referral__provider", "referral__referrer_organisation")


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment in a list. ``where`` is the place in words; nothing here is clinical.

    ``definition`` is the version of the service by which its case is judged. ``tag`` is how its state is shown: one
    whose time has passed without a record is never shown as booked.
    """

    id: int
    referral_id: int
    reference: str
    person_id: int
    person_name: str
    service: str
    service_name: str
    purpose: str
    purpose_name: str
    starts: datetime
    ends: datetime
    minutes: int
    manner: str
    where: str
    interpreter: str
    worker_id: int
    worker_name: str
    state: str
    is_ahead: bool
    group_id: int | None
    group_title: str
    version: int
    place: Place
    definition: str
    tag: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag with whom it was addressed to and which of them read it."""

    id: int
    kind: str
    words: str
    audiences: tuple[tuple[str, bool], ...]
    at: datetime
    by: str
    can_say_read: bool = False


@dataclass(frozen=True, slots=True)
class StatusShown:
    """One step of an appointment's history: what, when, by whom, and what the referrer was told of it."""

    number: int
    state: str
    label: str
    at: datetime
    by: str
    reason: str
    asked_by: str
    why: str
    told: str
    held_as: str
    amended_because: str


def row_of(one: Appointment) -> Row:
    """A row from its table row, with its related rows."""
    referral, person = one.referral, one.referral.about
    return Row(
        id=one.pk,
        referral_id=referral.pk,
        reference=referral.reference,
        person_id=person.pk if person else 0,
        person_name=person.name if person else "Not on record yet",
        service=referral.service,
        service_name=definition(referral.service, referral.definition).name,
        purpose=one.purpose,
        purpose_name=one.get_purpose_display(),
        starts=one.starts_at,
        ends=one.ends_at,
        minutes=one.minutes,
        manner=one.manner,
        where=settings.place_words(one.place),
        interpreter=one.interpreter,
        worker_id=one.worker_id,
        worker_name=one.worker.name,
        state=one.state,
        is_ahead=states.is_ahead(one.state),
        group_id=one.group_id,
        group_title=one.group.title if one.group else "",
        version=one.version,
        place=one.place,
        definition=referral.definition,
        tag=shown_as(one.state, one.ends_at),
    )


def shown_as(state: str, ends: datetime) -> tuple[str, str]:
    """The machine and state by which an appointment is shown now."""
    if states.is_ahead(state) and ends <= clock.now():
        return "unrecorded", "due"
    return "appointment", state


def seen(viewer: Viewer) -> QuerySet[Any]:
    """Every appointment that a viewer may see, with what a row needs."""
    return visible_to(viewer, Appointment).select_related(*RELATED)


def rows(found: Iterable[Appointment]) -> list[Row]:
    """Rows of appointments already known to be visible."""
    return [row_of(one) for one in found]


def of_case(viewer: Viewer, referral_id: int) -> list[Row]:
    """A case's appointments, what is ahead first, then the latest; those moved to another time left out."""
    found = seen(viewer).filter(referral_id=referral_id).exclude(state=states.Appointment.RESCHEDULED)
    listed = rows(found)
    ahead = sorted((one for one in listed if one.is_ahead), key=lambda one: one.starts)
    return ahead + sorted((one for one in listed if not one.is_ahead), key=lambda one: one.starts, reverse=True)


def opened(viewer: Viewer, appointment_id: int) -> Appointment:
    """One appointment with its related rows, in one read; ``NotFound`` for one that the viewer may not see."""
    rows = visible_to(viewer, Appointment).select_related(*RELATED_OF_ONE)
    found: Appointment | None = rows.filter(pk=appointment_id).first()
    if found is None:
        raise NotFound(
            "There is nothing here, or nothing that you may see.",
            remedy="Check the address, or go back to the list you came from.",
        )
    return found


def one(viewer: Viewer, appointment_id: int) -> Row:
    """One appointment as a row."""
    return row_of(opened(viewer, appointment_id))


def told_of(appointment: Appointment, status: AppointmentStatus) -> str:
    """What the referrer is told of a status: a sentence made of codes, then the practitioner's own words."""
    if status.state not in states.OUTCOMES:
        return ""
    sentence = told_sentence(
        label=settings.label(status.state),
        starts=appointment.starts_at,
        minutes=appointment.minutes,
        minutes_late=status.minutes_late,
        attended=states.has_happened(status.state),
    )
    reason = f"{settings.reason_label(status.reason)}." if status.reason else ""
    why = f"{status.why}." if status.why and status.why[-1] not in ".!?" else status.why
    return " ".join(part for part in (sentence, reason, why, status.told) if part)


def history(viewer: Viewer, appointment_id: int) -> list[StatusShown]:
    """Every status of an appointment, the latest first."""
    return history_of(opened(viewer, appointment_id))


def history_of(appointment: Appointment) -> list[StatusShown]:
    """The same for an appointment already known to be visible: nothing in a status is clinical."""
    return [
        StatusShown(
            number=status.number,
            state=status.state,
            label=state_label(status.state),
            at=status.at,
            by=status.by.name,
            reason=settings.reason_label(status.reason) if status.reason else "",
            asked_by=status.get_asked_by_display() if status.asked_by else "",
            why=status.why,
            told=told_of(appointment, status),
            held_as=status.get_held_as_display() if status.held_as else "",
            amended_because=status.amended_because,
        )
        for status in appointment.statuses.select_related("by").order_by("-number")
    ]


def state_label(state: str) -> str:
    """A state in words: an attendance code's own label, else the state's name."""
    if state in states.OUTCOMES:
        return settings.label(state)
    return {"rescheduled": "Moved to another time"}.get(state, state.replace("_", " ").capitalize())


def flags(viewer: Viewer, appointment_id: int) -> list[Flagged]:
    """Flags about an appointment that a viewer may see, the latest first."""
    found = visible_to(viewer, SessionFlag).filter(status__appointment_id=appointment_id)
    return [flag_of(viewer, flag) for flag in with_related(found).order_by("-pk")]


def with_related(found: QuerySet[Any]) -> QuerySet[Any]:
    """Flags with what showing one needs."""
    return found.select_related(
        "status__by",
        "status__appointment__referral__provider",
        "status__appointment__referral__service_user__merged_into",
    ).prefetch_related("seen")


def flag_of(viewer: Viewer, flag: SessionFlag) -> Flagged:
    """A flag already known to be visible."""
    read = {one.audience for one in flag.seen.all()}
    told = [
        audience
        for audience, is_told in (
            (Audience.REFERRER, flag.told_referrer),
            (Audience.LEAD, flag.told_lead),
            (Audience.DESK, flag.told_desk),
        )
        if is_told
    ]
    mine = audiences_of(flag, viewer)
    return Flagged(
        id=flag.pk,
        kind=flag.kind,
        words=flag.words,
        audiences=tuple((audience.label, audience in read) for audience in told),
        at=flag.status.at,
        by=flag.status.by.name,
        can_say_read=any(audience not in read for audience in mine),
    )


def audiences_of(flag: SessionFlag, viewer: Viewer) -> tuple[Audience, ...]:
    """To which of its audiences a viewer belongs."""
    referral = flag.status.appointment.referral
    own = referral.provider.code in viewer.organisation_codes
    is_desk = viewer.can(Permission.TRIAGE_REFERRAL) and not viewer.can(Permission.WORK_CASE)
    found = (
        (Audience.REFERRER, flag.told_referrer and referral.referrer_id == viewer.person_id),
        (Audience.LEAD, flag.told_lead and own and viewer.can(Permission.ALLOCATE_CASE)),
        (Audience.DESK, flag.told_desk and own and is_desk),
    )
    return tuple(audience for audience, holds in found if holds)


def when_words(one: Row) -> str:
    """When, in a line: ``3 June 2026, 14:00 to 14:50``."""
    return f"{day(one.starts)}, {clock_time(one.starts)} to {clock_time(one.ends)}"
