"""The slow twin of the clocks: walks every day and asks what was so at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from throughcare.delivery.referrals.rules.clocks import Moment
from throughcare.delivery.referrals.states import STATES, Kind, State
from throughcare.delivery.services.rules.definition import Clock
from throughcare.foundation.reference.working_days import is_working_day


def last_run(clock: Clock, moments: Sequence[Moment]) -> tuple[int, int] | None:
    """Places of the moments at which the last run starts and stops; the stop is past the end where it runs on."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for place, moment in enumerate(moments):
        over = STATES[State(moment.state)].kind is Kind.END and moment.state != "transferred"
        if start is not None and (moment.event in clock.stops or over):
            found.append((start, place))
            start = None
        if start is None and moment.event in clock.starts and not over:
            start = place
    if start is not None:
        found.append((start, len(moments)))
    return found[-1] if found else None


def still_after(clock: Clock, moment: Moment) -> bool:
    """Whether the clock stands still once a moment has passed."""
    if moment.state == "transferred":
        return True
    if moment.state not in clock.paused_in:
        return False
    return not (moment.event == "case_paused" and clock.paused_for and moment.reason not in clock.paused_for)


def counts(clock: Clock, moments: Sequence[Moment], start: int, stop: int, day: date) -> bool:
    """Whether a day counts: it is of the clock's unit, and the clock runs at its end."""
    if clock.unit == "working_days" and not is_working_day(day):
        return False
    if stop < len(moments) and moments[stop].on <= day:
        return True
    # What holds at the end of a day is what the last moment of that day or before left behind.
    last = max((place for place, one in enumerate(moments[:stop]) if one.on <= day), default=start)
    return not still_after(clock, moments[last])


def elapsed(clock: Clock, moments: Sequence[Moment], today: date) -> int | None:
    """Days that count, one at a time."""
    run = last_run(clock, moments)
    if run is None:
        return None
    start, stop = run
    end = moments[stop].on if stop < len(moments) else today
    days = [moments[start].on + timedelta(days=1 + place) for place in range((end - moments[start].on).days)]
    return sum(counts(clock, moments, start, stop, day) for day in days)


def due(clock: Clock, moments: Sequence[Moment]) -> date | None:
    """The day on which the limit is reached, found by trying days one after another; null while it stands still."""
    run = last_run(clock, moments)
    if run is None or (run[1] == len(moments) and still_after(clock, moments[-1])):
        return None
    day, left = moments[run[0]].on, clock.limit
    while left:
        day += timedelta(days=1)
        left -= counts(clock, moments, *run, day)
    return day
