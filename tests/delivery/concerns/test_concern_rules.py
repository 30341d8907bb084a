"""By when a concern is due and what it needs to end: rules without Django."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.delivery.concerns.rules import clocks, handling
from throughcare.delivery.concerns.rules.clocks import Clock
from throughcare.delivery.concerns.rules.handling import Ending, Hand
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.reference.working_days import is_working_day

FRIDAY = datetime(2026, 5, 22, 22, 30, tzinfo=UTC)
CLOCKS = (
    Clock("incident", "", "act", 1, "working_days"),
    Clock("incident", "high", "act", 0, "same_day"),
    Clock("incident", "", "close", 20, "working_days"),
    Clock("safeguarding", "", "escalate", 4, "hours"),
)


def test_the_same_day_ends_at_midnight_in_london():
    assert clocks.due(FRIDAY, 0, "same_day") == datetime(2026, 5, 22, 23, 0, tzinfo=UTC)
    late_evening = datetime(2026, 5, 22, 23, 30, tzinfo=UTC)
    assert clocks.last_day(clocks.due(late_evening, 0, "same_day")) == date(2026, 5, 23)


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert clocks.last_day(clocks.due(FRIDAY, 1, "working_days")) == date(2026, 5, 26)


def test_hours_are_hours():
    assert clocks.due(FRIDAY, 4, "hours") - FRIDAY == timedelta(hours=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.datetimes(datetime(2022, 1, 1), datetime(2030, 1, 1)), st.integers(1, 25))
def test_a_limit_in_working_days_ends_on_one_and_never_before_the_day(moment, limit):
    at = moment.replace(tzinfo=UTC)
    last = clocks.last_day(clocks.due(at, limit, "working_days"))
    assert is_working_day(last)
    assert last > at.astimezone(clocks.LONDON).date()


def test_a_limit_for_the_seriousness_comes_before_one_for_any():
    assert clocks.deadlines(CLOCKS, "incident", "high", FRIDAY).act == clocks.due(FRIDAY, 0, "same_day")
    assert clocks.deadlines(CLOCKS, "incident", "low", FRIDAY).act == clocks.due(FRIDAY, 1, "working_days")
    assert clocks.deadlines(CLOCKS, "complaint", "low", FRIDAY) == clocks.Deadlines()


def test_a_step_is_in_time_until_its_deadline_and_not_at_it():
    due = FRIDAY + timedelta(hours=4)
    assert clocks.in_time(due - timedelta(seconds=1), due, now=FRIDAY) is True
    assert clocks.in_time(due, due, now=FRIDAY) is False
    assert clocks.in_time(None, due, now=FRIDAY) is None
    assert clocks.in_time(None, due, now=due) is False
    assert clocks.in_time(None, None, now=due) is None


def test_it_is_escalated_when_nobody_acted_and_stays_so():
    due = FRIDAY + timedelta(hours=4)
    assert not clocks.is_escalated(due, None, now=due - timedelta(seconds=1))
    assert clocks.is_escalated(due, None, now=due)
    assert not clocks.is_escalated(due, due - timedelta(seconds=1), now=due + timedelta(days=9))
    assert clocks.is_escalated(due, due + timedelta(hours=1), now=due + timedelta(days=9))
    assert not clocks.is_escalated(None, None, now=due)


RAISED = {
    "kind": "complaint",
    "category": "waiting",
    "categories": ["waiting"],
    "seriousness": "low",
    "words": "Nobody rang.",
    "happened_on": None,
    "today": date(2026, 6, 1),
}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "other"}, "kind"),
        ({"category": "child"}, "category"),
        ({"seriousness": ""}, "seriousness"),
        ({"words": " \n "}, "words"),
        ({"words": "x" * 50_001}, "words"),
        ({"happened_on": date(2026, 6, 2)}, "happened_on"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(wrong, field):
    handling.check_raised(**RAISED)
    with pytest.raises(Invalid) as error:
        handling.check_raised(**(RAISED | wrong))
    assert set(error.value.fields) == {field}


def test_nothing_does_not_go_with_something():
    handling.check_done_now(["emergency", "told_lead"])
    for codes in (["nothing", "emergency"], ["made_up"]):
        with pytest.raises(Invalid):
            handling.check_done_now(codes)


def test_handlers_and_owners_act_and_never_whom_it_is_about():
    handling.check_may_handle(Hand(handles=True, owns=False, is_about_them=False))
    handling.check_may_handle(Hand(handles=False, owns=True, is_about_them=False))
    for hand in (Hand(False, False, False), Hand(True, True, True)):
        with pytest.raises(NotAllowed):
            handling.check_may_handle(hand)


def test_an_owner_handles_and_is_not_the_one_it_is_about():
    handling.check_owner(owner_id=1, about_staff_id=2, handlers=[1, 2])
    for owner in (2, 3):
        with pytest.raises(Invalid):
            handling.check_owner(owner_id=owner, about_staff_id=2, handlers=[1, 2])


TOLD = {"whom": "person", "known": {"person": "the person"}, "on": None, "why_not": "unsafe", "words": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"whom": "nobody"},
        {"on": date(2026, 6, 1)},
        {"why_not": ""},
        {"why_not": "made_up"},
        {"why_not": "not_theirs"},
        {"why_not": "", "on": date(2026, 6, 2)},
    ],
)
def test_somebody_was_told_or_there_is_a_reason(wrong):
    today = date(2026, 6, 1)
    handling.check_told(**TOLD, today=today)
    handling.check_told(**(TOLD | {"on": today, "why_not": ""}), today=today)
    with pytest.raises(Invalid):
        handling.check_told(**(TOLD | wrong), today=today)


@pytest.mark.parametrize(
    ("ending", "says"),
    [
        (Ending("complaint", False, True, ()), "not acknowledged"),
        (Ending("complaint", True, False, ()), "Nothing was done"),
        (Ending("complaint", True, True, ("the local authority",)), "Still to be told: the local authority"),
    ],
)
def test_it_is_not_closed_before_its_time(ending, says):
    with pytest.raises(WrongState, match=says):
        handling.check_can_close(ending, outcome="upheld", words="Found", learning="Learnt")


def test_it_closes_with_an_outcome_a_finding_and_what_was_learnt():
    ending = Ending("complaint", True, True, ())
    handling.check_can_close(ending, outcome="not_upheld", words="Found", learning="")
    for outcome, words, learning in (("", "F", "L"), ("upheld", " ", "L"), ("partly_upheld", "F", " ")):
        with pytest.raises(Invalid):
            handling.check_can_close(ending, outcome=outcome, words=words, learning=learning)


def test_only_a_complaint_is_withdrawn():
    handling.check_can_withdraw(kind="complaint", is_raiser=True, handles=False)
    handling.check_can_withdraw(kind="complaint", is_raiser=False, handles=True)
    for kind, is_raiser in (("safeguarding", True), ("incident", True), ("complaint", False)):
        with pytest.raises(NotAllowed):
            handling.check_can_withdraw(kind=kind, is_raiser=is_raiser, handles=False)
