"""By when a concern is acknowledged, acted on and closed, and when it goes to more people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from throughcare.foundation.reference.working_days import add_working_days

LONDON = ZoneInfo("Europe/London")
STEPS = ("acknowledge", "act", "close", "escalate")


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit: for which kind (and seriousness, empty for any), for which step, and how long."""

    kind: str
    seriousness: str
    step: str
    limit: int
    unit: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The moments by which each step is due; null where nothing says so. Each is the first moment that is too late."""

    acknowledge: datetime | None = None
    act: datetime | None = None
    close: datetime | None = None
    escalate: datetime | None = None


def midnight_after(day: date) -> datetime:
    """The first moment in London that is no longer that day."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


def due(at: datetime, limit: int, unit: str) -> datetime:
    """The first moment that is too late: so many hours on, or the end of the day or working day that many on."""
    if unit == "hours":
        return at + timedelta(hours=limit)
    day = at.astimezone(LONDON).date()
    if unit == "same_day":
        return midnight_after(day)
    return midnight_after(add_working_days(day, limit))


def clock_for(clocks: Iterable[Clock], kind: str, seriousness: str, step: str) -> Clock | None:
    """The limit that holds: one for this seriousness before one for any."""
    fitting = [one for one in clocks if (one.kind, one.step) == (kind, step) and one.seriousness in ("", seriousness)]
    return max(fitting, key=lambda one: one.seriousness != "", default=None)


def deadlines(clocks: Iterable[Clock], kind: str, seriousness: str, at: datetime) -> Deadlines:
    """Every deadline of a concern raised at a moment."""
    known = list(clocks)
    found = {}
    for step in STEPS:
        clock = clock_for(known, kind, seriousness, step)
        found[step] = due(at, clock.limit, clock.unit) if clock else None
    return Deadlines(**found)


def last_day(moment: datetime | None) -> date | None:
    """The last day on which a step is in time, for showing."""
    return None if moment is None else (moment - timedelta(microseconds=1)).astimezone(LONDON).date()


def in_time(done_at: datetime | None, due_at: datetime | None, *, now: datetime) -> bool | None:
    """Whether a step was done in time; null while that is open or where nothing is due."""
    if due_at is None:
        return None
    if done_at is not None:
        return done_at < due_at
    return None if now < due_at else False


def is_escalated(escalates_at: datetime | None, acted_at: datetime | None, *, now: datetime) -> bool:
    """Whether nobody acted before a concern went to more people."""
    return escalates_at is not None and escalates_at <= (acted_at or now)
