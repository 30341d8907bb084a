"""Offenders, reoffenders and reoffences by group, from one row a person."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from desistance.reoffending.results import BANDS

SUMS = {
    "offenders": ("person_id", "count"),
    "reoffenders": ("reoffender", "sum"),
    "reoffences": ("reoffences", "sum"),
    "days_to_first": ("days_to_first", "sum"),
    "harm": ("harm", "sum"),
}
RATES = {
    "rate": pa.float64(),
    "per_reoffender": pa.float64(),
    "per_100_offenders": pa.float64(),
    "mean_days_to_first": pa.float64(),
}


def groups(people: pa.Table, by: tuple[str, ...]) -> pa.Table:
    """One row a group in the order of its values, empty ones last; one row in all without grouping columns."""
    added = [_rated(row) for row in _added(people, by).to_pylist()]
    added.sort(key=lambda row: [_place(name, row[name]) for name in by])
    counts = [pa.field(name, pa.int64()) for name in ("offenders", "reoffenders", "reoffences")]
    harm = [pa.field("harm", pa.float64())] if "harm" in people.column_names else []
    rates = [pa.field(name, kind) for name, kind in RATES.items()]
    keys = [people.schema.field(name).remove_metadata() for name in by]
    return pa.Table.from_pylist(added, pa.schema([*keys, *counts, *rates, *harm]))


def _added(people: pa.Table, by: tuple[str, ...]) -> pa.Table:
    wanted = {name: how for name, how in SUMS.items() if how[0] in people.column_names}
    count = pa.compute.CountOptions(mode="all")
    rows = people.group_by(list(by), use_threads=False).aggregate(
        [
            (column, how, count if how == "count" else pa.compute.ScalarAggregateOptions(min_count=0))
            for column, how in wanted.values()
        ]
    )
    return rows.rename_columns([*by, *wanted] if rows.column_names[: len(by)] == list(by) else [*wanted, *by])


def _rated(row: dict[str, Any]) -> dict[str, Any]:
    """Rates from sums; None, never 0, where the denominator is 0."""
    offenders, reoffenders = row["offenders"], row["reoffenders"]
    return {
        **row,
        "rate": reoffenders / offenders if offenders else None,
        "per_reoffender": row["reoffences"] / reoffenders if reoffenders else None,
        "per_100_offenders": row["reoffences"] * 100.0 / offenders if offenders else None,
        "mean_days_to_first": row["days_to_first"] / reoffenders if reoffenders else None,
    }


def _place(name: str, value: Any) -> tuple[bool, Any]:
    if value is None:
        return True, 0
    return False, BANDS.index(value) if name == "previous_band" else value
