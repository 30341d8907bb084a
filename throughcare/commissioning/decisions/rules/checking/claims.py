"""What the prose says an amount is, gathered by meaning, and where the table says the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..paper import Block, Row, StatedAmount, Table
from .tables import blocks, cell, is_reserve, place, reserve_rows, row_total, tokens, year_label

_OWN = frozenset({"mopac", "mayor", "mayoral", "mayors", "own"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One amount that the prose states for one thing, with every place that states it."""

    what: str
    funder: str
    year: str
    pence: int
    step: int
    where: tuple[str, ...]
    words: tuple[str, ...]

    def thing(self) -> tuple[str, str, str]:
        """What is claimed about; claims about one thing must agree."""
        return self.what, self.funder, self.year


@dataclass(frozen=True, slots=True)
class Target:
    """Where the table states an amount that the prose also states."""

    pence: int
    where: str


def gathered(amounts: Iterable[StatedAmount]) -> tuple[Claim, ...]:
    """The understood amounts of the prose, equal ones gathered."""
    grouped: dict[tuple[str, str, str, int, int], list[StatedAmount]] = {}
    for amount in amounts:
        if amount.what:
            key = (amount.what, amount.funder, amount.year, amount.pence, amount.precision_pence)
            grouped.setdefault(key, []).append(amount)
    return tuple(
        Claim(*key, tuple(dict.fromkeys(a.where for a in found)), tuple(a.words for a in found))
        for key, found in grouped.items()
    )


def is_own(row: Row) -> bool:
    """Whether a line of funding is the deciding body's own money."""
    return bool(tokens(row.label) & _OWN) and not is_reserve(row.label)


def own_target(table: Table, year: str = "", kind: str = "funding") -> Target | None:
    """The deciding body's own line in a block, in a year or in total."""
    found = [(block, row) for block in blocks(table, kind) for row in block.rows if is_own(row)]
    return _at(table, *found[0], year) if len(found) == 1 else None


def partner_target(table: Table, funder: str, year: str = "") -> Target | None:
    """A partner's line of funding; where no name matches, the only line that is a partner's."""
    partners = [
        (block, row)
        for block in blocks(table, "funding")
        for row in block.rows
        if not is_own(row) and not is_reserve(row.label)
    ]
    named = [found for found in partners if _same_body(funder, found[1].label)]
    chosen = named if len(named) == 1 else (partners if not funder and len(partners) == 1 else [])
    return _at(table, *chosen[0], year) if chosen else None


def _same_body(funder: str, label: str) -> bool:
    if not funder:
        return False
    generic = {"london", "police", "borough", "secretary", "state", "ministry", "department", "service", "council"}
    shared = tokens(funder) & tokens(label)
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", funder)).lower()
    short = "".join(word[0] for word in re.findall(r"\b[A-Z]\w*", funder)).lower()
    return bool(shared - generic) or shared == tokens(funder) or bool({initials, short} & tokens(label))


def expenditure_target(table: Table, year: str = "") -> Target | None:
    """The total of planned spending, where one block states it."""
    found = blocks(table, "expenditure")
    if len(found) != 1:
        return None
    total = found[0].total
    if total is None and len(found[0].rows) == 1:
        total = found[0].rows[0]
    return _at(table, found[0], total, year) if total is not None else None


def line_target(table: Table, label: str, year: str = "") -> Target | None:
    """A line of planned spending by its label."""
    for block in blocks(table, "expenditure"):
        for row in block.rows:
            if row.label == label:
                return _at(table, block, row, year)
    return None


def reserves_target(table: Table) -> Target | None:
    """What the funding block draws from reserves in total."""
    for block in blocks(table, "funding"):
        for row in reserve_rows(block):
            return _at(table, block, row, "")
    return None


def _at(table: Table, block: Block, row: Row, year: str) -> Target | None:
    if not year:
        total = row_total(row)
        return Target(total, place(block, row, "Total")) if total is not None else None
    labels = [year_label(name) for name in table.years]
    if year not in labels:
        return None
    amount = cell(row, labels.index(year))
    return Target(amount, place(block, row, year)) if amount is not None else None
