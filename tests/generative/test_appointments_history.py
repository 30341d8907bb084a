"""Whatever is done with appointments in whatever order: history is only added to, and every state is its fold."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from throughcare import machines
from throughcare.delivery.appointments import actions, models, states
from throughcare.delivery.appointments.queries import facts, today
from throughcare.delivery.appointments.states import APPOINTMENT_TRANSITIONS as MACHINE
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_states

CODES = ("attended_on_time", "did_not_attend", "in_custody", "arrested", "in_hospital", "cancelled_by_person")
STEP = st.tuples(
    st.sampled_from(("book", "offer", "answer", "move", "cancel", "record", "amend", "contact")),
    st.integers(0, 6),
    st.sampled_from(CODES),
    st.integers(1, 60),
)


@given(st.lists(st.sampled_from(sorted(MACHINE)), max_size=12), st.sampled_from(["offered", "booked"]))
@settings(max_examples=200, deadline=None)
def test_the_machine_never_leaves_its_states_and_what_moved_on_stays(events: list[str], start: str) -> None:
    state = start
    for event in events:
        try:
            after = machines.move(MACHINE, event, state)
        except machines.CannotMove:
            assert state not in MACHINE[event].start
            continue
        assert state not in (states.Appointment.RESCHEDULED, states.Appointment.OFFER_DECLINED)
        assert after in set(states.Appointment)
        state = after


class Diary:
    """One case and what is done with its appointments."""

    def __init__(self, case: Any) -> None:
        self.case = case
        self.worker = make.people().worker
        self.at = NOW

    def chosen(self, number: int) -> models.Appointment | None:
        rows = list(models.Appointment.objects.filter(referral=self.case).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def do(self, what: str, number: int, code: str, days: int) -> None:
        starts = SOON + timedelta(days=days)
        everything = ["worker_busy", "person_busy", "weekend", "bank_holiday", "outside_hours"]
        chosen = self.chosen(number)
        common: dict[str, Any] = {"by": self.worker}
        if what in ("book", "offer", "contact"):
            purpose = "contact" if what == "contact" else "session"
            actions.book(
                referral_id=self.case.pk,
                terms=make.terms(starts, purpose=purpose),
                is_offer=what == "offer",
                despite=everything,
                at=self.at,
                **common,
            )
        elif chosen is None:
            return
        elif what == "answer":
            actions.answer_offer(appointment_id=chosen.pk, accepted=bool(days % 2), at=self.at, **common)
        elif what == "move":
            actions.move(
                appointment_id=chosen.pk,
                terms=make.terms(starts, purpose=chosen.purpose),
                reason="urgent",
                asked_by="service",
                despite=everything,
                at=self.at,
                **common,
            )
        elif what == "cancel":
            actions.cancel(appointment_id=chosen.pk, by_service=False, at=self.at, **common)
        elif what == "record":
            actions.record_session(
                appointment_id=chosen.pk, record=make.record(code, note="x"), at=self.over(chosen), **common
            )
        else:
            actions.amend_session(
                appointment_id=chosen.pk, record=make.record(code), because="y", at=self.over(chosen), **common
            )

    def over(self, chosen: models.Appointment) -> Any:
        return chosen.starts_at + timedelta(hours=1)


def kept() -> Iterator[tuple[Any, ...]]:
    """Everything that may never change."""
    yield from models.AppointmentStatus.objects.order_by("pk").values_list()
    yield from models.Appointment.objects.order_by("pk").values_list("pk", "starts_at", "manner", "replaces", "made_at")
    yield from models.ClinicalNote.objects.order_by("pk").values_list("pk", "status", "words")


class Undo(Exception):
    """Ends an example without leaving anything behind."""


@pytest.fixture
def case() -> Any:
    """The case that every example begins with."""
    return make.case("in_delivery")


@pytest.mark.django_db
@given(steps=st.lists(STEP, min_size=3, max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_history_is_only_added_to_and_every_state_is_its_fold(
    case: Any, steps: list[tuple[str, int, str, int]]
) -> None:
    with contextlib.suppress(Undo), transaction.atomic():
        tried(Diary(case), steps)
        raise Undo


def tried(diary: Diary, steps: list[tuple[str, int, str, int]]) -> None:
    """Does the steps, what is refused as well, and holds the history to its promises."""
    before: set[tuple[Any, ...]] = set()
    for step in steps:
        with contextlib.suppress(DomainError):
            diary.do(*step)
        now = set(kept())
        assert before <= now
        before = now
    folded = folded_states("appointment")
    for row in models.Appointment.objects.filter(referral=diary.case):
        numbers = list(row.statuses.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, row.version + 1))
        assert row.state == folded[str(row.pk)] == row.statuses.get(number=row.version).state
    found = facts.allowance(diary.case.pk, 8)
    assert found.used + found.ahead <= 8
    assert today.used_by_case([diary.case.pk]).get(diary.case.pk, (0, 0)) == (found.used, found.ahead)
