"""The end of a period as a recommendation words it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from throughcare.foundation.reference.lasting import ONWARDS, STARTING, end_after, months_beside

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
DAY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(MONTHS)})\s+(20\d\d)", re.I)
MONTH = re.compile(rf"({'|'.join(MONTHS)})\s+(20\d\d)", re.I)
ISO = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")
YEAR = re.compile(r"20(\d\d)\s*[/–-]\s*(\d\d)\b")
STARTS = re.compile(
    rf"\b{STARTING}\s+(?:the\s+)?(?:financial\s+year\s+)?"
    rf"(?:{ISO.pattern}|{DAY.pattern}|{MONTH.pattern}|{YEAR.pattern})",
    re.I,
)
GOES_ON = re.compile(rf"\d\s*{ONWARDS}", re.I)


def period_end(words: str) -> date | None:
    """The first day no longer inside the period, null where the words name no end.

    A day named is itself inside; a month is inside to its end; a financial year ends with 31 March. What the period
    starts "from" is no end, and what goes on "onwards" has none, unless it says for how long.
    """
    lasting = _end_of_length(words)
    if GOES_ON.search(words):
        return lasting
    words = STARTS.sub(" ", words)
    found = [_day_after(*one) for one in _days(words)]
    found += [_first_after_month(int(y), MONTHS.index(m.lower()) + 1) for m, y in MONTH.findall(DAY.sub(" ", words))]
    found += [date(2000 + int(end), 4, 1) for start, end in YEAR.findall(ISO.sub(" ", words)) if int(end) > int(start)]
    dates = [one for one in found if one is not None]
    return max(dates) if dates else lasting


def _end_of_length(words: str) -> date | None:
    """Where what starts "from" a day, month or year ends by the length beside it, null where none is said."""
    for found in STARTS.finditer(words):
        months = months_beside(words[: found.start()], words[found.end() :])
        if months is not None and (start := _first_day(found[0])):
            return end_after(start, months)
    return None


def _first_day(words: str) -> date | None:
    days = [after - timedelta(days=1) for after in (_day_after(*one) for one in _days(words)) if after]
    days += [date(int(y), MONTHS.index(m.lower()) + 1, 1) for m, y in MONTH.findall(DAY.sub(" ", words))]
    days += [date(2000 + int(start), 4, 1) for start, _ in YEAR.findall(ISO.sub(" ", words))]
    return days[0] if days else None


def _days(words: str) -> list[tuple[int, int, int]]:
    """The days named, as year, month and day."""
    found = [(int(y), int(m), int(d)) for y, m, d in ISO.findall(words)]
    return [*found, *((int(y), MONTHS.index(m.lower()) + 1, int(d)) for d, m, y in DAY.findall(words))]


def _day_after(year: int, month: int, day: int) -> date | None:
    try:
        return date.fromordinal(date(year, month, day).toordinal() + 1)
    except ValueError:
        return None


def _first_after_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
