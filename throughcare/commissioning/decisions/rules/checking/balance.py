"""Funding against planned spending, year by year, with the movements that the paper states set against the gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..paper import StatedMovement, Table
from .case import Case
from .money import Gap, gap
from .tables import Column, blocks, cell, is_reserve, kind_column, year_label


@dataclass(frozen=True, slots=True)
class YearBalance:
    """One year's funding against its planned spending. ``explained`` names the place of the movement that explains
    the difference, empty where none does.
    """

    year: str
    planned: Column
    funded: Column
    verdict: Gap
    explained: str = ""

    @property
    def difference(self) -> int:
        """Funding less planned spending, in pence."""
        return self.funded.pence - self.planned.pence

    @property
    def off(self) -> bool:
        """Whether the year does not balance and nothing stated explains it."""
        return self.verdict == "real" and not self.explained


def year_balances(case: Case) -> tuple[YearBalance, ...]:
    """The years in which both spending and funding are known, in the table's order."""
    table = case.paper.table
    if table is None:
        return ()
    raw = [_balance(table, index, year) for index, year in enumerate(table.years)]
    found = tuple(balance for balance in raw if balance is not None)
    return tuple(_explain(case, table, balance, found) for balance in found)


def _balance(table: Table, index: int, year: str) -> YearBalance | None:
    planned, funded = kind_column(table, "expenditure", index), _funding(table, index)
    if planned is None or funded is None:
        return None
    if funded.pence < 0 < planned.pence:
        funded = replace(funded, pence=-funded.pence)
    # Either total may itself be a sum of rounded lines, so the lines of both count as addends.
    addends = planned.addends + funded.addends - 1
    verdict = gap(funded.pence - planned.pence, addends=addends, step=table.precision_pence)
    return YearBalance(year_label(year), planned, funded, verdict)


def _funding(table: Table, index: int) -> Column | None:
    if blocks(table, "funding"):
        return kind_column(table, "funding", index)
    current, change = kind_column(table, "current", index), kind_column(table, "change", index)
    if current is None or change is None:
        return None
    return Column(current.pence + change.pence, current.addends + change.addends, current.where)


def _explain(case: Case, table: Table, balance: YearBalance, every: tuple[YearBalance, ...]) -> YearBalance:
    if balance.verdict != "real":
        return balance
    found = _by_other_block(table, balance) or _by_movement(case, table, balance, every)
    return replace(balance, explained=found)


def _by_other_block(table: Table, balance: YearBalance) -> str:
    index = [year_label(year) for year in table.years].index(balance.year)
    for block in blocks(table, "other"):
        moves = [row for row in block.rows if is_reserve(row.label) or is_reserve(block.title)]
        amounts = [cell(row, index) or 0 for row in moves]
        if amounts and abs(abs(sum(amounts)) - abs(balance.difference)) * 2 <= 3 * table.precision_pence:
            return f"table: {block.title}"
    return ""


def _by_movement(case: Case, table: Table, balance: YearBalance, every: tuple[YearBalance, ...]) -> str:
    step = table.precision_pence
    for movement in case.facts.movements:
        if _effects_match(movement, balance, every, step):
            return movement.where
    return ""


def _effects_match(movement: StatedMovement, balance: YearBalance, every: tuple[YearBalance, ...], step: int) -> bool:
    slack = step + movement.precision_pence
    if balance.difference > 0:
        return movement.from_year == balance.year and _meets(movement, movement.pence, balance.difference, slack)
    if balance.year not in movement.to_years:
        return False
    gaps = {b.year: -b.difference for b in every if b.year in movement.to_years and b.difference < 0}
    if _meets(movement, movement.pence, sum(gaps.values()), slack):
        return True
    return _meets(movement, movement.pence // len(movement.to_years), -balance.difference, slack)


def _meets(movement: StatedMovement, offered: int, needed: int, slack: int) -> bool:
    return abs(offered - needed) * 2 <= slack or (movement.is_cap and offered >= needed and not movement.even)
