"""One record against a handful of others, at once: built once, it scores as a batch would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.linkage.clustering import Evidence, cluster, identifier_codes
from desistance.linkage.contracts import records_contract
from desistance.linkage.counting import level_sql
from desistance.linkage.deciding import decide
from desistance.linkage.normalise import Normalised, normalise
from desistance.linkage.scoring import WEIGHT_DIGITS, twins_query
from desistance.linkage.sql import both_sides, query
from desistance.linkage.trained import Trained, load
from desistance.tables import as_arrow

Values = np.ndarray[Any, Any]
LEVELS = "select place, $told from (select place, $sides from one l, others r) order by place"


@dataclass(frozen=True)
class Step:
    """One part of a match weight: which comparison, at what level, how much, and how much its frequency added."""

    comparison: str
    level: str
    match_weight: float
    frequency_weight: float


@dataclass(frozen=True)
class Explained:
    """How two records came to their match weight: `start` and the steps add up to `match_weight`."""

    start: float
    steps: tuple[Step, ...]
    match_weight: float

    @property
    def table(self) -> pa.Table:
        """One row a step, the start first, with the running total."""
        rows, total = [{"comparison": "any two records", "level": "", "match_weight": self.start}], self.start
        rows[0]["total"] = total
        for step in self.steps:
            added = step.match_weight + step.frequency_weight
            total += added
            rows.append({"comparison": step.comparison, "level": step.level, "match_weight": added, "total": total})
        return pa.Table.from_pylist(rows)

    def __str__(self) -> str:
        told = [f"{self.start:+7.2f}  any two records"]
        for step in self.steps:
            told.append(f"{step.match_weight + step.frequency_weight:+7.2f}  {step.comparison}: {step.level}")
        return "\n".join([*told, f"{self.match_weight:+7.2f}  match weight"])


class Scorer:
    """Scores records against others with a trained model; safe to keep for as long as a service runs.

    One scorer serves one thread at a time.
    """

    def __init__(self, trained: Trained, *, join: float, break_below: float) -> None:
        import duckdb

        self._trained = trained
        self._join, self._break = join, break_below
        self._contract = records_contract(trained.model)
        self._weights = [np.append(trained.weights(i), 0.0) for i in range(len(trained.model.comparisons))]
        self._common = {
            name: dict(zip(*(table[column].to_pylist() for column in ("value", "frequency")), strict=True))
            for name, table in (trained.frequencies or {}).items()
        }
        self._rarest = {name: min(held.values(), default=1.0) for name, held in self._common.items()}
        self._columns = list(dict.fromkeys(c for one in trained.model.comparisons for c in one.columns))
        self._connection = duckdb.connect(config={"threads": 1})

    def score(self, record: Any, candidates: Any) -> pa.Table:
        """Score one record against a table of candidates; a row a candidate in the order given.

        Columns: `record_id`, `match_weight`, `match_probability`, `decision` (`join`, `possible` or `apart`), `why` and
        `problem`, with what was left out of either record. `record` is a dictionary or a table of one row.

        Decisions are those of `link` for these records alone, where nobody was together before and nothing was decided
        by hand. What weighs enough is still `apart` where `why` is `twins`, `identifiers` (two different ones of which
        a person has one) or `another record` (such a conflict with a candidate that fits better); else it is `weight`.
        """
        one = self._read(record if not isinstance(record, dict) else [record], "record")
        if one.table.num_rows != 1:
            raise InputError(f"holds {one.table.num_rows} records", argument="record", remedy="Give one.")
        others = self._read(candidates, "candidates")
        weight, _ = self._weigh(one, others)
        decision, why = self._decide(one, others, weight)
        mine = one.problem()[0].as_py()
        problems = [
            "; ".join(part for part in (mine and f"record: {mine}", own) if part) or None
            for own in others.problem().to_pylist()
        ]
        return pa.table(
            {
                "record_id": others.table["record_id"],
                "match_weight": weight,
                "match_probability": 1 / (1 + np.exp2(-np.clip(weight, -1000, 1000))),
                "decision": pa.array(decision.tolist(), pa.string()),
                "why": pa.array(why.tolist(), pa.string()),
                "problem": pa.array(problems, pa.string()),
            }
        )

    def explain(self, record: Any, other: Any) -> Explained:
        """How the match weight of two records comes about."""
        pair = [
            self._read(one if not isinstance(one, dict) else [one], name)
            for one, name in ((record, "record"), (other, "other"))
        ]
        return self.explained(*pair)

    def explained(self, record: Normalised, other: Normalised) -> Explained:
        """The same for records that are in the form that is compared."""
        weight, parts = self._weigh(record, other)
        steps = []
        for comparison, (level, base, added) in zip(self._trained.model.comparisons, parts, strict=True):
            label = "missing" if level[0] < 0 else comparison.labels[level[0]]
            steps.append(Step(comparison.name, label, float(base[0]), float(added[0])))
        return Explained(self._trained.start, tuple(steps), float(weight[0]))

    def _read(self, records: Any, argument: str) -> Normalised:
        table = as_arrow(records, argument=argument)
        return normalise(self._contract.check(table, argument=argument), self._trained.model)

    def _decide(self, one: Normalised, others: Normalised, weight: Values) -> tuple[Values, Values]:
        """What becomes of each pair and why: record 0 is the one, the candidates come after it."""
        number = others.table.num_rows
        tables = [table.drop_columns(["record_id"]) for table in (one.table, others.table)]
        everybody = pa.concat_tables(tables, promote_options="default")
        model = self._trained.model
        identifiers = identifier_codes(model, everybody)
        nobody = np.empty((0, 2), dtype=np.int64)
        evidence = Evidence(
            number + 1,
            np.zeros(number, dtype=np.int64),
            np.arange(1, number + 1),
            np.round(weight, WEIGHT_DIGITS),
            former=np.full(number + 1, -1, dtype=np.int64),
            identifiers=identifiers,
            single=tuple(name for name in model.verified if name in identifiers),
            twins=self._twins(everybody) if (weight >= self._join).any() else nobody,
            includes=nobody,
            excludes=nobody,
            join=self._join,
            break_below=self._break,
        )
        _, _, decision, why = decide(evidence, cluster(evidence))
        return decision, why

    def _twins(self, everybody: pa.Table) -> Values:
        asked = twins_query(self._trained.model, everybody.column_names, "everybody", duckdb=True)
        if asked is None:
            return np.empty((0, 2), dtype=np.int64)
        self._connection.register("everybody", everybody.append_column("key", pa.array(range(everybody.num_rows))))
        found = self._connection.execute(asked).fetchnumpy()
        return np.column_stack([found["key_l"], found["key_r"]]).astype(np.int64)

    def _weigh(self, one: Normalised, others: Normalised) -> tuple[Values, list[tuple[Values, Values, Values]]]:
        levels = self._levels(one.table, others.table)
        weight = np.full(others.table.num_rows, self._trained.start)
        parts = []
        for place, comparison in enumerate(self._trained.model.comparisons):
            level = levels[place]
            base = self._weights[place][level]
            added = np.zeros(len(weight))
            for at, held in enumerate(comparison.levels):
                if held.frequency and held.frequency in one.table.column_names:
                    added[level == at] = self._frequency(place, held.frequency, one.table)
            weight = weight + base + added
            parts.append((level, base, added))
        return weight, parts

    def _frequency(self, place: int, column: str, record: pa.Table) -> float:
        """What agreement on a rare or common value adds: records that agree hold the same value."""
        value = record[column][0].as_py()
        if value is None or column not in self._common:
            return 0.0
        seen = self._common[column].get(value, self._rarest[column])
        return float(np.log2(self._trained.u[place][0]) - np.log2(seen))

    def _levels(self, one: pa.Table, others: pa.Table) -> list[Values]:
        """The level of each comparison; one whose columns are not there is missing (-1)."""
        there = [column for column in self._columns if column in one.column_names and column in others.column_names]
        here = [one for one in self._trained.model.comparisons if set(one.columns) <= set(there)]
        self._connection.register("one", one.select(there))
        self._connection.register("others", others.select(there).append_column("place", pa.array(range(len(others)))))
        told = ", ".join(f"{level_sql(comparison)} as c{place}" for place, comparison in enumerate(here))
        asked = query(LEVELS, told=told, sides=both_sides(there))
        found = self._connection.execute(asked).fetchnumpy() if here else {}
        held = {comparison.name: found[f"c{place}"].astype(np.int64) for place, comparison in enumerate(here)}
        nothing = np.full(len(others), -1, dtype=np.int64)
        return [held.get(comparison.name, nothing) for comparison in self._trained.model.comparisons]


def scorer(model: Trained | str, *, join: float = 20.0, break_below: float = 14.0) -> Scorer:
    """A scorer from a trained model or the path of a saved one. Building takes longer than scoring: build once."""
    return Scorer(model if isinstance(model, Trained) else load(model), join=join, break_below=break_below)
