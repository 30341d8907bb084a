"""BRIDGE: current budget + change = proposed funding, per line and year."""

from __future__ import annotations

from functools import partial

from ..paper import Block, Row, Table
from .case import Case, Outcome
from .findings import Finding
from .money import gap, table_scale
from .tables import blocks, cell, column, place, rows, tokens, year_label

RULE = "BRIDGE"
_finding = partial(Finding, RULE)


def check(case: Case) -> Outcome:
    """Follow each line of funding through the three blocks, in each year, then the block totals."""
    table = case.paper.table
    if table is None:
        return
    found = [blocks(table, kind) for kind in ("current", "change", "funding")]
    if any(len(group) != 1 for group in found):
        return
    current, change, funding = (group[0] for group in found)
    for row in rows(funding):
        before, delta = _same_line(current, row), _same_line(change, row)
        if before is not None or delta is not None:
            yield from _line(table, (current, before), (change, delta), (funding, row))
    yield from _totals(table, current, change, funding)


def _same_line(block: Block, row: Row) -> Row | None:
    wanted = tokens(row.label)
    exact = [other for other in rows(block) if tokens(other.label) == wanted]
    if len(exact) == 1:
        return exact[0]
    close = [other for other in rows(block) if tokens(other.label) & wanted]
    return close[0] if not exact and len(close) == 1 else None


def _line(
    table: Table, current: tuple[Block, Row | None], change: tuple[Block, Row | None], funding: tuple[Block, Row]
) -> Outcome:
    for index, year in enumerate(table.years):
        funded = cell(funding[1], index)
        before = cell(current[1], index) if current[1] is not None else 0
        delta = cell(change[1], index) if change[1] is not None else 0
        if funded is None or before is None or delta is None:
            continue
        label = year_label(year)
        places = [place(b, r, label) for b, r in (funding, current, change) if r is not None]
        yield _judge(table, tuple(places), funding[1].label, label, (before, delta, funded), addends=2)


def _totals(table: Table, current: Block, change: Block, funding: Block) -> Outcome:
    for index, year in enumerate(table.years):
        before, delta = column(table, current, index), column(table, change, index)
        funded = column(table, funding, index)
        if before is None or delta is None or funded is None:
            continue
        places = (funded.where, before.where, delta.where)
        # Block totals may be sums of rounded lines.
        addends = before.addends + delta.addends + funded.addends - 1
        amounts = (before.pence, delta.pence, funded.pence)
        yield _judge(table, places, "the total", year_label(year), amounts, addends=addends)


def _judge(
    table: Table, where: tuple[str, ...], line: str, year: str, amounts: tuple[int, int, int], *, addends: int
) -> Finding | None:
    before, delta, funded = amounts
    scale, difference = table_scale(table), before + delta - funded
    verdict = gap(difference, addends=addends, step=table.precision_pence)
    if verdict == "none" or (verdict == "rounding" and table.says_rounded):
        return None
    figures = scale.figures(current=before, change=delta, expected=before + delta, funded=funded, difference=difference)
    says = (
        f"For {line} in {year} the current budget {scale.spoken(before)} and the change {scale.spoken(delta)} make "
        f"{scale.spoken(before + delta)}, but the proposed funding is {scale.spoken(funded)}"
    )
    if verdict == "rounding":
        says += "; rounding can cause that, but the paper does not say that it rounds."
        return _finding("note", where, figures, says, "Say beside the table that figures are rounded.", topic=line)
    suggestion = "Show the movement the same way, on the same line and with the same sign, in all blocks."
    return _finding("error", where, figures, f"{says}.", suggestion, topic=line)
