"""Movements of money between years, and draws on reserves, that the prose states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..paper import Paper, StatedAmount, StatedMovement
from .sentences import YEAR, label, label_of

_FROM = re.compile(rf"\bfrom (?:the )?(?:financial year )?({YEAR})", re.I)
_THIS = re.compile(r"\bthis (?:finance|financial)?\s?year\b", re.I)
_EVEN = re.compile(r"\b(?:equal(?:ly)?|even(?:ly)?)\b", re.I)
_STAYS = re.compile(
    r"\b(?:returned|returns|handed back|repaid|stays?|remains?|left|held|kept|put into|added to|transferred to)\b", re.I
)


def movements(paper: Paper, amounts: tuple[StatedAmount, ...]) -> Iterator[StatedMovement]:
    """One movement for each amount that is carried forward, drawn, returned or left in reserves."""
    for amount in amounts:
        if amount.what == "carry_forward":
            movement = _carried(paper, amount)
            if movement.from_year or movement.to_years:
                yield movement
        elif amount.what == "reserve_draw":
            yield _drawn(paper, amount)
        elif (
            amount.year and _STAYS.search(amount.words) and re.search("reserve|return|hand|repaid", amount.words, re.I)
        ):
            yield _movement(amount, amount.year, ())


def _movement(amount: StatedAmount, from_year: str, to_years: tuple[str, ...]) -> StatedMovement:
    even = bool(_EVEN.search(amount.words))
    return StatedMovement(
        amount.pence, amount.precision_pence, from_year, to_years, amount.where, amount.words, amount.is_cap, even
    )


def _years(text: str) -> tuple[str, ...]:
    found = (label(match) for match in re.findall(YEAR, text))
    return tuple(dict.fromkeys(year for year in found if year))


def _carried(paper: Paper, amount: StatedAmount) -> StatedMovement:
    named = _years(amount.words)
    said = _FROM.search(amount.words)
    if said:
        from_year = label(said.group(1))
    elif _THIS.search(amount.words):
        from_year = label_of(paper.signed)
    else:
        from_year = amount.year if len(named) > 1 else ""
    to_years = tuple(year for year in named if year != from_year)
    if not from_year and to_years:
        from_year = _year_before(min(to_years))
    return _movement(amount, from_year, to_years)


def _year_before(year: str) -> str:
    start = int(year[:4]) - 1
    return f"{start}-{(start + 1) % 100:02d}"


def _drawn(paper: Paper, amount: StatedAmount) -> StatedMovement:
    named = _years(amount.words)
    table = () if paper.table is None else tuple(label(year) for year in paper.table.years)
    return _movement(amount, "", named or tuple(year for year in table if year) or ("",))
