"""The practitioner's Today as far as appointments go, the week, and a case's sessions used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models import Appointment, GroupSession
from throughcare.delivery.appointments.queries import settings
from throughcare.delivery.appointments.queries.appointments import Row, row_of, seen
from throughcare.delivery.appointments.queries.scope import held_by
from throughcare.delivery.appointments.rules import standing
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.scope import covered_by
from throughcare.delivery.referrals.queries.waiting import waiting_lists
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports import today as port
from throughcare.foundation.ports.today import TodayLine
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.foundation.ui.words import LONDON, clock_time, count, day

LOOK_BACK = timedelta(days=183)
NEXT_ONES = 3


def day_span(on: date) -> tuple[datetime, datetime]:
    """The first moment of a day in London and of the next."""
    start = datetime(on.year, on.month, on.day, tzinfo=LONDON)
    following = on + timedelta(days=1)
    return start, datetime(following.year, following.month, following.day, tzinfo=LONDON)


def mine(viewer: Viewer) -> Q:
    """What a viewer holds, and what is held for the cases that they work or cover."""
    works = Q(referral__worker_id=viewer.person_id) | Q(referral__worker_id__in=covered_by(viewer, clock.today()))
    return held_by(viewer) | (works & Q(group__isnull=True))


def lines(viewer: Viewer, at: datetime) -> Iterator[TodayLine]:
    """Today's lines about appointments."""
    if not viewer.can(Permission.WORK_CASE):
        return
    held = _held(viewer, at)
    yield from _appointments(held, at)
    yield from _groups(viewer, at)
    yield from _unrecorded(held, at)
    yield from _offers(held, at)
    yield from _waiting(viewer, at)
    yield from _sessions(viewer)


def _held(viewer: Viewer, at: datetime) -> list[Appointment]:
    """In one read: everything of today, what was never recorded, and offers without an answer."""
    starts, ends = day_span(clock.today(at))
    of_today = Q(starts_at__gte=starts, starts_at__lt=ends)
    waiting = Q(state__in=states.AHEAD, starts_at__gte=at - LOOK_BACK, starts_at__lt=ends)
    offered = Q(state=states.Appointment.OFFERED, starts_at__gt=at)
    rows = seen(viewer).filter(mine(viewer), of_today | waiting | offered, group__isnull=True)
    return list(rows.exclude(state=states.Appointment.RESCHEDULED))


def _appointments(held: Iterable[Appointment], at: datetime) -> Iterator[TodayLine]:
    today = clock.today(at)
    for one in held:
        if clock.today(one.starts_at) != today:
            continue
        row = row_of(one)
        yield TodayLine(
            section=port.APPOINTMENTS,
            what=row.person_name,
            fact=f"{row.purpose_name}, {row.where}" + (f", {row.interpreter} interpreter" if row.interpreter else ""),
            at=row.starts,
            href=reverse("appointment", args=[row.id]),
            todo=("Record", reverse("record_session", args=[row.id])) if row.is_ahead else None,
            tag=row.tag,
            more=tuple(cautions(one)),
        )


def cautions(one: Appointment) -> Iterator[str]:
    """What must be seen before somebody sets out: a death, a case that is closed or on hold."""
    person = one.referral.about
    if person is not None and person.died_on is not None and states.is_ahead(one.state):
        yield f"This person died on {day(person.died_on)}. Cancel this appointment."
    elif states.is_ahead(one.state) and one.referral.state in standing.CLOSED:
        yield "The case has ended. Cancel this appointment."
    elif states.is_ahead(one.state) and one.referral.state == standing.PAUSED:
        yield f"The case has been on hold since {day(one.referral.since)}."


def _groups(viewer: Viewer, at: datetime) -> Iterator[TodayLine]:
    starts, ends = day_span(clock.today(at))
    rows = GroupSession.objects.filter(
        facilitators__person_id=viewer.person_id,
        provider__code__in=viewer.organisation_codes,
        replaced_by__isnull=True,
        starts_at__lt=ends,
        starts_at__gte=starts - LOOK_BACK,
    )
    counted = rows.annotate(
        waiting=Count("members", filter=Q(members__state__in=states.AHEAD), distinct=True),
        members_all=Count("members", distinct=True),
    )
    for group in counted:
        if group.starts_at < starts and not group.waiting:
            continue
        yield TodayLine(
            section=port.APPOINTMENTS if group.starts_at >= starts else port.UNRECORDED,
            what=f"Group: {group.title}",
            fact=f"{count(group.members_all, 'person', 'people')}, {settings.place_words(group.place)}",
            at=group.starts_at,
            href=reverse("group", args=[group.pk]),
            todo=("Record", reverse("record_group", args=[group.pk])) if group.waiting else None,
        )


def unrecorded(viewer: Viewer, at: datetime) -> list[Row]:
    """Appointments that a viewer holds or works, whose time has passed and that nobody recorded, oldest first."""
    rows = seen(viewer).filter(mine(viewer), state__in=states.AHEAD, starts_at__lt=at, starts_at__gte=at - LOOK_BACK)
    return _passed(rows, at)


def _passed(held: Iterable[Appointment], at: datetime) -> list[Row]:
    found = [row_of(one) for one in held if states.is_ahead(one.state) and one.ends_at <= at]
    return sorted(found, key=lambda one: one.starts)


def record_by(row: Row, at: datetime) -> date:
    """By which day a session is to be recorded."""
    return add_working_days(clock.today(row.ends), settings.limit("record_within", clock.today(at)))


def _unrecorded(held: Iterable[Appointment], at: datetime) -> Iterator[TodayLine]:
    today = clock.today(at)
    for row in _passed(held, at):
        if clock.today(row.starts) == today:
            continue
        due = record_by(row, at)
        yield TodayLine(
            section=port.UNRECORDED,
            what=row.person_name,
            fact=f"{row.purpose_name}, {row.where}",
            at=row.starts,
            due=due,
            href=reverse("appointment", args=[row.id]),
            todo=("Record", reverse("record_session", args=[row.id])),
            tag=("unrecorded", "late" if due < today else "due"),
        )


def _offers(held: Iterable[Appointment], at: datetime) -> Iterator[TodayLine]:
    for one in held:
        if one.state != states.Appointment.OFFERED or one.starts_at <= at:
            continue
        row = row_of(one)
        yield TodayLine(
            section=port.DUE,
            what=f"{row.person_name}: does {day(row.starts)} at {clock_time(row.starts)} suit?",
            fact="Offered, no answer yet",
            due=clock.today(row.starts),
            href=reverse("appointment", args=[row.id]),
            todo=("Answer", reverse("answer_offer", args=[row.id])),
        )


def _waiting(viewer: Viewer, at: datetime) -> Iterator[TodayLine]:
    """The next few of each waiting list that the viewer works for, in its explained order."""
    for found in waiting_lists(viewer, at, first=NEXT_ONES):
        for row in found.rows:
            yield TodayLine(
                section=port.WAITING,
                what=row.person_name,
                fact=f"{found.name}, place {row.place} of {found.length}: {row.why}",
                href=reverse("referral", args=[row.id]),
            )


def _sessions(viewer: Viewer) -> Iterator[TodayLine]:
    cases = visible_to(viewer, Referral).filter(worker_id=viewer.person_id, closed_at__isnull=True)
    cases = [one for one in cases.select_related("service_user__merged_into") if _delivers(one)]
    used = used_by_case([one.pk for one in cases])
    for one in cases:
        allowed = definition(one.service, one.definition).max_sessions
        if allowed is None or one.about is None:
            continue
        found = standing.Allowance(*used.get(one.pk, (0, 0)), allowed)
        booked = f", {found.ahead} booked" if found.ahead else ", none booked"
        yield TodayLine(
            section=port.SESSIONS,
            what=one.about.name,
            fact=f"{found}{booked}",
            href=reverse("case_appointments", args=[one.pk]),
            todo=None if found.ahead or found.left == 0 else ("Book", reverse("book_appointment", args=[one.pk])),
            more=("All sessions are used: end the work, or refer on.",) if found.used >= allowed else (),
        )


def _delivers(one: Referral) -> bool:
    return one.state in definition(one.service, one.definition).delivery_states or one.state == standing.PAUSED


def used_by_case(referral_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Sessions used and booked ahead of many cases in one read. A slow twin is ``facts.allowance``."""
    using = [code.id for code in settings.every_code() if code.uses_session]
    rows = Appointment.objects.filter(referral_id__in=list(referral_ids), purpose=Appointment.Purpose.SESSION)
    counted = rows.values("referral_id").annotate(
        used=Count("pk", filter=Q(state__in=using)), ahead=Count("pk", filter=Q(state__in=states.AHEAD))
    )
    return {one["referral_id"]: (one["used"], one["ahead"]) for one in counted}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week with its appointments."""

    on: date
    is_today: bool
    note: str
    rows: tuple[Row, ...]


def week(viewer: Viewer, first: date, at: datetime) -> tuple[Day, ...]:
    """Seven days from a Monday: what a viewer holds or, for those who book for others, what the service holds."""
    starts, _ = day_span(first)
    _, ends = day_span(first + timedelta(days=6))
    rows = seen(viewer).filter(starts_at__gte=starts, starts_at__lt=ends).exclude(state=states.Appointment.RESCHEDULED)
    if viewer.can(Permission.TRIAGE_REFERRAL):
        rows = rows.filter(referral__provider__code__in=viewer.organisation_codes)
    else:
        rows = rows.filter(mine(viewer))
    found: dict[date, list[Row]] = {}
    for one in rows.distinct().order_by("starts_at", "pk"):
        found.setdefault(clock.today(one.starts_at), []).append(row_of(one))
    days = [first + timedelta(days=offset) for offset in range(7)]
    return tuple(Day(on, on == clock.today(at), _note(on), tuple(found.get(on, ()))) for on in days)


def _note(on: date) -> str:
    from throughcare.foundation.reference.working_days import bank_holiday

    return "Bank holiday" if bank_holiday(on) else ""


def monday_of(on: date) -> date:
    """The Monday of a day's week."""
    return on - timedelta(days=on.weekday())
