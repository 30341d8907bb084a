"""Clocks of a referral, derived from its events and never counted: started, standing still, stopped, late.

A clock counts days after the day on which it starts, up to and including the day on which it stops. A day on which it
stands still at its end does not count: a pause from Monday to Wednesday takes out Monday and Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.delivery.referrals.states import STATES, Event, Kind, State
from throughcare.delivery.services.rules.definition import Clock, ServiceDefinition
from throughcare.foundation.reference.working_days import add_working_days, working_days_between

DAY = timedelta(days=1)
Pause = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event as clocks see it: what, on which day, the state from then on, and the reason given."""

    event: str
    on: date
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a clock: from its start to its stop, with the pauses between; ``cut`` where the referral ended first.

    A pause that goes on has no end.
    """

    start: date
    stop: date | None = None
    cut: bool = False
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows on a day. ``due`` is null while it stands still; ``elapsed`` and ``limit`` are in its unit."""

    clock: Clock
    run: Run
    elapsed: int
    due: date | None
    is_paused: bool

    @property
    def is_running(self) -> bool:
        """Whether it counts or will count again."""
        return self.run.stop is None

    @property
    def is_late(self) -> bool:
        """Whether more was taken than the limit allows."""
        return self.elapsed > self.clock.limit

    @property
    def left(self) -> int:
        """Days left; negative where it is late."""
        return self.clock.limit - self.elapsed

    @property
    def paused_days(self) -> int:
        """Days of its unit on which it stood still, up to its stop or its last pause that ended."""
        return sum(count(self.clock.unit, begin, end) for begin, end in self.run.pauses if end is not None)


def count(unit: str, from_: date, until: date) -> int:
    """Days of a unit in ``[from_, until)``."""
    return working_days_between(from_, until) if unit == "working_days" else max(0, (until - from_).days)


def runs(clock: Clock, moments: Iterable[Moment]) -> tuple[Run, ...]:
    """Every run of a clock, in order."""
    found: list[Run] = []
    start: date | None = None
    pauses: list[Pause] = []
    still = False
    for moment in moments:
        stops = start is not None and (moment.event in clock.stops or _ends(moment))
        if start is not None and still and (stops or not _stands_still(clock, moment)):
            pauses[-1] = (pauses[-1][0], moment.on)
            still = False
        if start is not None and stops:
            found.append(Run(start, moment.on, moment.event not in clock.stops, _whole(pauses)))
            start, pauses = None, []
        if start is None and moment.event in clock.starts and not _ends(moment):
            start, pauses = moment.on, []
        if start is not None and not still and _stands_still(clock, moment):
            pauses.append((moment.on, None))
            still = True
    if start is not None:
        found.append(Run(start, None, False, _whole(pauses)))
    return tuple(found)


def _whole(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    return tuple(one for one in pauses if one[1] is None or one[0] < one[1])


def _ends(moment: Moment) -> bool:
    """A transfer can be undone, so it stands still rather than ends."""
    return STATES[State(moment.state)].kind is Kind.END and moment.state != State.TRANSFERRED


def halts(clock: Clock) -> frozenset[str]:
    """The states in which a clock may stand still, and those that end a referral.

    Of a referral that was never in one, a clock reads nothing but its own starts and stops.
    """
    ends = {one.value for one, about in STATES.items() if about.kind is Kind.END}
    return frozenset({*clock.paused_in, *ends, State.TRANSFERRED.value})


def _stands_still(clock: Clock, moment: Moment) -> bool:
    if moment.state == State.TRANSFERRED:
        return True
    if moment.state not in clock.paused_in:
        return False
    return moment.event != Event.CASE_PAUSED or not clock.paused_for or moment.reason in clock.paused_for


def read(clock: Clock, run: Run, today: date) -> Reading:
    """What a run shows on a day."""
    end = run.stop or today
    elapsed = count(clock.unit, run.start + DAY, end + DAY)
    for begin, until in run.pauses:
        first, last = max(begin, run.start + DAY), min(until or end + DAY, end + DAY)
        elapsed -= count(clock.unit, first, last)
    is_paused = run.stop is None and bool(run.pauses) and run.pauses[-1][1] is None
    return Reading(clock, run, max(0, elapsed), None if is_paused else due(clock, run), is_paused)


def due(clock: Clock, run: Run) -> date:
    """The last day on which the clock is still in time, its ended pauses taken out."""
    day, left = run.start, clock.limit
    for begin, until in run.pauses:
        if until is None:
            break
        before = count(clock.unit, day + DAY, begin)
        if before >= left:
            break
        left -= max(0, before)
        day = max(day, until - DAY)
    return _after(clock.unit, day, left)


def _after(unit: str, day: date, days: int) -> date:
    return add_working_days(day, days) if unit == "working_days" else day + timedelta(days=days)


def readings(definition: ServiceDefinition, moments: Sequence[Moment], today: date) -> tuple[Reading, ...]:
    """The last run of every clock that ever started, in the order of the definition."""
    found = []
    for clock in definition.clocks:
        held = runs(clock, moments)
        if held:
            found.append(read(clock, held[-1], today))
    return tuple(found)


def running(found: Iterable[Reading]) -> Iterator[Reading]:
    """The clocks that are not stopped, the soonest due first, those that stand still last."""
    return iter(
        sorted((one for one in found if one.is_running), key=lambda one: (one.due is None, one.due or date.max))
    )
