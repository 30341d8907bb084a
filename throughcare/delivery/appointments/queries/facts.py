"""What the rules need to know of a case and of a time. For actions, which have checked who asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, GroupSession
from throughcare.delivery.appointments.queries import settings
from throughcare.delivery.appointments.rules.standing import Allowance, Case
from throughcare.delivery.appointments.rules.timing import LONGEST, Span, Surroundings, span
from throughcare.delivery.people.models import Overlay
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.states import EVENTS, DoneIn, Event
from throughcare.foundation.reference.working_days import bank_holiday

CUSTODY = ("custody", "in_custody")
FIRST_BOOKED = Event.APPOINTMENT_BOOKED.value
FIRST_SESSIONS = tuple(
    one.value for one, what in EVENTS.items() if what.done_in is DoneIn.APPOINTMENTS and one.value != FIRST_BOOKED
)
LONGEST_SPAN = timedelta(minutes=LONGEST)


def standing(referral: Referral) -> Case:
    """How a case stands."""
    person = referral.about
    return Case(
        state=referral.state,
        since=referral.since,
        closed_at=referral.closed_at,
        died_on=person.died_on if person else None,
    )


def purposes(service: ServiceDefinition, state: str) -> tuple[str, ...]:
    """What an appointment can be for in a state of a service, the likeliest first.

    Sessions are held where the work is done and at the step that the first of them ends; an assessment until it is
    recorded; another contact at any time.
    """
    found = []
    if any(service.allows(event, state) for event in FIRST_SESSIONS) or state in service.delivery_states:
        found.append(Appointment.Purpose.SESSION)
    if service.allows(FIRST_BOOKED, state) or any(
        one.to == state for one in service.transitions if one.event == FIRST_BOOKED
    ):
        found.insert(0, Appointment.Purpose.ASSESSMENT)
    return (*found, Appointment.Purpose.CONTACT)


def allowance(referral_id: int, allowed: int | None, *, leaving_out: int | None = None) -> Allowance:
    """Sessions of a case used and booked; one appointment can be left out, such as the one being recorded."""
    rows = Appointment.objects.filter(referral_id=referral_id, purpose=Appointment.Purpose.SESSION)
    found = list(rows.exclude(pk=leaving_out).values_list("state", flat=True))
    using = {code.id for code in settings.every_code() if code.uses_session}
    return Allowance(
        used=sum(state in using for state in found),
        ahead=sum(states.is_ahead(state) for state in found),
        allowed=allowed,
    )


def surroundings(
    referral: Referral, worker_ids: Collection[int], starts: datetime, minutes: int, *, moving: int | None = None
) -> Surroundings:
    """What stands around a time: what the worker and the person have then, hours, holidays, custody."""
    around = surroundings_of_workers(referral.service, worker_ids, starts, minutes, moving=moving)
    whose = referral.about
    if whose is None:
        return around
    when = span(starts, minutes)
    person = _ahead(when, moving).filter(about_any_of([whose.pk], "referral__service_user"))
    return replace(around, person_busy=tuple(_spans(person, when)), in_custody=is_in_custody(referral, starts))


def surroundings_of_workers(
    service: str,
    worker_ids: Collection[int],
    starts: datetime,
    minutes: int,
    *,
    moving: int | None = None,
    moving_group: int | None = None,
) -> Surroundings:
    """What stands around a time for those who hold it; what is being moved is left out."""
    when, day = span(starts, minutes), clock.today(starts)
    held = Q(worker_id__in=worker_ids) | Q(group__facilitators__person_id__in=worker_ids)
    rows = _ahead(when, moving).filter(held).exclude(group_id__isnull=False, group_id=moving_group).distinct()
    groups = GroupSession.objects.filter(
        _near(when), facilitators__person_id__in=worker_ids, members__isnull=True, replaced_by__isnull=True
    ).exclude(pk=moving_group)
    return Surroundings(
        hours=settings.hours(service, day),
        is_bank_holiday=bank_holiday(day),
        worker_busy=tuple(_spans([*rows, *groups.distinct()], when)),
    )


def _near(when: Span) -> Q:
    return Q(starts_at__lt=when.ends, starts_at__gt=when.starts - LONGEST_SPAN)


def _ahead(when: Span, moving: int | None) -> QuerySet[Appointment]:
    return Appointment.objects.filter(_near(when), state__in=states.AHEAD).exclude(pk=moving)


def _spans(rows: Iterable[Appointment | GroupSession], when: Span) -> list[Span]:
    found = {span(row.starts_at, row.minutes) for row in rows}
    return sorted((one for one in found if one.meets(when)), key=lambda one: one.starts)


def is_in_custody(referral: Referral, at: datetime) -> bool:
    """Whether the person is recorded as in custody on the day of a moment."""
    person = referral.about
    if person is None:
        return False
    day = clock.today(at)
    rows = Overlay.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day),
        about_any_of([person.pk]),
        kind__in=CUSTODY,
        withdrawn=False,
        from_date__lte=day,
    )
    return rows.exists()
