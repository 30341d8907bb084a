"""Figures of the financial table as they are printed."""

from __future__ import annotations

from throughcare.commissioning.decisions.rules.paper import Recommendation, Row, Table

POUND = 100
UNIT_MARKS = {POUND: "£", 1_000 * POUND: "£000", 1_000_000 * POUND: "£m"}
UNIT_NAMES = {POUND: "pounds", 1_000 * POUND: "thousands of pounds", 1_000_000 * POUND: "millions of pounds"}


def places(table: Table) -> int:
    """How many decimal places the figures of the table need, so that none is rounded by printing."""
    needed = table.precision_pence
    for pence in every_figure(table):
        while pence % needed:
            needed //= 10
    count = 0
    while table.unit_pence > needed * 10**count:
        count += 1
    return count


def every_figure(table: Table) -> list[int]:
    """Every figure of the table, totals among them."""
    rows = [row for block in table.blocks for row in (*block.rows, *([block.total] if block.total else []))]
    return [pence for row in rows for pence in (*row.cells, row.total) if pence is not None]


def printed(pence: int | None, unit_pence: int, decimals: int) -> str:
    """A figure in units of ``unit_pence`` with thousands commas; an empty cell for null."""
    if pence is None:
        return ""
    digits, rest = divmod(abs(pence) * 10**decimals, unit_pence)
    if rest:
        raise ValueError(f"{pence} pence can't be printed in units of {unit_pence} pence to {decimals} places")
    whole, part = divmod(digits, 10**decimals)
    figure = f"{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
    return f"-{figure}" if pence < 0 else figure


def has_total_column(table: Table) -> bool:
    """Whether any row states its total over the years."""
    rows = [row for block in table.blocks for row in (*block.rows, *([block.total] if block.total else []))]
    return any(row.total is not None for row in rows)


def cells(row: Row, table: Table) -> list[str]:
    """The printed cells of a row, its total last where the table has a total column."""
    figures = [*row.cells, row.total] if has_total_column(table) else list(row.cells)
    return [printed(pence, table.unit_pence, places(table)) for pence in figures]


def stated_amount(recommendation: Recommendation) -> str:
    """The amount of a recommendation in words, with the precision it was stated to, and "up to" where it is a cap."""
    if recommendation.amount_pence is None:
        return "not stated"
    scale, mark = _scale(recommendation.precision_pence)
    decimals = max(0, len(str(scale)) - len(str(recommendation.precision_pence)))
    figure = printed(recommendation.amount_pence, scale, decimals)
    return f"{'up to ' if recommendation.amount_is_cap else ''}£{figure}{mark}"


def _scale(precision: int) -> tuple[int, str]:
    if precision >= 100_000:
        return 100_000_000, "m"
    return POUND, ""
