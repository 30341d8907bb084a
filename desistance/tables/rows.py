"""Synthetic values that satisfy a column's declaration. Seeded; no randomness of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from desistance.tables.contract import Column

FIRST_DAY = dt.date(2012, 1, 1)
LAST_DAY = dt.date(2025, 12, 31)
EMPTY_SHARE = 0.1
EPOCH = dt.date(1970, 1, 1)


def synthetic_column(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    """Return `rows` values for `column`: unique where it says so, some empty where it may be empty."""
    values = _MAKERS[column.kind](column, rows, generator)
    if not column.nullable:
        return values
    empty = pa.array(generator.random(rows) < EMPTY_SHARE)
    return pc.if_else(empty, pa.scalar(None, values.type), values)


def _texts_of(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    listed = column.codes or column.examples
    if listed and not column.unique:
        return pa.array(np.array(listed, dtype=object)[generator.integers(0, len(listed), rows)], pa.string())
    return _names(column, rows, generator)


def _names(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    width = max(7, len(str(rows)))
    numbers = np.arange(1, rows + 1) if column.unique else generator.integers(1, max(2, rows // 2), rows)
    return pa.array([f"P{number:0{width}d}" for number in numbers], pa.string())


def _whole(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    low = int(cast(int, column.minimum if column.minimum is not None else 0))
    high = int(cast(int, column.maximum if column.maximum is not None else low + 60))
    if column.unique:
        return pa.array(generator.permutation(np.arange(low, low + rows)), pa.int64())
    return pa.array(generator.integers(low, high + 1, rows), pa.int64())


def _numbers(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    low = float(cast(float, column.minimum if column.minimum is not None else 0.0))
    high = float(cast(float, column.maximum if column.maximum is not None else low + 1.0))
    return pa.array(generator.uniform(low, high, rows), pa.float64())


def _dates(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    low = (cast(dt.date, column.minimum or FIRST_DAY) - EPOCH).days
    high = (cast(dt.date, column.maximum or LAST_DAY) - EPOCH).days
    return pa.array(generator.integers(low, high + 1, rows).astype("datetime64[D]"), pa.date32())


def _truths(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    return pa.array(generator.random(rows) < 0.5)


def _lists(column: Column, rows: int, generator: np.random.Generator) -> pa.Array:
    listed = column.codes or column.examples or ("A", "B")
    return pa.array(
        [list(listed[: generator.integers(0, len(listed) + 1)]) for _ in range(rows)], pa.list_(pa.string())
    )


_MAKERS: dict[str, Callable[[Column, int, np.random.Generator], Any]] = {
    "id": _names,
    "text": _texts_of,
    "integer": _whole,
    "number": _numbers,
    "date": _dates,
    "boolean": _truths,
    "texts": _lists,
}
