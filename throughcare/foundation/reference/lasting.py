"""How long a period lasts, as papers word it beside its start: "for three years from 2023/24"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

COUNTS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
STARTING = r"(?:from|since|(?:starting|beginning)(?:\s+(?:in|on|from))?)"
ONWARDS = r"(?:and\s+)?(?:onwards?|beyond)\b"
_LENGTH = (
    rf"(?:a\s+)?(?:(?:period|term)\s+of\s+)?(?P<count>\d{{1,3}}|{'|'.join(COUNTS)})[\s-](?P<unit>year|month)s?\b"
    r"(?:\s+(?:period|term))?"
)
BEFORE = re.compile(rf"(?:\bfor\s+)?\b{_LENGTH},?\s*$", re.IGNORECASE)
AFTER = re.compile(rf"\s*(?:{ONWARDS})?,?\s*(?:\bfor\s+|\(){_LENGTH}\)?", re.IGNORECASE)


def months_beside(before: str, after: str) -> int | None:
    """The months that a period lasts, by the words right before its start or right after; null where none say it."""
    found = BEFORE.search(before) or AFTER.match(after)
    if found is None:
        return None
    said = found["count"].lower()
    count = COUNTS.index(said) + 1 if said in COUNTS else int(said)
    return count * (12 if found["unit"].lower() == "year" else 1)


def end_after(start: date, months: int) -> date:
    """The first day no longer in a period of so many months."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
