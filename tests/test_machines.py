"""What every state machine does with its table, without Django."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.machines import CannotMove, Transition, can_move, events_from, move, step

LOAN = {
    "lent": step("on_shelf reserved", "out"),
    "reserved": step("on_shelf", "reserved"),
    "returned": step("out", "on_shelf"),
    "written_off": step("on_shelf out", "gone", needs_reason=True),
}
STATES = ("on_shelf", "reserved", "out", "gone")


def test_a_step_starts_in_each_state_that_is_named() -> None:
    assert step("on_shelf reserved", "out") == Transition(frozenset({"on_shelf", "reserved"}), "out")


def test_a_reason_is_needed_only_where_the_table_says_so() -> None:
    assert [event for event, one in LOAN.items() if one.needs_reason] == ["written_off"]


def test_a_move_leads_where_the_table_says() -> None:
    assert move(LOAN, "lent", "reserved") == "out"


@pytest.mark.parametrize(("event", "state"), [("reserved", "out"), ("lost", "out"), ("lent", "no_such_state")])
def test_a_step_that_the_table_has_not_is_refused(event: str, state: str) -> None:
    with pytest.raises(CannotMove, match=f"{event} is not possible from {state.replace('_', ' ')}"):
        move(LOAN, event, state)


def test_the_events_of_a_state_come_in_the_order_of_the_table() -> None:
    assert events_from(LOAN, "on_shelf") == ("lent", "reserved", "written_off")
    assert events_from(LOAN, "gone") == ()


@given(st.sampled_from([*LOAN, "lost"]), st.sampled_from([*STATES, ""]))
def test_what_can_be_done_what_is_offered_and_what_is_done_agree(event: str, state: str) -> None:
    possible = can_move(LOAN, event, state)
    assert (event in events_from(LOAN, state)) == possible
    try:
        assert move(LOAN, event, state) in STATES
    except CannotMove:
        assert not possible
    else:
        assert possible
