"""Periods and dates in prose, with what they are periods of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..paper import StatedPeriod
from .phrases import Passage, Phrase
from .sentences import MONTHS, YEAR, delegates, label, number

_MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
_MONTH_STEMS = tuple(name[:3].lower() for name in MONTHS)
_DAY = rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of )?)?({_MONTH})\.?\s+(20\d\d)"
_TO = r"\s*(?:to|until|and|till|through to|–|-|—)\s*(?:the end of |end of |end )?"
_RANGE = re.compile(rf"{_DAY}{_TO}{_DAY}")
_SHORT = re.compile(rf"\b({_MONTH})\.?{_TO}({_MONTH})\.?\s+(20\d\d)")
_YEARS = re.compile(rf"({YEAR}){_TO}({YEAR})")
_START = Phrase(
    rf"\b(?:start\w*|begin\w*|commenc\w+|launch\w*|go(?:es)? live|live)\s+(?:on |in |from |by )?{_DAY}",
    *("start", "begin", "commenc", "launch", "live"),
)
_DURING = re.compile(r"\bduring (20\d\d)\b(?!\s?/)")
_LENGTH = re.compile(r"\b(\d{1,3}|[a-z]+)[ -](year|month)s?\b", re.I)
_KINDS = (
    (
        "",
        r"mobilis\w+|set-?up|award\w*|tender\w*|consult\w*|standstill"
        r"|review\w*|previous\w*|earlier|data\b|pilot\w*|has run|ran\b",
    ),
    ("evaluation", r"evaluat\w+"),
    ("phase_two", r"phase two|phase 2|second phase"),
    ("delegation", r"delegat\w+"),
    ("plan", r"\bplan\b|strategy"),
    ("spending", r"spend(?:ing)?\b|spent\b|expenditure|costs?\b|commit\w*"),
    ("funding", r"fund(?:ing|s)?\b|grant|contribut\w+|accept\w*|budget|money"),
    (
        "service",
        r"\bsets? up\b|establish\w*|services?\b|interventions?|provision"
        r"|deliver\w*|commission|co-commission|operat\w+|runs?\b|contracts?\b",
    ),
)
_ANY_KIND = re.compile("|".join(f"(?P<k{at}>{words})" for at, (_, words) in enumerate(_KINDS)))


_PHASE_TWO = Phrase(r"phase (?:two|2)|second phase", "phase")


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a period stands in its sentence, its days, and its kind where the words of the period tell it."""

    start: int
    end: int
    from_: date | None
    until: date | None
    timed: bool = True
    kind: str = ""


def stated_periods(found: list[Passage]) -> Iterator[StatedPeriod]:
    """Every period of the prose: ranges of months, ranges of financial years, starts, and "during" a year."""
    for sentence in found:
        if "20" not in sentence.text:
            continue
        named = any(map(sentence.lowered.__contains__, _MONTH_STEMS))
        days, starts = (_months(sentence.text), _starts(sentence)) if named else ((), ())
        spans = [*days, *_years(sentence.text), *starts, *_during(sentence.text)]
        told = list(_ANY_KIND.finditer(sentence.lowered)) if spans else []
        for span in spans:
            what = span.kind or _kind(sentence, span, told)
            months = _length(sentence.text, span.start, span.end) if span.timed else None
            yield StatedPeriod(what, span.from_, span.until, sentence.where, sentence.text, months)


def _months(text: str) -> Iterator[_Span]:
    for match in _RANGE.finditer(text) if text.count("20") > 1 else ():
        from_ = _first_day(match.group(1), match.group(2), match.group(3))
        until = _day_after(match.group(4), match.group(5), match.group(6))
        yield _Span(*match.span(), from_, until)
    for match in _SHORT.finditer(text):
        from_ = _first_day(None, match.group(1), match.group(3))
        yield _Span(*match.span(), from_, _day_after(None, match.group(2), match.group(3)))


def _years(text: str) -> Iterator[_Span]:
    for match in _YEARS.finditer(text) if text.count("/") > 1 else ():
        first, last = label(match.group(1)), label(match.group(2))
        if first and last:
            yield _Span(*match.span(), date(int(first[:4]), 4, 1), date(int(last[:4]) + 1, 4, 1), kind="funding")


def _starts(sentence: Passage) -> Iterator[_Span]:
    for match in _START.find_all(sentence):
        if not _RANGE.match(sentence.text, match.start(1) if match.group(1) else match.start(2)):
            from_ = _first_day(match.group(1), match.group(2), match.group(3))
            yield _Span(*match.span(), from_, None, timed=False)


def _during(text: str) -> Iterator[_Span]:
    for match in _DURING.finditer(text) if "during 20" in text else ():
        year = int(match.group(1))
        yield _Span(*match.span(), date(year, 1, 1), date(year + 1, 1, 1), timed=False)


def _month(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _first_day(day: str | None, month: str, year: str) -> date | None:
    try:
        return date(int(year), _month(month), int(day or 1))
    except ValueError:
        return None


def _day_after(day: str | None, month: str, year: str) -> date | None:
    if day is not None:
        last = _first_day(day, month, year)
        return date.fromordinal(last.toordinal() + 1) if last else None
    at = _month(month)
    return date(int(year) + at // 12, at % 12 + 1, 1)


def _kind(sentence: Passage, span: _Span, told: list[re.Match[str]]) -> str:
    """What the nearest telling word says: to the left in the sentence, else to the right."""
    if sentence.where.startswith("rec ") and delegates(sentence.text):
        return "delegation"
    before = bisect_right(told, span.start, key=re.Match.end)
    after = bisect_left(told, span.end, key=re.Match.start)
    match = told[before - 1] if before else (told[after] if after < len(told) else None)
    if match is None or match.lastgroup is None:
        return ""
    if _PHASE_TWO.find(sentence):
        return "phase_two"
    return _KINDS[int(match.lastgroup[1:])][0]


def _length(text: str, start: int, end: int) -> int | None:
    """The length in months that stands right beside a period, null where none does."""
    left, right = text[max(0, start - 40) : start], text[end : end + 28]
    near_left = re.search(
        r"\b(\w+)[ -](year|month)s?(?:,| period| term)*(?:\s*(?:from|of|between|in|for|,|\())*\s*$", left, re.I
    )
    near_right = re.match(
        r"\s*(?:\(|, | for |, a period of |: )\s*(?:a period of )?(\w+)[ -](year|month)s?", right, re.I
    )
    match = near_left or near_right
    count = number(match.group(1)) if match else None
    if match is None or count is None:
        return None
    return count * (12 if match.group(2).lower() == "year" else 1)
