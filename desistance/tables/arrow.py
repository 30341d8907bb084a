"""Anything that speaks Arrow, as a pyarrow table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from desistance.errors import InputError

ACCEPTED = "Pass a pyarrow, pandas, Polars, DuckDB or Ibis table, or a dictionary of columns."


def as_arrow(obj: Any, *, argument: str = "table") -> pa.Table:
    """Return `obj` as a pyarrow table, without a copy where its owner allows it.

    Accepts pyarrow tables, batches and readers, pandas and Polars frames (lazy ones are collected), DuckDB relations,
    Ibis tables, anything else with `__arrow_c_stream__`, a dictionary of columns and a list of dictionaries. A pandas
    index is not a column and is dropped. Raises InputError naming `argument`.
    """
    try:
        table = _converted(obj, argument)
    except InputError:
        raise
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise InputError(
            f"the values could not be read as typed columns ({_first_line(error)})",
            argument=argument,
            column=_blamed_column(error, obj),
            remedy="Give each column one type: text, whole numbers, numbers, dates or true/false.",
        ) from error
    _refuse_repeated_names(table, argument)
    return table.replace_schema_metadata(None)


def same_type(name: str, left: pa.Table, right: pa.Table, *, arguments: tuple[str, str]) -> None:
    """Raise InputError unless column `name` has one type in both tables, so that a join can find its rows."""
    first, second = left.schema.field(name).type, right.schema.field(name).type
    if first != second and pa.types.is_null(first) is pa.types.is_null(second) is False:
        raise InputError(
            f"is {second} while {arguments[0]} has {first}, so no row would ever meet",
            argument=arguments[1],
            column=name,
            remedy=f"Give {name} the same type in both tables.",
        )


def _converted(obj: Any, argument: str) -> pa.Table:
    if isinstance(obj, pa.Table):
        return obj
    if isinstance(obj, pa.RecordBatch):
        return pa.Table.from_batches([obj])
    if isinstance(obj, pa.RecordBatchReader):
        return obj.read_all()
    if isinstance(obj, Mapping):
        return _from_columns(obj, argument)
    if isinstance(obj, Sequence) and not isinstance(obj, str | bytes) and all(isinstance(row, Mapping) for row in obj):
        return _from_columns({name: [row.get(name) for row in obj] for name in _names_of(obj)}, argument)
    return _from_frame(obj, argument)


def _from_frame(obj: Any, argument: str) -> pa.Table:
    owner = type(obj).__module__.split(".")[0]
    if owner == "pandas" and hasattr(obj, "columns"):
        return pa.Table.from_pandas(obj, preserve_index=False)
    if owner == "polars" and hasattr(obj, "collect"):
        obj = obj.collect()
    if hasattr(obj, "__arrow_c_stream__"):
        return pa.table(obj)
    raise InputError(f"cannot be read as a table ({type(obj).__name__})", argument=argument, remedy=ACCEPTED)


def _from_columns(columns: Mapping[Any, Any], argument: str) -> pa.Table:
    arrays = {str(name): _array(str(name), values, argument) for name, values in columns.items()}
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise InputError(
            f"the columns differ in length ({told})", argument=argument, remedy="Give every column a value a row."
        )
    return pa.table(arrays)


def _names_of(rows: Sequence[Mapping[Any, Any]]) -> list[Any]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _array(name: str, values: Any, argument: str) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if hasattr(values, "__arrow_c_stream__"):
        return pa.chunked_array(values)
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise InputError(
            f"holds values of more than one type, or values that are no column ({_first_line(error)})",
            argument=argument,
            column=name,
            remedy="Give the column one type: text, whole numbers, numbers, dates or true/false.",
        ) from error


def _refuse_repeated_names(table: pa.Table, argument: str) -> None:
    seen: set[str] = set()
    for name in table.column_names:
        if name in seen:
            raise InputError(
                "appears more than once", argument=argument, column=name, remedy="Rename or drop one of them."
            )
        seen.add(name)


def _first_line(error: Exception) -> str:
    return str(error.args[0] if error.args else error).splitlines()[0]


def _blamed_column(error: Exception, obj: Any) -> str | None:
    text = " ".join(str(part) for part in error.args)
    names = [str(name) for name in getattr(obj, "columns", [])]
    return next((name for name in names if f"column {name} " in text), None)
