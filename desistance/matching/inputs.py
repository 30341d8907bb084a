"""Covariates, indicators and vectors as the kernels want them: checked once, copied only where they must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from desistance.errors import InputError
from desistance.tables import as_arrow

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

BLOCK = 16_384


@dataclass(frozen=True)
class Covariates:
    """A table of numeric covariates, read in blocks of rows so that no second copy of it is ever held.

    Either `matrix` (rows by columns) or `columns` holds the values, in the caller's own memory and type.
    """

    names: tuple[str, ...]
    rows: int
    matrix: NDArray[Any] | None
    columns: tuple[NDArray[Any], ...]

    def block(self, start: int, stop: int) -> FloatArray:
        """Rows `start` to `stop` as float64, rows by columns."""
        if self.matrix is not None:
            return np.asarray(self.matrix[start:stop], dtype=np.float64)
        held = np.empty((len(self.columns), stop - start))
        for j, column in enumerate(self.columns):
            held[j] = column[start:stop]
        return held.T

    def blocks(self, size: int = BLOCK) -> Iterator[tuple[int, int, FloatArray]]:
        """Every row once, as (first row, one past the last, values)."""
        for start in range(0, self.rows, size):
            stop = min(start + size, self.rows)
            yield start, stop, self.block(start, stop)

    def take(self, rows: IntArray) -> FloatArray:
        """The rows asked for, in that order, column-major."""
        if self.matrix is not None and self.matrix.flags.c_contiguous:
            return np.asarray(self.matrix[rows], dtype=np.float64)
        held = np.empty((len(self.names), len(rows)))
        for j in range(len(self.names)):
            held[j] = self.values(j)[rows]
        return held.T

    def values(self, j: int) -> NDArray[Any]:
        """Column `j` in the caller's own type, not always contiguous."""
        return self.columns[j] if self.matrix is None else self.matrix[:, j]

    def gather(self, wanted: Sequence[int]) -> FloatArray:
        """The columns asked for, one a row of the answer, each contiguous and free to be written on."""
        held = np.empty((len(wanted), self.rows))
        if self.matrix is None or not self.matrix.flags.c_contiguous:
            for i, j in enumerate(wanted):
                held[i] = self.values(j)
            return held
        chosen = np.asarray(wanted)
        for start in range(0, self.rows, BLOCK):
            held[:, start : start + BLOCK] = self.matrix[start : start + BLOCK, chosen].T
        return held


def covariates(X: Any, *, names: Sequence[str] | None = None, argument: str = "X") -> Covariates:
    """Read a 2-D array or a table as covariates. Raises InputError for anything that is not a finite number.

    Finiteness is checked where the values are first read (`refuse_not_finite`), not here.
    """
    if isinstance(X, Covariates):
        return X
    if isinstance(X, np.ndarray | list | tuple) and not _is_records(X):
        return _from_matrix(np.asarray(X), names, argument)
    table = as_arrow(X, argument=argument)
    if not table.num_columns:
        raise InputError("has no columns", argument=argument, remedy="Give at least one covariate.")
    found = tuple(numbers(table.column(j), argument=argument, column=name) for j, name in enumerate(table.column_names))
    return Covariates(_named(names, table.column_names, argument), table.num_rows, None, found)


def _is_records(X: Any) -> bool:
    return isinstance(X, list | tuple) and bool(X) and isinstance(X[0], dict)


def _from_matrix(values: NDArray[Any], names: Sequence[str] | None, argument: str) -> Covariates:
    if values.ndim == 1:
        values = values.reshape(-1, 1)
    if values.ndim != 2 or values.dtype.kind not in "fiub" or not values.shape[1]:
        raise InputError(
            f"is not a table of numbers (it has shape {values.shape} and type {values.dtype})",
            argument=argument,
            remedy="Give rows by columns of numbers; turn categories into 0/1 columns first.",
        )
    standard = [f"x{j}" for j in range(values.shape[1])]
    return Covariates(_named(names, standard, argument), values.shape[0], values, ())


def _named(names: Sequence[str] | None, standard: Sequence[str], argument: str) -> tuple[str, ...]:
    if names is None:
        return tuple(standard)
    if len(names) != len(standard):
        raise InputError(
            f"{len(names)} names for {len(standard)} columns of {argument}",
            argument="names",
            remedy="Give one name a column, in order.",
        )
    return tuple(str(name) for name in names)


def numbers(values: Any, *, argument: str, column: str | None = None) -> NDArray[Any]:
    """A 1-D array of numbers or booleans from anything array-like. Raises InputError for nulls and other types."""
    if isinstance(values, pa.ChunkedArray | pa.Array):
        return _from_arrow(values, argument, column)
    array = np.asarray(values)
    if array.dtype == object:
        array = _from_objects(array, argument, column)
    if array.ndim != 1 or array.dtype.kind not in "fiub":
        raise InputError(
            f"is not one column of numbers (it has shape {array.shape} and type {array.dtype})",
            argument=argument,
            column=column,
            remedy="Give one number a row; turn categories into 0/1 columns first.",
        )
    return array


def _from_arrow(values: Any, argument: str, column: str | None) -> NDArray[Any]:
    kind = values.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        raise InputError(
            f"holds {kind}, not numbers",
            argument=argument,
            column=column,
            remedy="Turn categories into 0/1 columns and dates into numbers first.",
        )
    if values.null_count:
        _refuse_missing(np.asarray(values.is_null()), argument, column)
    if isinstance(values, pa.ChunkedArray):
        values = values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        return np.asarray(values.to_numpy())
    found: NDArray[Any] = values.to_numpy(zero_copy_only=False)
    return found


def _from_objects(array: NDArray[Any], argument: str, column: str | None) -> NDArray[Any]:
    missing = np.array([value is None for value in array.ravel()]).reshape(array.shape)
    if missing.any():
        _refuse_missing(missing, argument, column)
    try:
        return np.asarray(array.tolist())
    except ValueError:
        return array


def _refuse_missing(missing: BoolArray, argument: str, column: str | None) -> None:
    raise InputError(
        "has missing values",
        argument=argument,
        column=column,
        rows=np.flatnonzero(missing).tolist(),
        remedy="Fill them in or drop those rows, and say which in the study's method.",
    )


def vector(values: Any, *, argument: str, rows: int | None = None) -> FloatArray:
    """One finite number a row, as float64. Raises InputError for other lengths, nulls, text and infinities."""
    found = np.asarray(numbers(values, argument=argument), dtype=np.float64)
    refuse_length(found.shape[0], rows, argument)
    if not np.isfinite(found).all():
        raise InputError(
            "holds values that are missing or infinite",
            argument=argument,
            rows=np.flatnonzero(~np.isfinite(found)).tolist(),
            remedy="Fill them in or drop those rows.",
        )
    return found


def refuse_length(found: int, wanted: int | None, argument: str) -> None:
    """Raise InputError unless a vector has as many rows as the rest of the input."""
    if wanted is not None and found != wanted:
        raise InputError(
            f"has {found} rows where {wanted} are needed", argument=argument, remedy="Give one value for each row."
        )


def indicator(values: Any, *, argument: str, rows: int | None = None, both: bool = True) -> BoolArray:
    """A 0/1 or true/false vector as booleans. Raises InputError for other values and (`both`) for an empty side."""
    found = vector(values, argument=argument, rows=rows)
    odd = (found != 0) & (found != 1)
    if odd.any():
        raise InputError(
            "is not 0 or 1",
            argument=argument,
            rows=np.flatnonzero(odd).tolist(),
            remedy="Mark each row with 1 (or true) or 0 (or false).",
        )
    mask: BoolArray = found == 1
    if both:
        refuse_one_sided(mask, argument)
    return mask


def refuse_one_sided(mask: BoolArray, argument: str) -> None:
    """Raise InputError unless there are rows of both kinds."""
    for side, label in ((mask, 1), (~mask, 0)):
        if not side.any():
            raise InputError(
                f"has no rows marked {label}",
                argument=argument,
                remedy="A comparison needs treated rows (1) and comparison rows (0): check the selection.",
            )


def codes(values: Any, *, argument: str, rows: int | None = None) -> IntArray:
    """Whole numbers that stand for the distinct values of an array, a table or a list of any type, 0 upwards.

    Several columns count as one value together. Raises InputError for nulls and for other lengths.
    """
    columns = _label_columns(values, argument)
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        part = _encoded(column, argument)
        found = np.unique(found * (int(part.max(initial=0)) + 1) + part, return_inverse=True)[1].astype(np.int64)
    refuse_length(len(found), rows, argument)
    return found


def _label_columns(values: Any, argument: str) -> list[Any]:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return [values]
    if isinstance(values, np.ndarray) and values.ndim == 2:
        return [values[:, j] for j in range(values.shape[1])]
    if hasattr(values, "columns") or isinstance(values, dict | pa.Table):
        return list(as_arrow(values, argument=argument).columns)
    return [np.asarray(values)]


def _encoded(column: Any, argument: str) -> IntArray:
    if isinstance(column, np.ndarray) and column.dtype.kind in "iub":
        return np.unique(column, return_inverse=True)[1].astype(np.int64)
    try:
        array = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column, from_pandas=True)
    except (pa.ArrowException, ValueError) as error:
        raise InputError(
            "mixes values of different types", argument=argument, remedy="Give labels of one type."
        ) from error
    if isinstance(array, pa.ChunkedArray):
        array = pa.chunked_array(array.chunks, type=array.type).combine_chunks()
    if array.null_count:
        _refuse_missing(np.asarray(array.is_null()), argument, None)
    encoded = array.dictionary_encode() if not pa.types.is_dictionary(array.type) else array
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def refuse_not_finite(found: Covariates, argument: str = "X") -> None:
    """Raise InputError naming the first column, and its rows, that holds a missing or infinite value."""
    for j, name in enumerate(found.names):
        odd = ~np.isfinite(np.asarray(found.values(j), dtype=np.float64))
        if odd.any():
            raise InputError(
                "has missing or infinite values",
                argument=argument,
                column=name,
                rows=np.flatnonzero(odd).tolist(),
                remedy="Fill them in or drop those rows, and say which in the study's method.",
            )
