"""Series and dates as the charts want them, checked once."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from desistance.dates import as_day
from desistance.errors import InputError
from desistance.tables import as_arrow
from desistance.tables.typing_rules import as_kind

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@cache
def chart_rules(name: str) -> dict[str, Any]:
    """The numbers of a chart, from desistance/data/monitoring."""
    place = resources.files("desistance") / "data" / "monitoring" / name
    return tomllib.loads(place.read_text(encoding="utf-8"))


def numbers(values: Any, *, argument: str, rows: int | None = None) -> FloatArray:
    """A column of finite numbers; raises InputError with the rows that are none."""
    held = values if isinstance(values, pa.Array | pa.ChunkedArray) else {argument: _listed(values)}
    column = held if isinstance(held, pa.Array | pa.ChunkedArray) else as_arrow(held, argument=argument).column(0)
    chunked = pa.chunked_array([column]) if isinstance(column, pa.Array) else column
    typed = as_kind("number", chunked, column=argument, argument=argument)
    found = np.asarray(typed.to_numpy(), dtype=np.float64)
    empty = np.flatnonzero(np.isnan(found))
    if len(empty):
        remedy = "Leave the point out or fill it in; a gap is not a nought."
        raise InputError("is empty", argument=argument, rows=empty, remedy=remedy)
    if rows is not None and len(found) != rows:
        raise InputError(f"has {len(found)} values for {rows} rows", argument=argument, remedy="Give one value a row.")
    return found


def days(values: Any, *, argument: str, rows: int) -> list[dt.date]:
    """One date a row, no date twice; raises InputError."""
    found = [as_day(value, argument=argument) for value in _listed(values)]
    if len(found) != rows:
        raise InputError(
            f"has {len(found)} dates for {rows} values", argument=argument, remedy="Give one date a value."
        )
    first: dict[dt.date, int] = {}
    twice = [row for row, day in enumerate(found) if first.setdefault(day, row) != row]
    if twice:
        raise InputError("appears more than once", argument=argument, rows=twice, remedy="Give one value a date.")
    return found


def names(values: Any, *, argument: str, rows: int) -> list[str]:
    """One label a row; raises InputError."""
    found = [str(value) for value in _listed(values)]
    if len(found) != rows:
        raise InputError(f"has {len(found)} names for {rows} rows", argument=argument, remedy="Give one name a row.")
    return found


def chosen(value: Any, allowed: tuple[Any, ...], *, argument: str) -> Any:
    """`value` where it is one of `allowed`; raises InputError."""
    if value not in allowed:
        told = ", ".join(repr(one) for one in allowed)
        raise InputError(f"{value!r} is not a choice", argument=argument, remedy=f"Use one of {told}.")
    return value


def _listed(values: Any) -> Any:
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        remedy = "Give a list, an array or a column."
        raise InputError(f"is no series of values ({type(values).__name__})", argument="values", remedy=remedy)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.to_pylist()
    return values.tolist() if hasattr(values, "tolist") else list(values)
