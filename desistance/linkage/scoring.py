"""Blocking and scoring with Splink, on DuckDB or Spark."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from desistance.engines import Workspace
from desistance.errors import InputError
from desistance.linkage.counting import Counter, duckdb_sql
from desistance.linkage.models import Model
from desistance.linkage.sql import agree, both_sides, listed, present, query
from desistance.linkage.trained import Trained

MOST_PAIRS = 200_000_000
FLOOR = -10.0
"""Pairs below this weight are counted and not kept."""
WEIGHT_DIGITS = 9
RECORDS = "linkage_records"
FORMER = "former"
"""The column that holds the cluster of an earlier run, so that what was together is compared again."""


BLOCKS = """
    select sum(pairs) as pairs, max(records) as largest
    from (select $each as pairs, count(*) as records from $records where $there group by $columns) as blocks
"""
COMMON = "select $column as value, count(*) as records from $records where $column is not null group by $column"
KEPT = "select key_l, key_r, match_weight from $pairs where match_weight >= $floor"
BY_WEIGHT = "select cast(floor(match_weight) as int) as weight, count(*) as pairs from $pairs group by 1 order by 1"
TOLD_APART = """
    select key_l, key_r from (
        select l.key as key_l, r.key as key_r, $sides from $records l join $records r on $met and l.key < r.key
    ) as met where $condition
"""


@dataclass(frozen=True)
class Scored:
    """`pairs`: `key_l`, `key_r`, `match_weight` of pairs at `FLOOR` or above; `histogram`: those by whole weight."""

    pairs: pa.Table
    histogram: pa.Table
    twins: pa.Table
    compared: int


def stage(workspace: Workspace, table: pa.Table, model: Model) -> None:
    """Make the normalised records known to the engine with their derived columns."""
    workspace.stage(f"{RECORDS}_given", table)
    derived = "".join(f", {sql} as {name}" for name, sql in model.derived.items())
    workspace.create(RECORDS, query("select *$derived from $given", derived=derived, given=f"{RECORDS}_given"))


def counter(workspace: Workspace, *, two: bool) -> Counter:
    """What training counts with; for a DuckDB workspace only."""
    return Counter(workspace.connection, RECORDS, two=two)


def refuse_too_many(workspace: Workspace, blocking: tuple[tuple[str, ...], ...], *, two: bool) -> None:
    """Raise InputError where the records agree so widely that comparing them would not end."""
    for rule in blocking:
        left, right = "sum(case when side = 0 then 1 else 0 end)", "sum(case when side = 1 then 1 else 0 end)"
        each = f"cast({left} as double) * {right}" if two else "cast(count(*) as double) * (count(*) - 1) / 2"
        counted = query(BLOCKS, each=each, records=RECORDS, there=present(rule), columns=listed(rule))
        found = workspace.query(counted)
        pairs, largest = found["pairs"][0].as_py() or 0, found["largest"][0].as_py() or 0
        if pairs > MOST_PAIRS:
            raise InputError(
                f"{pairs:,.0f} pairs of records agree in {' and '.join(rule)} (up to {largest:,} records in one value)",
                argument="records",
                column=rule[0],
                remedy="Empty the values that stand for unknown ones, or leave the column out.",
            )


def frequencies(workspace: Workspace, model: Model) -> dict[str, pa.Table]:
    """How common each value is, for the columns that adjust a weight."""
    wanted = dict.fromkeys(level.frequency for one in model.comparisons for level in one.levels if level.frequency)
    found = {}
    for column in wanted:
        held = workspace.query(query(COMMON, column=column, records=RECORDS)).sort_by("value")
        share = pc.divide(held["records"].cast(pa.float64()), float(pc.sum(held["records"]).as_py()))
        found[column] = pa.table({"value": held["value"], "frequency": share})
    return found


def score(workspace: Workspace, trained: Trained, *, two: bool, extra: list[str]) -> Scored:
    """Compare what blocking brings together; `extra` are columns whose equality alone brings records together."""
    refuse_too_many(workspace, trained.model.blocking, two=two)
    blocking = [agree(rule) for rule in (*trained.model.blocking, *((column,) for column in extra))]
    with _quiet():
        predicted = _predict(workspace, trained, blocking, two=two)
        pairs = _rounded(workspace.query(query(KEPT, pairs=predicted.physical_name, floor=FLOOR)))
        histogram = workspace.query(query(BY_WEIGHT, pairs=predicted.physical_name))
    compared = sum(histogram["pairs"].to_pylist())
    return Scored(pairs, histogram, twins(workspace, trained.model), compared)


def _rounded(pairs: pa.Table) -> pa.Table:
    """Weights to the ninth decimal: the last digits of a logarithm are not the same on both engines."""
    place = pairs.schema.get_field_index("match_weight")
    return pairs.set_column(place, "match_weight", pc.round(pairs["match_weight"], ndigits=WEIGHT_DIGITS))


def twins(workspace: Workspace, model: Model) -> pa.Table:
    """`key_l`, `key_r` of pairs that the twins rule keeps apart, whatever they score."""
    asked = twins_query(model, workspace.columns(RECORDS), RECORDS, duckdb=workspace.engine == "duckdb")
    if asked is None:
        return pa.table({"key_l": pa.array([], pa.int64()), "key_r": pa.array([], pa.int64())})
    return workspace.query(asked)


def twins_query(model: Model, columns: list[str], records: str, *, duckdb: bool) -> str | None:
    """What asks a table of records, with their numbers as `key`, for its twins; None where the rule cannot be asked."""
    if model.twins is None:
        return None
    same, different = model.twins
    needed = [name for name in columns if f"{name}_l" in different or f"{name}_r" in different]
    asked = {word[:-2] for word in re.findall(r"[a-z0-9_]+_[lr]\b", different)}
    if not {*same, *asked} <= set(columns):
        return None
    condition = duckdb_sql(different) if duckdb else different
    return query(TOLD_APART, sides=both_sides(needed), records=records, met=agree(same), condition=condition)


def _predict(workspace: Workspace, trained: Trained, blocking: list[str], *, two: bool) -> Any:
    from splink import Linker

    api = workspace.splink()
    names = [f"{RECORDS}_{side}" for side in ("left", "right")] if two else [RECORDS]
    for side, name in enumerate(names if two else []):
        workspace.create(name, query("select * from $records where side = $side", records=RECORDS, side=side))
    tables = [api.register(name, dataset_display_name=f"{name}_compared") for name in names]
    settings = trained.splink_settings(two=two, blocking=blocking, dialect=workspace.engine)
    linker = Linker(tables if two else tables[0], settings, log_level=logging.ERROR, validate_settings=False)
    return linker.inference.predict(warning_mode="never")


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
