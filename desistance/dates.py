"""Days as arguments, and calendar months."""

from __future__ import annotations

import calendar
import datetime as dt

from desistance.errors import InputError


def as_day(value: dt.date | str, *, argument: str) -> dt.date:
    """Return a date from a date, a datetime at midnight or YYYY-MM-DD text; raise InputError for anything else."""
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise InputError("has a time of day", argument=argument, remedy="Give the date alone.")
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"{value!r} is not a date", argument=argument, remedy="Write it as YYYY-MM-DD.") from error


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` calendar months later; a day that the month lacks becomes its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
