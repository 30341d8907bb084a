"""How the values of a column become the column's declared type, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError

TARGETS: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "texts": pa.list_(pa.string()),
}


MOST_EXACT = 2.0**53
"""Beyond it a number with a point no longer tells one whole number from the next."""


def as_kind(kind: str, values: pa.ChunkedArray, *, column: str, argument: str) -> pa.ChunkedArray:
    """Return `values` as `kind`, or raise InputError. Nothing is guessed: text is never read as a date or a number."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_null(values.type) or (len(values) and values.null_count == len(values)):
        return pa.chunked_array([pa.nulls(len(values), TARGETS.get(kind, _id_type(values.type)))])
    if values.type == TARGETS.get(kind):
        return _without_nan(values, column, argument) if kind == "number" else values
    return CASTS[kind](values, column, argument)


def _text(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    if _is_text(values.type):
        return values.cast(pa.string())
    raise _refusal(values, "text", column, argument, "Turn the values into text (keep leading zeros).")


def _id(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    if _is_text(values.type):
        return values.cast(pa.string())
    if pa.types.is_integer(values.type):
        return _held(values, column, argument)
    raise _refusal(values, "text or whole numbers", column, argument, "Use text or whole numbers to name people.")


def _integer(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    if pa.types.is_integer(values.type):
        return _held(values, column, argument)
    if pa.types.is_floating(values.type) or pa.types.is_decimal(values.type):
        numbers = values.cast(pa.float64())
        rows = _where(pc.or_(pc.invert(pc.is_finite(numbers)), pc.not_equal(pc.floor(numbers), numbers)))
        if len(rows):
            raise InputError(
                "is no whole number", column=column, rows=rows, remedy="Correct the value.", argument=argument
            )
        return _held(numbers, column, argument)
    raise _refusal(values, "whole numbers", column, argument, "Turn the values into whole numbers.")


def _held(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    """Whole numbers in 64 bits, whatever they came in."""
    if pa.types.is_floating(values.type):
        most, size = MOST_EXACT, pc.abs(values)
    elif pa.types.is_uint64(values.type):
        most, size = 2**63 - 1, values
    else:
        return values.cast(pa.int64())
    rows = _where(pc.greater(size, pa.scalar(most, size.type)))
    if len(rows):
        raise InputError("is too large", column=column, rows=rows, remedy="Correct the value.", argument=argument)
    return values.cast(pa.int64())


def _number(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    if pa.types.is_integer(values.type) or pa.types.is_floating(values.type) or pa.types.is_decimal(values.type):
        return _without_nan(values.cast(pa.float64()), column, argument)
    raise _refusal(values, "numbers", column, argument, "Turn the values into numbers.")


def _date(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    if pa.types.is_date(values.type):
        return values.cast(pa.date32())
    if pa.types.is_timestamp(values.type) and values.type.tz is None:
        days = values.cast(pa.date32(), safe=False)
        rows = _where(pc.not_equal(days.cast(values.type), values))
        if len(rows):
            remedy = "Keep the date alone: a day counts whole."
            raise InputError("has a time of day", column=column, rows=rows, remedy=remedy, argument=argument)
        return days
    remedy = "Turn the values into dates, for example with pandas.to_datetime(column).dt.date."
    raise _refusal(values, "dates", column, argument, remedy)


def _boolean(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    if pa.types.is_integer(values.type):
        numbers = values.cast(pa.int64())
        rows = _where(pc.invert(pc.is_in(numbers, value_set=pa.array([0, 1, None], pa.int64()))))
        if not len(rows):
            return numbers.cast(pa.bool_())
    raise _refusal(values, "true or false", column, argument, "Turn the values into true and false.")


def _texts(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    kind = values.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return values.cast(pa.list_(pa.string()))
    raise _refusal(values, "lists of text", column, argument, "Put a list of texts in each row.")


def _id_type(found: pa.DataType) -> pa.DataType:
    return pa.int64() if pa.types.is_integer(found) else pa.string()


def _without_nan(values: pa.ChunkedArray, column: str, argument: str) -> pa.ChunkedArray:
    rows = _where(pc.invert(pc.is_finite(values)))
    if len(rows):
        remedy = "Leave an unknown value empty and correct infinite ones."
        raise InputError("is no finite number", column=column, rows=rows, remedy=remedy, argument=argument)
    return values


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _where(mask: Any) -> np.ndarray[Any, Any]:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))


def _refusal(values: pa.ChunkedArray, wanted: str, column: str, argument: str, remedy: str) -> InputError:
    rows = _where(pc.is_valid(values))
    shown = values[int(rows[0])].as_py() if len(rows) else None
    says = f"should hold {wanted} and holds {values.type} (such as {shown!r})"
    return InputError(says, column=column, rows=rows, remedy=remedy, argument=argument)


CASTS: dict[str, Callable[[pa.ChunkedArray, str, str], pa.ChunkedArray]] = {
    "id": _id,
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "texts": _texts,
}
