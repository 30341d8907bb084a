"""How often each pattern of agreement occurs: among random pairs, and among pairs that agree on some columns.

Training needs only these counts, whole numbers that come out the same in whatever order the rows stood. Which records
and blocks are looked at is decided by a hash of what they hold. Always DuckDB: it sees a sample, however many records
there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from desistance.linkage.models import Comparison, Model
from desistance.linkage.sql import agree, both_sides, listed, present, query

RANDOM_PAIRS = 2_000_000
SESSION_PAIRS = 500_000
BUCKETS = 1_000_000
DRAWN = """
    select * exclude (place) from (
        select *, row_number() over (partition by side order by hash(key), key) as place from $records
    ) where place <= case when side = 0 then $left else $right end
"""
BLOCKED = """
    select coalesce(sum(pairs), 0)
    from (select $each as pairs from $records where $there group by $columns)
"""
COUNTED = """
    with chosen as materialized ($chosen),
    pairs as (select $sides from chosen l join chosen r on $met and $pairing),
    measured as (select *$edits from pairs)
    select $places, count(*) as pairs from (select $levels from measured) group by $places order by $places
"""
EDITS = re.compile(r"((?<!_)levenshtein\((\w+)_l, \2_r\))")
FUNCTIONS = {"arrays_overlap(": "list_has_any("}


@dataclass(frozen=True)
class Patterns:
    """`levels`: one row a pattern, a column a comparison; 0 is the strongest level, -1 says a value is missing."""

    levels: np.ndarray[Any, Any]
    pairs: np.ndarray[Any, Any]
    share: float = 1.0
    """The part of all such pairs that was looked at."""

    def renumbered(self, places: list[dict[int, int]]) -> Patterns:
        """The same patterns with levels renumbered, a dictionary a comparison; an empty one drops the comparison."""
        kept = [(i, place) for i, place in enumerate(places) if place]
        levels = [np.array([place.get(level, level) for level in self.levels[:, i].tolist()]) for i, place in kept]
        return Patterns(np.column_stack(levels).reshape(len(self.pairs), len(kept)), self.pairs, self.share)


def duckdb_sql(condition: str) -> str:
    """A condition with DuckDB's names of the functions."""
    for ours, theirs in FUNCTIONS.items():
        condition = condition.replace(ours, theirs)
    return condition


def level_sql(comparison: Comparison) -> str:
    """The level of a pair as SQL over columns `x_l` and `x_r`."""
    whens = [f"when {comparison.missing} then -1"]
    whens += [f"when {level.condition} then {place}" for place, level in enumerate(comparison.levels)]
    return duckdb_sql(f"case {' '.join(whens)} else {len(comparison.levels)} end")


class Counter:
    """Counts patterns over normalised records on a DuckDB connection.

    `table` has `key` (a whole number a record), `side` (0 or 1) and the columns compared; with `two` only pairs of one
    side with the other count.
    """

    def __init__(self, connection: Any, table: str, *, two: bool) -> None:
        self._connection = connection
        self._table = table
        self._pairing = "l.side = 0 and r.side = 1" if two else "l.key < r.key"
        self._two = two

    def records(self) -> tuple[int, int]:
        """How many records stand on each side."""
        counted = query("select side, count(*) from $records group by side", records=self._table)
        found = dict(self._connection.execute(counted).fetchall())
        return found.get(0, 0), found.get(1, 0)

    def all_pairs(self) -> float:
        """How many pairs there are at all."""
        left, right = self.records()
        return float(left) * right if self._two else left * (left - 1) / 2

    def random(self, model: Model, pairs: int = RANDOM_PAIRS) -> Patterns:
        """Patterns among pairs of records drawn by a hash of their keys; all pairs where they are few."""
        left, right = self.records()
        part = min(1.0, (pairs / max(1.0, self.all_pairs())) ** 0.5)
        taken = [max(1, round(part * side)) for side in (left, right)]
        chosen = query(DRAWN, records=self._table, left=taken[0], right=taken[1])
        return self._patterns(model, chosen, "true", part**2)

    def session(self, model: Model, columns: tuple[str, ...], pairs: int = SESSION_PAIRS) -> Patterns:
        """Patterns among pairs that agree on all of `columns`: whole blocks, drawn by a hash of what they agree on."""
        share = min(1.0, pairs / max(1.0, self.blocked(columns)))
        block, bucket = " || '|' || ".join(columns), round(share * BUCKETS)
        drawn = f"hash({block}) % {BUCKETS} < {bucket}" if share < 1 else "true"
        chosen = query("select * from $records where $drawn", records=self._table, drawn=drawn)
        return self._patterns(model, chosen, agree(columns), share)

    def blocked(self, columns: tuple[str, ...]) -> float:
        """How many pairs agree on all of `columns`."""
        own, other = "count(*) filter (side = 0)", "count(*) filter (side = 1)"
        each = f"{own}::double * {other}" if self._two else "count(*)::double * (count(*) - 1) / 2"
        counted = query(BLOCKED, each=each, records=self._table, there=present(columns), columns=listed(columns))
        return float(self._connection.execute(counted).fetchone()[0])

    def _patterns(self, model: Model, chosen: str, met: str, share: float) -> Patterns:
        needed = dict.fromkeys(column for comparison in model.comparisons for column in comparison.columns)
        levels = ", ".join(f"{level_sql(one)} as c{place}" for place, one in enumerate(model.comparisons))
        edits, levels = _measured_once(levels)
        places = [f"c{place}" for place in range(len(model.comparisons))]
        parts = {"chosen": chosen, "met": met, "pairing": self._pairing, "edits": edits, "levels": levels}
        counted = query(COUNTED, **parts, sides=both_sides(needed), places=listed(places))
        table = self._connection.execute(counted).to_arrow_table()
        columns = [table.column(place).to_numpy() for place in range(len(places))]
        held = np.column_stack(columns) if table.num_rows else np.empty((0, len(columns)), dtype=np.int64)
        return Patterns(held.astype(np.int64), table["pairs"].to_numpy().astype(np.float64), share)


def _measured_once(levels: str) -> tuple[str, str]:
    """Columns for the edit distances that several levels ask for, and the levels that use them."""
    asked = dict.fromkeys(EDITS.findall(levels))
    columns = "".join(f", {whole} as edits_{column}" for whole, column in asked)
    return columns, EDITS.sub(r"edits_\2", levels)
