"""The financial table: found among the lines of a paper and read whatever parts its cells and whatever its unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from throughcare.commissioning.decisions.rules.paper import Block, Row, Table
from throughcare.commissioning.decisions.rules.reading import form, grid, money
from throughcare.commissioning.decisions.rules.reading.lines import Line, squeeze

_KINDS = (
    ("change", re.compile(r"\bchang|\bmovement|\bvariation", re.IGNORECASE)),
    ("current", re.compile(r"\bcurrent|\bexisting|\bapproved budget", re.IGNORECASE)),
    ("funding", re.compile(r"\bfund|\bsources?\b|\bincome\b", re.IGNORECASE)),
    ("expenditure", re.compile(r"\bexpend|\bcosts?\b|\bspend", re.IGNORECASE)),
)
_TOTAL = re.compile(r"(?:(?:sub|grand|overall)[ -]?)?totals?\b", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:table\b|(?:all\s+)?(?:figures|amounts|costs|sums|values)\b|in\s|\(?\s*(?:£|GBP))", re.IGNORECASE
)
_UNIT_CAPTION = re.compile(
    r"(?:all )?(?:(?:figures|amounts|costs|sums|values) )?(?:are )?(?:shown )?(?:in )?\(?(?:£|GBP)?\s?"
    r"(?:['\u2018\u2019]?000s?|k|m|mn|millions?|thousands?|pounds)?(?: of pounds)?\)?(?:, rounded)?\.?",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"\bround(?:ed|ing)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\s*(?:[-\u2022]\s+)?\d{1,2}\.\d{1,2}\.?\s+[A-Z\"(]")
LONGEST_TITLE = 90
MOST_AMOUNTS = 1_000


@dataclass(slots=True)
class RawRow:
    """A row as printed: figures not yet in pence, null where a cell is blank or no figure."""

    label: str
    figures: tuple[money.Figure | None, ...]


@dataclass(slots=True)
class RawTable:
    """A table as printed, before its unit is settled. ``unit_pence`` is null where nothing states it."""

    years: tuple[str, ...]
    total_at: int | None
    unit_pence: int | None
    blocks: list[tuple[str, list[RawRow]]] = field(default_factory=list)
    says_rounded: bool = False
    pounds_in_cells: bool = False


def kind_of(title: str) -> str:
    """What a block is for, told by its title."""
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), "other")


def is_total(label: str) -> bool:
    """Whether a row of this label is a total line."""
    return _TOTAL.match(label) is not None


def lift_tables(lines: Sequence[Line]) -> tuple[list[Line], list[RawTable], list[str]]:
    """The lines with each table replaced by one placeholder, the tables, and the lines no table could place."""
    kept: list[Line] = []
    tables: list[RawTable] = []
    unread: list[str] = []
    at = 0
    while at < len(lines):
        header = grid.header(lines[at].text)
        if header is None:
            kept.append(lines[at])
            at += 1
            continue
        caption = _caption(kept)
        table, after, lost = _read(lines, at, header, caption)
        if table is None:
            kept += lines[at:after]
            at = after
            continue
        unread += lost
        if caption and _UNIT_CAPTION.fullmatch(caption):
            kept.pop()
        kept.append(Line("", table=len(tables)))
        tables.append(table)
        at = after
    return kept, tables, unread


def _caption(kept: Sequence[Line]) -> str:
    if not kept or kept[-1].table is not None or len(kept[-1].text) > LONGEST_TITLE:
        return ""
    text = squeeze(kept[-1].text)
    return text if _CAPTION.match(text) and (money.unit_in(text) or _ROUNDED.search(text)) else ""


def _read(lines: Sequence[Line], at: int, header: grid.Header, caption: str) -> tuple[RawTable | None, int, list[str]]:
    unit = header.unit_pence or (money.unit_in(caption) if caption else None)
    table = RawTable(header.years, header.total_at, unit, says_rounded=_ROUNDED.search(caption) is not None)
    reader = _Rows(table, header)
    at += 1
    while at < len(lines) and reader.take(lines, at):
        at += 1
    if not any(rows for _, rows in table.blocks):
        return None, at, []
    untaken = [title for title, rows in table.blocks if title and not rows]
    return table, at, reader.unread + untaken


class _Rows:
    """Reads the lines under a header one by one, until one is no part of the table."""

    def __init__(self, table: RawTable, header: grid.Header) -> None:
        self.table = table
        self.header = header
        self.unread: list[str] = []
        if header.title:
            self._open(header.title)

    def take(self, lines: Sequence[Line], at: int) -> bool:
        text = lines[at].text
        if grid.is_rule(text) or self._repeats_header(text):
            return True
        cells = grid.cells(text, self.header)
        if cells is None:
            return self._misfit(text)
        figures = tuple(money.figure(cell) for cell in cells.values)
        if any(figures):
            return self._row(text, cells, figures)
        return self._title(lines, at, cells)

    def _repeats_header(self, text: str) -> bool:
        again = grid.header(text)
        if again is None or again.years != self.header.years:
            return False
        if again.title:
            self._open(again.title)
        return True

    def _misfit(self, text: str) -> bool:
        if not grid.is_ruled(text):
            return False
        self.unread.append(squeeze(text))
        return True

    def _row(self, text: str, cells: grid.Cells, figures: tuple[money.Figure | None, ...]) -> bool:
        if not cells.ruled and _PARAGRAPH.match(text):
            return False
        if not self.table.blocks or (self._closed() and not is_total(cells.label)):
            self._open("")
        self.table.blocks[-1][1].append(RawRow(cells.label, figures))
        if "£" in text:
            self.table.pounds_in_cells = True
        if any(figure is None and value.strip() for value, figure in zip(cells.values, figures, strict=True)):
            self.unread.append(squeeze(text))
        return True

    def _closed(self) -> bool:
        rows = self.table.blocks[-1][1]
        return bool(rows) and is_total(rows[-1].label)

    def _title(self, lines: Sequence[Line], at: int, cells: grid.Cells) -> bool:
        title = squeeze(" ".join((cells.label, *cells.values)))
        if len(title) > LONGEST_TITLE or (title.endswith((".", ";")) and not cells.ruled):
            return False
        if not cells.ruled and (form.stands_alone(title) or _PARAGRAPH.match(title)):
            return False
        if not self._row_follows(lines, at):
            return self._misfit(lines[at].text)
        self._open(title)
        return True

    def _row_follows(self, lines: Sequence[Line], at: int) -> bool:
        for line in lines[at + 1 : at + 3]:
            cells = grid.cells(line.text, self.header)
            if cells and any(money.figure(cell) for cell in cells.values):
                return not (_PARAGRAPH.match(line.text) and not cells.ruled)
        return False

    def _open(self, title: str) -> None:
        self.table.blocks.append((title, []))


def settled(raw: RawTable, prose: Iterable[str], where: str) -> tuple[Table, str]:
    """The table in pence, and a remark where its unit had to be inferred from the amounts in the prose."""
    scales = Counter(figure.scale for figure in _figures(raw) if figure.scale)
    remark = ""
    unit = raw.unit_pence or (scales.most_common(1)[0][0] if scales else None)
    if unit is None:
        unit = money.POUND if raw.pounds_in_cells else _inferred(raw, prose)
        if not raw.pounds_in_cells:
            remark = f"The table states no unit: read in {_UNIT_NAMES[unit]}."
    blocks = tuple(_block(raw, title, rows, unit) for title, rows in raw.blocks if rows)
    table = Table(raw.years, blocks, unit, _precision(raw, unit), where, raw.says_rounded)
    return table, remark


_UNIT_NAMES = {money.POUND: "pounds", money.THOUSAND: "thousands of pounds", money.MILLION: "millions of pounds"}


def _figures(raw: RawTable) -> list[money.Figure]:
    return [figure for _, rows in raw.blocks for row in rows for figure in row.figures if figure]


def _inferred(raw: RawTable, prose: Iterable[str]) -> int:
    stated = (amount.pence for text in prose for amount in money.amounts_in(text))
    named = set(islice(stated, MOST_AMOUNTS)) - {0}
    printed = _figures(raw)

    def agreeing(unit: int) -> int:
        return len(named & {abs(figure.pence(unit)) for figure in printed})

    return max((money.POUND, money.THOUSAND, money.MILLION), key=agreeing)


def _precision(raw: RawTable, unit: int) -> int:
    decimals: dict[int, int] = {}
    for figure in _figures(raw):
        scale = figure.scale or unit
        if figure.digits or figure.decimals:
            decimals[scale] = max(decimals.get(scale, 0), figure.decimals)
    return max((money.precision(places, scale) for scale, places in decimals.items()), default=unit)


def _block(raw: RawTable, title: str, rows: Sequence[RawRow], unit: int) -> Block:
    read = [_settled_row(raw, row, unit) for row in rows]
    total = read.pop() if is_total(read[-1].label) else None
    return Block(kind_of(title), title, tuple(read), total)


def _settled_row(raw: RawTable, row: RawRow, unit: int) -> Row:
    pence = [figure.pence(unit) if figure else None for figure in row.figures]
    total = pence.pop(raw.total_at) if raw.total_at is not None else None
    return Row(row.label, tuple(pence), total)
