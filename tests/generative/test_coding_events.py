"""Whatever coders do, in whatever order: the stored state is the fold of its events, and no choice is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import AT
from tests.voice.coding.conftest import Room, room  # noqa: F401 - a fixture
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_states
from throughcare.voice.coding import actions
from throughcare.voice.coding.models import Coding, Quote, Reading, Settled

CODES = ["waiting", "staff", "housing"]
STEPS = ["code", "code", "code", "code", "settle", "settle", "aside", "again", "reopen", "quote", "decide", "down"]


def attempt(step, row, by, at, data) -> bool:
    chosen = data.draw(st.sets(st.sampled_from(CODES), max_size=2))
    common = {"reading_id": row.pk, "by": by, "at": at}
    quotes = list(Quote.objects.filter(reading=row))
    every = {
        "code": lambda: actions.code_comment(themes=chosen, none_fits=not chosen, **common),
        "settle": lambda: actions.settle(themes=chosen, none_fits=not chosen, **common),
        "aside": lambda: actions.set_aside(reason="spam", **common),
        "again": lambda: actions.take_up_again(**common),
        "reopen": lambda: actions.look_again(**common),
        "quote": lambda: actions.propose_quote(
            theme="staff", words="about a thing that people say", rare_words_seen=True, **common
        ),
        "decide": lambda: actions.approve_quote(quote_id=quotes[0].pk if quotes else 0, by=by, at=at),
        "down": lambda: actions.take_down_quote(
            quote_id=quotes[0].pk if quotes else 0, reason="Not any more.", by=by, at=at
        ),
    }
    try:
        every[step]()
    except DomainError:
        return False
    return True


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_state_is_the_fold_of_events_and_choices_stay(data, room: Room) -> None:  # noqa: F811
    people = [room.lead, room.second_lead, room.coder, room.second_coder, room.third_coder]
    make = room.double if data.draw(st.booleans()) else room.say
    (row,) = make("about a thing that people say")
    choices = 0
    for number in range(data.draw(st.integers(1, 12))):
        by = data.draw(st.sampled_from(people))
        step = data.draw(st.sampled_from(STEPS))
        before = Coding.objects.filter(reading=row).count()
        done = attempt(step, row, by, AT + timedelta(minutes=number), data)
        row.refresh_from_db()
        now = Coding.objects.filter(reading=row).count()
        assert now >= before
        choices += now - before
        assert done or now == before
        assert folded_states("reading")[str(row.pk)] == row.state
        settled = set(Settled.objects.filter(reading=row).values_list("theme__code", flat=True))
        if row.state != "settled":
            assert not settled
        live = row.codings.filter(past=False, settles=False)
        if row.state == "disputed":
            first, second = ({one.theme.code for one in coding.codes.all()} for coding in live)
            assert first != second
        if row.state == "settled" and not row.codings.filter(settles=True, past=False).exists():
            assert all({one.theme.code for one in coding.codes.all()} == settled for coding in live)
    assert Coding.objects.filter(reading=row).count() == choices
    states_of_quotes = folded_states("quote")
    assert all(states_of_quotes[str(one.pk)] == one.state for one in Quote.objects.filter(reading=row))
    assert Reading.objects.get(pk=row.pk).masked == "about a thing that people say"
