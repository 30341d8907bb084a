"""Tables as cubes of cells: every combination of the dimensions' values, and every total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pyarrow as pa

from desistance.disclosure.rules import Dominance, Rules
from desistance.errors import InputError
from desistance.tables import Column, TableContract

Key = tuple[Any, ...]
MOST_CELLS = 20_000
MOST = 10**9
"""The largest count that the attack can weigh to the last one."""


@dataclass(frozen=True)
class Rows:
    """A table as it was given: its dimensions, their types, and a count (None: withheld) for each row's key.

    `top` has the two largest contributions of each key where dominance is looked at. An earlier release of our own
    brings its `rules` and its counts as they were (`truth`).
    """

    name: str
    by: tuple[str, ...]
    types: tuple[pa.DataType, ...]
    counts: dict[Key, int | None]
    places: dict[Key, int]
    top: dict[Key, tuple[int, int]]
    truth: dict[Key, int] | None = None
    rules: Rules | None = None

    def values(self, dimension: str) -> list[Any]:
        """The values that a dimension takes, in order."""
        place = self.by.index(dimension)
        return sorted({key[place] for key in self.counts if key[place] is not None}, key=_order)


@dataclass(frozen=True)
class Cube:
    """Every cell and total of a table; `counts` is None where an earlier release withheld it or had no row for it
    (`unlisted`)."""

    name: str
    by: tuple[str, ...]
    types: tuple[pa.DataType, ...]
    values: tuple[tuple[Any, ...], ...]
    counts: dict[Key, int | None]
    top: dict[Key, tuple[int, int]]
    truth: dict[Key, int] | None = None
    rules: Rules | None = None
    unlisted: frozenset[Key] = frozenset()

    def known(self, key: Key) -> int | None:
        """The count as it is, where we know it."""
        return self.counts[key] if self.truth is None else self.truth.get(key, 0)

    def sums(self) -> Iterator[tuple[Key, list[Key]]]:
        """Each total with the cells that add up to it, one dimension at a time."""
        for key in self.counts:
            for place, value in enumerate(key):
                if value is None:
                    yield key, [(*key[:place], one, *key[place + 1 :]) for one in self.values[place]]


def read_rows(table: Any, *, name: str, count: str, by: Sequence[str], dominance: Dominance | None) -> Rows:
    """Read a long table of counts; raises InputError for missing columns, repeated cells and impossible counts."""
    argument = f"table {name!r}"
    columns = [Column(count, "integer", "how many", minimum=0, maximum=MOST)]
    if dominance:
        for one in (dominance.largest, dominance.second):
            columns.append(Column(one, "integer", "a contribution", minimum=0, nullable=True))
    held = TableContract(name, "counts to release", tuple(columns)).check(table, argument=argument)
    keys = _keys(held, by, argument)
    counts = dict(zip(keys, held[count].to_pylist(), strict=True))
    top = {}
    if dominance:
        pairs = zip(held[dominance.largest].to_pylist(), held[dominance.second].to_pylist(), strict=True)
        top = {key: pair for key, pair in zip(keys, pairs, strict=True) if None not in pair}
        _check_top(top, counts, dominance, argument, keys)
    types = tuple(held.schema.field(one).type for one in by)
    return Rows(name, tuple(by), types, counts, {key: row for row, key in enumerate(keys)}, top)


def read_earlier(table: Any, *, name: str, count: str, by: Sequence[str]) -> Rows:
    """Read a table that is already out, where a null count was withheld."""
    argument = f"earlier table {name!r}"
    contract = TableContract(
        name, "counts already out", (Column(count, "integer", "how many", minimum=0, maximum=MOST, nullable=True),)
    )
    held = contract.check(table, argument=argument)
    keys = _keys(held, by, argument)
    types = tuple(held.schema.field(one).type for one in by)
    return Rows(name, tuple(by), types, dict(zip(keys, held[count].to_pylist(), strict=True)), {}, {})


def complete(rows: Rows, domains: Mapping[str, Sequence[Any]]) -> Cube:
    """Every cell over the `domains` and every total; combinations without a row are 0. Raises InputError when a total
    that was given is not the sum of its cells, and for more than 20,000 cells."""
    values = tuple(tuple(domains[dimension]) for dimension in rows.by)
    size = 1
    for one in values:
        size *= len(one) + 1
    if size > MOST_CELLS:
        remedy = "Release coarser groups, or fewer dimensions at once."
        raise InputError(f"has {size:,} cells with totals", argument=f"table {rows.name!r}", remedy=remedy)
    counts: dict[Key, int | None] = dict.fromkeys(product(*([*one, None] for one in values)), 0)
    top: dict[Key, tuple[int, int]] = {}
    for key, count in rows.counts.items():
        if None not in key:
            for total in product(*((value, None) for value in key)):
                counts[total] = (counts[total] or 0) + (count or 0)
                if key in rows.top:
                    top[total] = _largest_two(top.get(total, (0, 0)), rows.top[key])
    _check_totals(rows, counts)
    return Cube(rows.name, rows.by, rows.types, values, counts, {**top, **rows.top})


def as_given(rows: Rows, domains: Mapping[str, Sequence[Any]]) -> Cube:
    """An earlier table over the values that it shares with this release. What it has no row for was not shown, or, in a
    release of our own, was not there."""
    values = tuple(tuple(domains[dimension]) for dimension in rows.by)
    absent = None if rows.truth is None else 0
    counts = {key: rows.counts.get(key, absent) for key in product(*((*one, None) for one in values))}
    unlisted = frozenset() if rows.truth is not None else frozenset(counts) - frozenset(rows.counts)
    return Cube(rows.name, rows.by, rows.types, values, counts, {}, rows.truth, rows.rules, unlisted)


def by_subtraction(cube: Cube) -> dict[Key, int]:
    """What an earlier table without rounding tells of combinations that it has no row for: totals less what is shown.

    A value that is new since is 0 there, which anybody could see; nothing is left of it to keep.
    """
    held = dict(cube.counts)
    sums = [[total, *parts] for total, parts in cube.sums()]
    found: dict[Key, int] = {}
    moved = True
    while moved:
        moved = False
        for line in sums:
            open_ = [key for key in line if held[key] is None]
            if len(open_) == 1 and open_[0] in cube.unlisted:
                total, parts = line[0], line[1:]
                rest = sum(held[key] or 0 for key in parts if key != open_[0])
                found[open_[0]] = held[open_[0]] = rest if open_[0] == total else (held[total] or 0) - rest
                moved = True
    return found


def sorted_keys(keys: Any) -> list[Key]:
    """Keys in the order of a table: by value, each total after its cells."""
    return sorted(keys, key=lambda key: [_order(value) for value in key])


def _order(value: Any) -> tuple[int, str, Any]:
    """Values in their own order, kinds apart, and totals last."""
    return (1, "", 0) if value is None else (0, type(value).__name__, value)


def _keys(held: pa.Table, by: Sequence[str], argument: str) -> list[Key]:
    for one in by:
        if one not in held.column_names:
            remedy = f"The columns are {', '.join(held.column_names)}."
            raise InputError("is missing", argument=argument, column=one, remedy=remedy)
    keys: list[Key] = list(zip(*(held[one].to_pylist() for one in by), strict=True)) if by else [()] * held.num_rows
    seen: dict[Key, int] = {}
    twice = [row for row, key in enumerate(keys) if seen.setdefault(key, row) != row]
    if twice:
        remedy = "Give each combination once; an empty value is a total, so name unknowns."
        raise InputError("appears more than once", argument=argument, rows=twice, remedy=remedy)
    if not keys:
        raise InputError("has no rows", argument=argument, remedy="Give at least one count.")
    return keys


def _check_top(
    top: dict[Key, tuple[int, int]], counts: dict[Key, Any], dominance: Dominance, argument: str, keys: list[Key]
) -> None:
    wrong = [row for row, key in enumerate(keys) if key in top and not _possible(*top[key], counts[key])]
    if wrong:
        remedy = "Give the largest first; together they are at most the count."
        raise InputError("cannot be", argument=argument, column=dominance.largest, rows=wrong, remedy=remedy)


def _possible(largest: int, second: int, count: int) -> bool:
    return largest >= second and largest + second <= count and (largest > 0 or count == 0)


def _largest_two(held: tuple[int, int], added: tuple[int, int]) -> tuple[int, int]:
    first, second = sorted((*held, *added), reverse=True)[:2]
    return first, second


def _check_totals(rows: Rows, counts: Mapping[Key, int | None]) -> None:
    wrong = [rows.places[key] for key, count in rows.counts.items() if None in key and counts[key] != count]
    if wrong:
        key = next(key for key, row in rows.places.items() if row == wrong[0])
        raise InputError(
            f"the total is {rows.counts[key]} and its cells add up to {counts[key]}",
            argument=f"table {rows.name!r}",
            rows=wrong,
            remedy="Give every cell of a total, unknowns as a value of their own, or leave totals out.",
        )
