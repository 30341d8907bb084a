"""Random histories through every service: the clocks equal their slow twin, which walks every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.referrals import slow_clock
from throughcare.delivery.referrals import states
from throughcare.delivery.referrals.rules.clocks import Moment, halts, readings, runs
from throughcare.delivery.services.queries.loading import load_services
from throughcare.delivery.services.rules.definition import ServiceDefinition

DEFINITIONS = [one for versions in load_services().values() for one in versions]
FIRST_DAY = date(2025, 12, 15)


@st.composite
def histories(draw: Any) -> tuple[ServiceDefinition, list[Moment], date]:
    """A walk through a service's definition, with days between its steps that are often none."""
    definition = draw(st.sampled_from(DEFINITIONS))
    place, day, moments = states.Place(), FIRST_DAY, []
    for _ in range(draw(st.integers(1, 25))):
        steps = definition.steps_from(place.state)
        if not steps:
            break
        step = draw(st.sampled_from(steps))
        reasons = definition.reasons_for(step.event, place.state)
        reason = draw(st.sampled_from(reasons)).code if reasons else ""
        day += timedelta(days=draw(st.sampled_from([0, 0, 1, 2, 3, 9])))
        place = states.move(definition, step.event, place)
        moments.append(Moment(step.event, day, place.state, reason))
    return definition, moments, day + timedelta(days=draw(st.integers(0, 20)))


@settings(max_examples=150, deadline=None)
@given(histories())
def test_clocks_equal_their_slow_twin(case: tuple[ServiceDefinition, list[Moment], date]) -> None:
    definition, moments, today = case
    shown = {one.clock.id: one for one in readings(definition, moments, today)}
    for clock in definition.clocks:
        assert slow_clock.elapsed(clock, moments, today) == (shown[clock.id].elapsed if clock.id in shown else None)
        assert slow_clock.due(clock, moments) == (shown[clock.id].due if clock.id in shown else None)
        if clock.id in shown and (found := shown[clock.id]).due is not None:
            assert found.is_late == (min(today, found.run.stop or today) > found.due and found.elapsed > clock.limit)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_a_clock_that_never_halts_reads_only_its_starts_and_stops(
    case: tuple[ServiceDefinition, list[Moment], date],
) -> None:
    definition, moments, _ = case
    for clock in definition.clocks:
        if not any(one.state in halts(clock) for one in moments):
            own = [one for one in moments if one.event in (*clock.starts, *clock.stops)]
            assert runs(clock, own) == runs(clock, moments)
