"""Questions about the financial table that several rules ask: lines, years, totals and places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ..paper import Block, Row, Table
from ..statements.phrases import Phrase

_FILLER = frozenset(
    re.findall(
        r"\w+",
        "the a an of for to from and in on by budget budgets funding fund funds grant grants contribution "
        "contributions money income line amount share resources resource base existing proposed current change "
        "changes allocation",
    )
)
_RESERVE = Phrase(
    r"reserve|carr(?:y|ied)[ -]?(?:forward|over)|c/?f\b|brought forward|b/?f\b|roll(?:ed)? forward",
    *("reserve", "carr", "c/f", "cf", "brought forward", "b/f", "bf", "roll"),
)
_WORD = re.compile(r"[a-z0-9]+")
_SPAN = re.compile(r"[/\-–]")
_YEARS = re.compile(r"(\d{4}|\d{2})\s*[/\-–]\s*(\d{2,4})|(\d{4})")
_TRANSFER = Phrase(r"\btransfers?\b", "transfer")
_PART = re.compile(r"\s*(?:of which|including|incl\.|memo)", re.I)


def year_label(year: str) -> str:
    """A financial year as places write it: ``2023-24`` for ``2023/24``, ``2023/2024`` or ``23/24``."""
    start = year_start(year)
    if start is None or not _SPAN.search(year):
        return year.strip()
    return f"{start}-{(start + 1) % 100:02d}"


def year_start(year: str) -> int | None:
    """The calendar year in which a financial year begins; null where the words give none."""
    match = _YEARS.search(year)
    if not match:
        return None
    first = match.group(1) or match.group(3)
    return int(first) if len(first) == 4 else 2000 + int(first)


def year_span(year: str) -> tuple[date, date] | None:
    """The half-open span of a financial year, 1 April to 1 April."""
    start = year_start(year)
    return (date(start, 4, 1), date(start + 1, 4, 1)) if start is not None else None


def year_of(day: date) -> str:
    """The financial year of a day, as ``2022-23``."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def place(block: Block, row: Row | None, year: str) -> str:
    """The place of a cell: ``table: BLOCK / LINE / YEAR``."""
    label = row.label if row is not None and row.label else "Total"
    return f"table: {block.title or block.kind} / {label} / {year}"


def is_reserve(label: str) -> bool:
    """Whether a line is a movement to or from reserves or between years."""
    return bool(_RESERVE.search(label) or _TRANSFER.search(label))


def is_part(label: str) -> bool:
    """Whether a line only shows part of another line, so that it does not count towards the total."""
    return bool(_PART.match(label))


def tokens(label: str) -> frozenset[str]:
    """The telling words of a line's label: ``MOPAC budget`` and ``MOPAC funding`` both give ``mopac``."""
    if is_reserve(label):
        return frozenset({"reserves"})
    words = _WORD.findall(label.lower())
    telling = frozenset(word for word in words if word not in _FILLER)
    return telling or frozenset(words)


def rows(block: Block) -> tuple[Row, ...]:
    """The lines of a block that count towards its total."""
    return tuple(row for row in block.rows if not is_part(row.label))


def blocks(table: Table, kind: str) -> tuple[Block, ...]:
    """The blocks of a kind, in the paper's order."""
    return tuple(block for block in table.blocks if block.kind == kind)


def cell(row: Row, index: int) -> int | None:
    """The amount in a year's column, null where the cell is blank or the row too short."""
    return row.cells[index] if index < len(row.cells) else None


def row_total(row: Row) -> int | None:
    """The stated total of a line, else the sum of its cells where all are there."""
    if row.total is not None:
        return row.total
    known = [amount for amount in row.cells if amount is not None]
    return sum(known) if known and len(known) == len(row.cells) else None


@dataclass(frozen=True, slots=True)
class Column:
    """A block's amount in one year: what it comes to, how many stated figures made it, and where it stands."""

    pence: int
    addends: int
    where: str


def column(table: Table, block: Block, index: int) -> Column | None:
    """The block's total in a year: the stated total, else the sum of its lines; null where neither can be known."""
    year = year_label(table.years[index])
    lines = rows(block)
    if block.total is not None:
        stated = cell(block.total, index)
        if stated is not None:
            return Column(stated, max(1, len(lines)), place(block, block.total, year))
    known = [amount for amount in (cell(row, index) for row in lines) if amount is not None]
    if not known or len(known) < len(lines):
        return None
    return Column(sum(known), len(known), place(block, lines[0] if len(lines) == 1 else None, year))


def kind_column(table: Table, kind: str, index: int) -> Column | None:
    """The total of all blocks of a kind in a year, null where there is none or one of them cannot be known."""
    parts = [column(table, block, index) for block in blocks(table, kind)]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return Column(sum(part.pence for part in known), sum(part.addends for part in known), known[0].where)


def reserve_rows(block: Block) -> tuple[Row, ...]:
    """The lines of a block that move money to or from reserves."""
    return tuple(row for row in block.rows if is_reserve(row.label))
