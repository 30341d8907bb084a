"""Amounts of money in words and in table cells, as integer pence with the precision they were stated to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

POUND = 100
THOUSAND = 1_000 * POUND
MILLION = 1_000_000 * POUND
BILLION = 1_000 * MILLION
LONGEST_FIGURE = 18

_SCALES = {"": POUND, "k": THOUSAND, "thousand": THOUSAND, "m": MILLION, "mn": MILLION, "million": MILLION}
_SCALES |= {"bn": BILLION, "billion": BILLION}
_AMOUNT = re.compile(
    r"(?:£|\bGBP)\s?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?"
    r"(?:\s?(?P<scale>million|thousand|billion|mn|bn|m|k)\b)?",
    re.IGNORECASE,
)
_CAP = re.compile(
    r"(?:up to|not exceeding|not to exceed|no more than|a maximum of)\s+(?:a\s+total\s+of\s+)?$", re.IGNORECASE
)
_DASHES = frozenset("-\u2012\u2013\u2014\u2212\ufe63\uff0d")
_NOUGHT = frozenset({"nil", "zero", "none"})
_CELL = re.compile(
    r"(?P<whole>\d{1,3}(?:[, \u2009\u202f]\d{3})+|\d*)(?:\.(?P<part>\d+))?\s?(?P<scale>million|thousand|mn|m|k)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\D")
_UNITS = (
    (re.compile(r"£\s?(?:m\b|mn\b|mill)|\bGBP\s?m\b|\bmillions?\b", re.IGNORECASE), MILLION),
    (re.compile(r"£\s?['\u2018\u2019]?\s?(?:000|k\b)|\bGBP\s?000|\bthousands?\b|\b000s\b", re.IGNORECASE), THOUSAND),
    (re.compile(r"£|\bpounds?\b|\bGBP\b", re.IGNORECASE), POUND),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount found in prose between ``start`` and ``end``; ``is_cap`` where "up to" stands before it."""

    pence: int
    precision_pence: int
    is_cap: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a table cell: its digits as an integer with ``decimals`` of them after the point.

    ``scale`` is the value in pence of one unit where the cell itself says it (``£0.12m``), else null.
    """

    digits: int
    decimals: int
    scale: int | None

    def pence(self, unit: int) -> int:
        """Its value in pence, ``unit`` being the value in pence of one printed unit."""
        return scaled(self.digits, self.decimals, self.scale or unit)


def scaled(digits: int, decimals: int, unit: int) -> int:
    """``digits / 10**decimals`` units in pence, halves of a penny away from zero."""
    step: int = 10**decimals
    value, rest = divmod(abs(digits) * unit, step)
    value += 2 * rest >= step
    return -value if digits < 0 else value


def precision(decimals: int, unit: int) -> int:
    """The smallest step in pence that ``decimals`` places of ``unit`` can show, never below a penny."""
    step: int = 10**decimals
    return max(1, unit // step)


def amounts_in(text: str) -> Iterator[Amount]:
    """Every amount with a currency mark in ``text``, in order. Figures of more than eighteen digits are passed over."""
    if "£" in text or "gbp" in text.lower():
        yield from (amount for found in _AMOUNT.finditer(text) if (amount := _amount(text, found)))


def _amount(text: str, found: re.Match[str]) -> Amount | None:
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if len(whole) + len(part) > LONGEST_FIGURE:
        return None
    unit = _SCALES[(found["scale"] or "").lower()]
    return Amount(
        pence=scaled(int(whole + part), len(part), unit),
        precision_pence=precision(len(part), unit),
        is_cap=_CAP.search(text[max(0, found.start() - 40) : found.start()]) is not None,
        start=found.start(),
        end=found.end(),
    )


def unit_in(text: str) -> int | None:
    """The unit that a header or caption names, in pence, or null where it names none."""
    return next((unit for pattern, unit in _UNITS if pattern.search(text)), None)


def figure(cell: str) -> Figure | None:
    """The figure in a cell. A dash alone is zero, as accounts are printed; a blank or a word is null."""
    text = cell.strip().rstrip("*").strip()
    if text in _DASHES or text.lower() in _NOUGHT:
        return Figure(0, 0, None)
    text, negative = _unsigned(text.replace("£", "").replace("GBP", "").strip())
    found = _CELL.fullmatch(text)
    if not found or not (found["whole"] or found["part"]):
        return None
    digits = _SEPARATOR.sub("", found["whole"]) + (found["part"] or "")
    if len(digits) > LONGEST_FIGURE or not digits.isascii():
        return None
    scale = _SCALES[found["scale"].lower()] if found["scale"] else None
    return Figure(-int(digits) if negative else int(digits), len(found["part"] or ""), scale)


def _unsigned(text: str) -> tuple[str, bool]:
    negative = False
    if text[:1] == "(" and text[-1:] == ")":
        text, negative = text[1:-1].strip(), True
    if text[:1] in _DASHES:
        text, negative = text[1:].strip(), True
    elif text[-1:] in _DASHES:
        text, negative = text[:-1].strip(), True
    return text.removeprefix("+").strip(), negative
