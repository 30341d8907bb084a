"""FOOT: rows and columns add up to their stated totals."""

from __future__ import annotations

from functools import partial

from ..paper import Block, Row, Table
from .case import Case, Outcome
from .findings import Finding
from .money import gap, table_scale
from .tables import cell, place, rows, year_label

RULE = "FOOT"
_finding = partial(Finding, RULE)


def check(case: Case) -> Outcome:
    """Add up every line, every column of years and every column of totals that states its sum."""
    table = case.paper.table
    if table is None:
        return
    for block in table.blocks:
        lines = (*block.rows, block.total) if block.total is not None else block.rows
        for row in lines:
            if row.total is not None:
                yield from _compare(table, place(block, row, "Total"), row.total, row.cells, "row")
        if block.total is not None:
            yield from _columns(table, block, block.total)


def _columns(table: Table, block: Block, total: Row) -> Outcome:
    lines = rows(block)
    if not lines:
        return
    for index, year in enumerate(table.years):
        stated = cell(total, index)
        if stated is not None:
            where = place(block, total, year_label(year))
            yield from _compare(table, where, stated, tuple(cell(row, index) for row in lines), "column")
    if total.total is not None and any(row.total is not None for row in lines):
        where = place(block, total, "Total")
        yield from _compare(table, where, total.total, tuple(row.total for row in lines), "column of totals")


def _compare(table: Table, where: str, stated: int, parts: tuple[int | None, ...], what: str) -> Outcome:
    known = [part for part in parts if part is not None]
    if not known:
        return
    added, scale = sum(known), table_scale(table)
    difference = stated - added
    verdict = gap(difference, addends=len(known), step=table.precision_pence)
    if verdict == "none" or (verdict == "rounding" and table.says_rounded):
        yield None
        return
    figures = scale.figures(stated=stated, added=added, difference=difference)
    spoken = f"The {what} adds up to {scale.spoken(added)} and the paper states {scale.spoken(stated)}"
    if len(known) < len(parts):
        says, suggestion = f"{spoken}; a blank cell in it leaves that open.", "Fill the blank cell or write 0."
        yield _finding("note", (where,), figures, says, suggestion, topic="blank")
    elif verdict == "rounding":
        says = f"{spoken}; rounding can cause that, but the paper does not say that it rounds."
        yield _finding("note", (where,), figures, says, "Say beside the table that figures are rounded.", topic="sum")
    else:
        yield _finding("error", (where,), figures, f"{spoken}.", "Correct the total or the figures in it.", topic="sum")
