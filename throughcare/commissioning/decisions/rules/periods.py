"""The end of a period as a recommendation words it."""

from __future__ import annotations

import re
from datetime import date

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
    r"\b(?:from|since|(?:starting|beginning)(?:\s+(?:in|on|from))?)\s+(?:the\s+)?(?:financial\s+year\s+)?"
    rf"(?:{ISO.pattern}|{DAY.pattern}|{MONTH.pattern}|{YEAR.pattern})",
    re.I,
)
ONWARDS = re.compile(r"\d\s*(?:and\s+)?(?:onwards?|beyond)\b", re.I)


def period_end(words: str) -> date | None:
    """The first day no longer inside the period, null where the words name no end.

    A day named is itself inside; a month is inside to its end; a financial year ends with 31 March. What the period
    starts "from" is no end, and what goes on "onwards" has none.
    """
    if ONWARDS.search(words):
        return None
    words = STARTS.sub(" ", words)
    found = [_day_after(int(y), int(m), int(d)) for y, m, d in ISO.findall(words)]
    found += [_day_after(int(y), MONTHS.index(m.lower()) + 1, int(d)) for d, m, y in DAY.findall(words)]
    found += [_first_after_month(int(y), MONTHS.index(m.lower()) + 1) for m, y in MONTH.findall(DAY.sub(" ", words))]
    found += [date(2000 + int(end), 4, 1) for start, end in YEAR.findall(ISO.sub(" ", words)) if int(end) > int(start)]
    dates = [one for one in found if one is not None]
    return max(dates) if dates else None


def _day_after(year: int, month: int, day: int) -> date | None:
    try:
        return date.fromordinal(date(year, month, day).toordinal() + 1)
    except ValueError:
        return None


def _first_after_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
