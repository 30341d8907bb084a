"""Rebuilding every state at once gives what one event after another gives, whatever the events are."""

from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.ports.stored import StoredState
from throughcare.foundation.record import rebuilding

STATES = ("draft", "sent", "ended", "")
EVENTS = ("sent", "ended", "reopened", "noted")
TYPES = ("case", "plan", "unknown")
SUBJECTS = st.tuples(st.sampled_from(TYPES), st.sampled_from(("1", "2", "10", "x-7")))
STEPS = st.frozensets(st.tuples(*map(st.sampled_from, (EVENTS, STATES, STATES))), max_size=9)
MACHINES = st.fixed_dictionaries(
    {},
    optional={
        name: st.builds(StoredState, st.just(name), st.just(list), STEPS, st.sampled_from(STATES))
        for name in (*TYPES[:2], "nobody")
    },
)
ROWS = st.lists(
    st.builds(
        lambda subject, event, state: (*subject, f"{subject[0]}.{event}", state),
        SUBJECTS,
        st.sampled_from(EVENTS),
        st.sampled_from(STATES[:3]),
    ),
    max_size=40,
)


@given(rows=ROWS, machines=MACHINES, at_once=st.integers(1, 12))
def test_all_at_once_is_one_after_another(rows, machines, at_once):
    before, rebuilding.AT_ONCE = rebuilding.AT_ONCE, at_once
    try:
        fast = rebuilding.rebuild(iter(rows), machines)
    finally:
        rebuilding.AT_ONCE = before
    plain = rebuilding.rebuild_plainly(iter(rows), machines)
    assert fast.states == plain.states
    assert fast.impossible == plain.impossible
    assert fast.events == plain.events == len(rows)
