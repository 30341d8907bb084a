"""Columns of a printed table: parted by tabs, pipes, runs of spaces, or only by what a figure looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throughcare.commissioning.decisions.rules.reading import money, years
from throughcare.commissioning.decisions.rules.reading.lines import squeeze

MOST_YEARS = 7
_RULE_SIGNS = " \t|:+=_-\u2013\u2014"
_LONGEST_HEAD = 80
_GAP = re.compile(r"\s{3,}$")
_WIDE = re.compile(r"\S+(?:\s\S+)*")
_HINT = re.compile(r"\d\d\s?[/\-\u2010-\u2014]\s?(?:20)?\d\d(?!\d)")
_TOTAL_HEADER = re.compile(r"(?:\d-year\s+|overall\s+|grand\s+)?totals?\b(?P<rest>.*)|all years\b", re.IGNORECASE)
_UNIT_ONLY = re.compile(
    r"[\s()]*(?:(?:£|GBP|in)?\s?(?:['\u2018\u2019]?000s?|k|m|mn|millions?|thousands?|pounds)?)[\s()]*", re.IGNORECASE
)
_LABEL_COLUMN = re.compile(r"(?:line|item|description|category|heading|service|budget line)?", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?P<year>(?:FY\s?)?(?:20)?\d\d\s?[/\-\u2010-\u2014]\s?(?:20)?\d\d(?!\d))|(?P<total>\b(?:\d-year\s+)?totals?\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\s(?:[-\u2013\u2212+]?£?[-\u2212]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)\s?(?:million|thousand|mn|m|k)?"
    r"|\(\s?£?\s?\d[\d,]*(?:\.\d+)?\s?(?:million|thousand|mn|m|k)?\s?\)|[-\u2013\u2014\u2212]|nil)(?=\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a table. ``total_at`` is the position of the total among the figure columns, null without one.

    ``ends`` holds where each figure column ends on the line, to place the cells of a row that has blanks;
    it is empty where tabs or pipes part the head.
    """

    years: tuple[str, ...]
    total_at: int | None
    unit_pence: int | None
    title: str
    ends: tuple[int, ...]

    @property
    def width(self) -> int:
        return len(self.years) + (self.total_at is not None)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row in its columns: the label and as many cells as the header has. ``ruled`` where tabs or pipes part them."""

    label: str
    values: tuple[str, ...]
    ruled: bool


def is_rule(text: str) -> bool:
    """Whether the line only draws a line, as under the head of a table written with pipes."""
    return not text.strip(_RULE_SIGNS) and any(rule in text for rule in ("--", "==", "__", "\u2014\u2014"))


def is_ruled(text: str) -> bool:
    """Whether tabs or pipes part the cells of this line."""
    return "\t" in text or "|" in text


def header(text: str) -> Header | None:
    """The line as the head of a financial table (years, perhaps a total, perhaps units), else null."""
    if not _HINT.search(text):
        return None
    return _ruled_header(text) if is_ruled(text) else _spaced_header(text)


def cells(text: str, head: Header) -> Cells | None:
    """The line in the columns of ``head``, or null where it has more figures than the table has columns."""
    if is_ruled(text):
        return _ruled_cells(text, head.width)
    return _spaced_cells(text, head)


def _parts(text: str) -> list[str]:
    if "\t" in text:
        return [squeeze(part.strip().strip("|")) for part in text.split("\t")]
    inner = text.strip().removeprefix("|").removesuffix("|")
    return [squeeze(part) for part in inner.split("|")]


def _ruled_header(text: str) -> Header | None:
    parts = _parts(text)
    title = "" if not parts or years.financial_year(parts[0]) else parts.pop(0)
    parts = [part for part in parts if part]
    return _built(title, parts, ())


def _built(title: str, parts: list[str], ends: tuple[int, ...]) -> Header | None:
    found: list[str] = []
    total_at: int | None = None
    if any(len(part) > _LONGEST_HEAD for part in (title, *parts)):
        return None
    for at, part in enumerate(parts):
        if (year := years.financial_year(part)) and _UNIT_ONLY.fullmatch(years.after_year(part)):
            found.append(year)
        elif (
            total_at is None and (total := _TOTAL_HEADER.fullmatch(part)) and _UNIT_ONLY.fullmatch(total["rest"] or "")
        ):
            total_at = at
        else:
            return None
    units = [unit for part in parts if (unit := money.unit_in(_beside(part)))]
    if not 1 <= len(found) <= MOST_YEARS or len(set(found)) != len(found):
        return None
    if _UNIT_ONLY.fullmatch(title) and (unit := money.unit_in(title)):
        units, title = [unit, *units], ""
    return Header(tuple(found), total_at, units[0] if units else None, _real_title(title), ends)


def _real_title(title: str) -> str:
    return "" if _LABEL_COLUMN.fullmatch(title) or _UNIT_ONLY.fullmatch(title) else title


def _beside(part: str) -> str:
    return years.after_year(part) if years.financial_year(part) else part


def _spaced_header(text: str) -> Header | None:
    first = _COLUMN.search(text)
    if first is None or len(squeeze(text[: first.start()])) > _LONGEST_HEAD:
        return None
    marks = [first, *_COLUMN.finditer(text, first.end())]
    if not any(mark["year"] for mark in marks):
        return None
    bounds = [*(mark.start() for mark in marks), len(text)]
    parts = [squeeze(text[start:end]) for start, end in zip(bounds, bounds[1:], strict=False)]
    ends = tuple(start + len(text[start:end].rstrip()) for start, end in zip(bounds, bounds[1:], strict=False))
    title = text[: marks[0].start()].strip()
    if len(marks) == 1 and title and not _GAP.search(text[: first.start()]):
        return None
    return _built(squeeze(title), parts, ends)


def _ruled_cells(text: str, width: int) -> Cells | None:
    parts = _parts(text)
    label, values = parts[0], parts[1:]
    if len(values) > width:
        values = [value for value in values if value]
    if len(values) > width:
        return None
    return Cells(label, (*values, *[""] * (width - len(values))), ruled=True)


def _spaced_cells(text: str, head: Header) -> Cells | None:
    closing = _closing_figures(text)[-head.width :]
    if len(closing) == head.width and (head.width > 1 or _stands_apart(text, closing[0][0])):
        values = tuple(text[start:end].strip() for start, end in closing)
        return Cells(squeeze(text[: closing[0][0]]), values, ruled=False)
    wide = [found.span() for found in _WIDE.finditer(text) if money.figure(found[0])]
    if not wide:
        return Cells(squeeze(text), ("",) * head.width, ruled=False)
    return _placed(text, head, wide) if head.ends else None


def _stands_apart(text: str, at: int) -> bool:
    """Whether a lone figure is a cell: many a sentence ends in a figure too."""
    return not text[:at].strip() or text[: at + 1].endswith("  ")


def _placed(text: str, head: Header, wide: list[tuple[int, int]]) -> Cells | None:
    values = [""] * head.width
    for start, end in wide:
        nearest = min(range(head.width), key=lambda at: abs(head.ends[at] - end))
        if values[nearest]:
            return None
        values[nearest] = text[start:end]
    return Cells(squeeze(text[: wide[0][0]]), tuple(values), ruled=False)


def _closing_figures(text: str) -> list[tuple[int, int]]:
    """Where the unbroken run of figures at the end of the line stands."""
    runs: list[tuple[int, int]] = []
    for found in _FIGURE.finditer(text):
        if runs and text[runs[-1][1] : found.start()].strip():
            runs.clear()
        runs.append(found.span())
    return runs if runs and not text[runs[-1][1] :].strip() else []
