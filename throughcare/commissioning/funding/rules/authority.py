"""What a recommendation of a decision allows to be done with money, and how much of it is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from throughcare.errors import NotAllowed
from throughcare.foundation.reference.lasting import ONWARDS, STARTING, end_after, months_beside
from throughcare.foundation.reference.years import FinancialYear
from throughcare.foundation.ui.words import pounds


class Purpose(StrEnum):
    """What a recommendation is for."""

    ACCEPT = "accept"
    CARRY_FORWARD = "carry_forward"
    SPEND = "spend"
    DELEGATE = "delegate"
    OTHER = "other"


PATTERNS = (
    (
        Purpose.CARRY_FORWARD,
        re.compile(r"\b(carry|carried|carrying)[\s-]+forward\b|\b(transfer|mov)\w*\b[^.]*\breserves?\b", re.IGNORECASE),
    ),
    (Purpose.ACCEPT, re.compile(r"\b(accept\w*|receive|receipt)\b", re.IGNORECASE)),
    (
        Purpose.SPEND,
        re.compile(
            r"\b(procure\w*|commit\w*|award\w*|spend\w*|expenditure|commission|commenc\w*|contracts?|invest\w*|fund)\b",
            re.IGNORECASE,
        ),
    ),
)
YEAR = re.compile(r"\b(20\d\d)\s*[/\u2010-\u2015-]\s*(\d\d)\b")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SHORTEST_MONTH = 28
APRIL = MONTHS.index("april")
POINT = re.compile(
    r"\b(?P<first>20\d\d)\s*[/\u2010-\u2015-]\s*(?:20)?(?P<second>\d\d)\b"
    rf"|\b(?P<month>{'|'.join(MONTHS)})\s+(?P<of>20\d\d)\b",
    re.IGNORECASE,
)
UNTIL = re.compile(r"\s*(until|to|by|up to|before|ending)\b", re.IGNORECASE)
FROM = re.compile(
    rf"\b{STARTING}\s+(?:the\s+)?(?:financial\s+year\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?$", re.IGNORECASE
)
GOES_ON = re.compile(rf"\s*{ONWARDS}", re.IGNORECASE)
BY_VERB = {
    "delegate": Purpose.DELEGATE,
    "carry_forward": Purpose.CARRY_FORWARD,
    "commence": Purpose.SPEND,
    "commit": Purpose.SPEND,
    "award": Purpose.SPEND,
}
BY_WORDS = {
    "": Purpose.OTHER,
    "approve": Purpose.OTHER,
    "agree": Purpose.OTHER,
    "authorise": Purpose.OTHER,
    "accept": Purpose.ACCEPT,
}


def purpose_of(verb: str, text: str) -> Purpose:
    """What a recommendation is for: by its verb where that says it, else by its words.

    A verb that leaves it open says what holds where the words tell nothing. One that only notes something, or that
    nobody knows, allows nothing.
    """
    said = verb.strip().lower()
    if said not in BY_WORDS:
        return BY_VERB.get(said, Purpose.OTHER)
    return next((purpose for purpose, words in PATTERNS if words.search(text)), BY_WORDS[said])


def year_in(text: str) -> str:
    """The first financial year that a text names, empty where it names none."""
    found = YEAR.search(text)
    if not found or int(found.group(2)) != (int(found.group(1)) + 1) % 100:
        return ""
    return f"{found.group(1)}/{found.group(2)}"


def years_of(period: str) -> tuple[str, str]:
    """The first and last financial year of a recommendation's period, empty where it sets none.

    A single month says when something starts, so that it sets a bound only after "until", "to" or "by". What starts
    "from" a month or year, or goes on from it "onwards", has no last year unless it says for how long.
    """
    found = list(POINT.finditer(period))
    points = [_year_of(one) for one in found]
    if "" in points or not points:
        return "", ""
    if UNTIL.match(period):
        return "", points[-1]
    if _is_open(period, found):
        return min(points), _last_year(period, found[0]) if len(found) == 1 else ""
    if len(points) == 1 and not found[0]["first"]:
        return "", ""
    return min(points), max(points)


def _is_open(period: str, points: Sequence[re.Match[str]]) -> bool:
    """Whether a period says when it starts and not when it ends."""
    if GOES_ON.match(period, points[-1].end()):
        return True
    return len(points) == 1 and FROM.search(period[: points[0].start()]) is not None


def _last_year(period: str, point: re.Match[str]) -> str:
    """The financial year in which what starts at a point ends, empty where the words beside it do not say how long."""
    begun = FROM.search(period[: point.start()])
    months = months_beside(period[: begun.start() if begun else point.start()], period[point.end() :])
    if months is None:
        return ""
    if point["first"]:
        start = date(int(point["first"]), 4, 1)
    else:
        day = int((begun and begun["day"]) or 1) or 1
        start = date(int(point["of"]), MONTHS.index(point["month"].lower()) + 1, min(day, SHORTEST_MONTH))
    return FinancialYear.of(end_after(start, months) - timedelta(days=1)).label


THIS_YEAR = re.compile(
    r"\bthis (?:(?:financial|finance|fiscal) )?year\b(?:\s*\(\s*(20\d\d\s*[/\u2010-\u2015-]\s*\d\d)\s*\))?",
    re.IGNORECASE,
)
LEFT_IN = re.compile(
    r"\b(?:from|of|(?:unspent|underspend|underspent|allocated|left|budget) (?:in|for|to))\s+(?:the\s+)?"
    r"(?:financial year\s+)?(20\d\d\s*[/\u2010-\u2015-]\s*\d\d)\b",
    re.IGNORECASE,
)


def carried_year(text: str, signed: date) -> str:
    """The financial year out of which a recommendation lets money be carried, empty where it names none.

    "This year" is the one in which the decision was signed, unless the text says in brackets which it is.
    """
    found = [one for one in (THIS_YEAR.search(text), LEFT_IN.search(text)) if one]
    if not found:
        return ""
    first = min(found, key=lambda one: one.start())
    return year_in(first.group(1)) if first.group(1) else FinancialYear.of(signed).label


def _year_of(found: re.Match[str]) -> str:
    if found["month"]:
        first = int(found["of"]) - (MONTHS.index(found["month"].lower()) < APRIL)
    else:
        first = int(found["first"])
        if int(found["second"]) != (first + 1) % 100:
            return ""
    return f"{first}/{(first + 1) % 100:02d}"


def check_period(*, what: str, years: tuple[str, str], year: str) -> None:
    """Raises ``NotAllowed`` where a recommendation is for other years. ``years`` as ``years_of`` gives them."""
    first, last = years
    if (not first or first <= year) and (not last or year <= last):
        return
    span = first if first == last else f"{first} to {last}"
    if not (first and last):
        span = f"{first} and later years" if first else f"years up to {last}"
    raise NotAllowed(
        f"{what} is for {span}, so nothing for {year} can be committed under it.",
        remedy="Choose a year within it, or have the decision amended.",
    )


def check_room(*, what: str, pence: int, allowed: int | None, used: int) -> None:
    """Raises ``NotAllowed`` with the sum where an authority has not that much left. ``allowed`` null: no sum stated."""
    if allowed is None:
        raise NotAllowed(
            f"{what} states no sum, so nothing can be committed under it.",
            remedy="Use a recommendation with a sum, or have the decision amended.",
        )
    left = allowed - used
    if pence > left:
        raise NotAllowed(
            f"{what} allows {pounds(allowed)}; {pounds(used)} of it is used, so {pounds(max(left, 0))} is left and "
            f"{pounds(pence)} was asked for.",
            remedy="Ask for less, or take a new decision for the rest.",
        )
