"""Working days for procurement time limits: not a Saturday, a Sunday or a bank holiday in any part of the UK."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from typing import Any

NATIONS = ("ENG", "WLS", "SCT", "NIR")


@cache
def _calendars() -> tuple[Any, ...]:
    # The library takes about as long to import as a whole `throughcare check`, so only those who ask for it pay.
    import holidays

    return tuple(holidays.country_holidays("GB", subdiv=nation) for nation in NATIONS)


def bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in at least one nation of the United Kingdom."""
    return any(day in calendar for calendar in _calendars())


@cache
def is_working_day(day: date) -> bool:
    """Whether a day counts as a working day."""
    return day.weekday() < 5 and not bank_holiday(day)


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _working_days(year: int) -> tuple[date, ...]:
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("That day is beyond the calendar.")
    first, following = date(year, 1, 1), date(year + 1, 1, 1) if year < MAXYEAR else date.max
    days = (first + timedelta(days=offset) for offset in range((following - first).days))
    return tuple(day for day in days if is_working_day(day))


def add_working_days(day: date, count: int) -> date:
    """The working day that is ``count`` working days after ``day``, before it where ``count`` is negative."""
    if not count:
        return day
    year, days = day.year, _working_days(day.year)
    place = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
    while place >= len(days):
        place, year = place - len(days), year + 1
        days = _working_days(year)
    while place < 0:
        year -= 1
        days = _working_days(year)
        place += len(days)
    return days[place]


def working_days_between(from_: date, until: date) -> int:
    """How many working days ``[from_, until)`` holds; none where ``until`` is not after ``from_``."""
    if until <= from_:
        return 0
    found = bisect_left(_working_days(until.year), until) - bisect_left(_working_days(from_.year), from_)
    return found + sum(len(_working_days(year)) for year in range(from_.year, until.year))


def standstill_end(published: date, length: int = 8) -> date:
    """The last day of a standstill of working days: the day of publication is day 1 where it is a working day."""
    return add_working_days(next_working_day(published), length - 1)
