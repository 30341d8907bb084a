"""Appointments of the demo: kept, missed, moved, prevented by custody, and some of them not recorded yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from throughcare.delivery.appointments import actions
from throughcare.delivery.appointments.actions import Record, Terms
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.rules.attendance import Outcome
from throughcare.delivery.appointments.rules.places import Place
from throughcare.delivery.appointments.rules.telling import Flag
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference.working_days import is_working_day
from throughcare.foundation.ui.words import LONDON

SEED = 1291
EVERY_CAUTION = ("worker_busy", "person_busy", "in_custody", "bank_holiday", "weekend", "outside_hours")
HOURS = (9, 10, 11, 12, 14, 15, 16)
PLACES = (
    Place("office", office="CE01"),
    Place("office", office="CE01"),
    Place("office", office="CN01"),
    Place("phone"),
    Place("video"),
    Place("address", first_line="1 Example Court", postcode="E8 1XX"),
)
# How often each thing happens to a session, of a hundred.
OUTCOMES: tuple[tuple[int, Outcome], ...] = (
    (56, Outcome("attended_on_time")),
    (9, Outcome("attended_late", minutes_late=15, why="The bus did not come")),
    (3, Outcome("attended_short", why="Had to collect a child")),
    (15, Outcome("did_not_attend")),
    (4, Outcome("acceptable_absence", reason="medical_appointment")),
    (4, Outcome("in_custody")),
    (2, Outcome("arrested")),
    (1, Outcome("in_hospital")),
    (2, Outcome("logistics", why="The room was double booked")),
)
NOTES = (
    "Slept a little better. Practised breathing. Agreed to try it before appointments.",
    "Angry about the letter from housing. Worked through what it says and what to do by when.",
    "Spoke of the time inside for the first time. Kept to the present where it became too much.",
    "Quiet today. Did not want to speak of the family. Walked instead, and talked more.",
)
CONCERN = Flag("concern", frozenset({"referrer", "lead"}), "Has nowhere to stay from Friday. Asked me to tell you.")
BEHAVIOUR = Flag("behaviour", frozenset({"desk"}), "Shouted at the desk and was sorry afterwards.")
ENDS = frozenset(
    {"sessions_completed", "ended_early", "case_paused", "coaching_completed", "mentoring_completed", "match_ended"}
    | {"stepped_up_to_nhs"}
)
FIRSTS = frozenset({"first_session_held", "first_meeting_held"})
SESSIONS = 7


class Diary:
    """One case's appointments, kept by its worker."""

    def __init__(self, row: Referral, worker: Viewer, now: datetime, random: Random) -> None:
        self.row, self.worker, self.now, self.random = row, worker, now, random
        self.place = random.choice(PLACES)
        self.hour = random.choice(HOURS)

    def before(self, event: str, at: datetime) -> tuple[bool, datetime]:
        """What an event of the case needs of appointments: whether they brought it about, and when that was."""
        if event == "appointment_booked":
            return True, self.assess(at)
        if event in FIRSTS:
            return True, self.hold(at, Outcome("attended_on_time"))
        return False, self.sessions(at) if event in ENDS else at

    def _slot(self, after: datetime, days: int) -> datetime:
        local = after.astimezone(LONDON) + timedelta(days=days)
        while not is_working_day(local.date()):
            local += timedelta(days=1)
        return local.replace(hour=self.hour, minute=0, second=0, microsecond=0)

    def book(self, at: datetime, starts: datetime, purpose: str = Appointment.Purpose.SESSION) -> Appointment:
        """Books with whatever cautions there are."""
        terms = Terms(starts, 50, self.place, purpose)
        return actions.book(referral_id=self.row.pk, terms=terms, despite=EVERY_CAUTION, by=self.worker, at=at)

    def assess(self, at: datetime) -> datetime:
        """The first appointment, and its record where its time has come."""
        starts = self._slot(at, 2)
        made = self.book(at, starts, Appointment.Purpose.ASSESSMENT)
        if starts + timedelta(hours=1) > self.now:
            return at
        return self._record(made, Outcome("attended_on_time"))

    def hold(self, at: datetime, outcome: Outcome, days: int = 2) -> datetime:
        """One session with its record; nothing where its time has not come."""
        starts = self._slot(at, days)
        if starts + timedelta(hours=1) > self.now:
            starts = self.now - timedelta(hours=2)
        booked_at = min(at, starts - timedelta(hours=1))
        return self._record(self.book(booked_at, starts), outcome)

    def _record(self, made: Appointment, outcome: Outcome) -> datetime:
        attended = outcome.code.startswith("attended")
        flags = (self.random.choice((CONCERN, BEHAVIOUR)),) if self.random.random() < 0.06 else ()
        known = definition(self.row.service, self.row.definition).activities
        record = Record(
            outcome,
            activities=(self.random.choice(known).code,) if attended else (),
            note=self.random.choice(NOTES) if attended else "",
            flags=flags,
        )
        at = made.starts_at + timedelta(minutes=self.random.choice([55, 60, 75]))
        actions.record_session(appointment_id=made.pk, record=record, by=self.worker, at=at)
        return at

    def sessions(self, at: datetime) -> datetime:
        """Weekly sessions until enough were attended or the present is reached."""
        attended = 1
        while attended < SESSIONS:
            starts = self._slot(at, self.random.choice([6, 7, 7, 8]))
            if starts + timedelta(days=1) > self.now:
                break
            at = self._one(at, starts)
            attended += self._last_was_attended()
        return at

    def _one(self, at: datetime, starts: datetime) -> datetime:
        made, chance = self.book(at, starts), self.random.random()
        if chance < 0.05:
            actions.cancel(
                appointment_id=made.pk,
                by_service=True,
                why="The worker is ill",
                by=self.worker,
                at=starts - timedelta(hours=3),
            )
            return starts
        if chance < 0.12 and starts + timedelta(days=3) < self.now:
            made = actions.move(
                appointment_id=made.pk,
                terms=Terms(starts + timedelta(days=1, hours=1), 50, self.place),
                reason="person_asked",
                asked_by="person",
                despite=EVERY_CAUTION,
                by=self.worker,
                at=starts - timedelta(hours=30),
            )
        return self._record(made, self.random.choices([one for _, one in OUTCOMES], [n for n, _ in OUTCOMES])[0])

    def _last_was_attended(self) -> bool:
        state = Appointment.objects.filter(referral=self.row).order_by("-starts_at").values_list("state", flat=True)
        return state[0].startswith("attended")


def load_appointments(viewers: dict[str, Viewer], now: datetime) -> None:
    """What is ahead, what waits for its record, how people are reminded, a group, and somebody out alone."""
    random = Random(SEED)  # noqa: S311 - the demo is the same every time  # nosec B311
    workers = {one.person_id: one for one in viewers.values()}
    cases = Referral.objects.filter(state__in=["in_delivery", "coaching", "active"], worker__isnull=False)
    today = now.astimezone(LONDON).replace(minute=0, second=0, microsecond=0)
    ahead = [
        today.replace(hour=14) - timedelta(days=1),
        today.replace(hour=9),
        today.replace(hour=15),
        today + timedelta(days=7),
    ]
    for number, row in enumerate(cases.order_by("pk")):
        worker = workers[row.worker_id]
        diary = Diary(row, worker, now, random)
        for starts in (ahead[number % 3], ahead[3] + timedelta(hours=number)):
            if starts > row.since:
                diary.book(max(row.since, now - timedelta(days=4)) if starts > now - timedelta(days=4) else now, starts)
        actions.agree_reminders(
            service_user_id=row.service_user_id or 0,
            channel="text" if number % 2 else "email",
            address="07700 900123" if number % 2 else "person@example.test",
            marked_safe=bool(number % 3),
            by=worker,
            at=now,
        )
    _group(viewers, now)


def _group(viewers: dict[str, Viewer], now: datetime) -> None:
    by = viewers["service.practitioner"]
    cases = Referral.objects.filter(service="mental_health", state="in_delivery", worker_id=by.person_id)
    start = (now.astimezone(LONDON) + timedelta(days=5)).replace(hour=13, minute=0, second=0, microsecond=0)
    group = actions.plan_group(
        service="mental_health",
        title="Ways of coping",
        terms=Terms(start, 90, PLACES[0]),
        places=8,
        facilitator_ids=[by.person_id or 0],
        despite=EVERY_CAUTION,
        by=by,
        at=now,
    )
    for row in cases.order_by("pk")[:4]:
        actions.add_to_group(group_id=group.pk, referral_id=row.pk, by=by, at=now)
