"""Tables from and to CSV and Parquet files.

CSV: UTF-8 with one header row; an empty field is null; lists are `;`-separated; dates are YYYY-MM-DD. A declared column
is read by its declaration. Another column becomes whole numbers, numbers, dates or true/false only when every value
does and none has a leading zero, and stays text otherwise.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from desistance.errors import InputError
from desistance.tables.typing_rules import TARGETS

if TYPE_CHECKING:
    from desistance.tables.contract import TableContract

SHAPES = {
    "integer": r"^[+-]?\d{1,18}$",
    "number": r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$",
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "boolean": r"^(?i:true|false)$",
}
LEADING_ZERO = r"^[+-]?0\d"
WANTED = {"integer": "a whole number", "number": "a number", "date": "a date (YYYY-MM-DD)", "boolean": "true or false"}


def read(
    path: str | os.PathLike[str], contract: TableContract | None = None, *, argument: str | None = None
) -> pa.Table:
    """Return the table in a .csv or .parquet file; checked by the contract if given. Raises InputError."""
    place = Path(path)
    if not place.is_file():
        raise InputError("no such file", argument=str(place), remedy="Check the name and the folder.")
    table = _parquet(place) if place.suffix.lower() in {".parquet", ".pq"} else _csv(place, contract)
    return contract.check(table, argument=argument or place.name) if contract else table


def write(table: pa.Table, path: str | os.PathLike[str]) -> None:
    """Write a table as .csv or .parquet, whole or not at all (written beside its place and then moved)."""
    place = Path(path)
    if not place.parent.is_dir():
        raise InputError("the folder does not exist", argument=str(place.parent), remedy="Create it or choose another.")
    half = place.with_name(place.name + ".part")
    try:
        if place.suffix.lower() in {".parquet", ".pq"}:
            parquet.write_table(table, half)
        else:
            csv.write_csv(_flat(table), half, csv.WriteOptions(quoting_style="needed"))
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)


def _parquet(place: Path) -> pa.Table:
    try:
        return parquet.read_table(place)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"is no Parquet file ({error})", argument=str(place), remedy="Export it again.") from error


def _csv(place: Path, contract: TableContract | None) -> pa.Table:
    names = _header(place)
    options = csv.ConvertOptions(
        column_types={name: pa.string() for name in names},
        strings_can_be_null=True,
        null_values=[""],
        quoted_strings_can_be_null=True,
    )
    try:
        table = csv.read_csv(place, convert_options=options, parse_options=csv.ParseOptions(newlines_in_values=True))
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        remedy = "Save it as CSV in UTF-8, comma-separated, one header row, the same number of fields in each row."
        raise InputError(
            f"could not be read as CSV ({str(error).splitlines()[0]})", argument=str(place), remedy=remedy
        ) from error
    kinds = {column.name: column.kind for column in contract.columns} if contract else {}
    for position, name in enumerate(table.column_names):
        parsed = _parsed(table.column(position), kinds.get(name), name, place)
        table = table.set_column(position, name, parsed)
    return table


def _header(place: Path) -> list[str]:
    try:
        with csv.open_csv(place, read_options=csv.ReadOptions(block_size=1 << 20)) as reader:
            names = list(reader.schema.names)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        remedy = "Save it as CSV in UTF-8 with one header row."
        raise InputError(
            f"could not be read as CSV ({str(error).splitlines()[0]})", argument=str(place), remedy=remedy
        ) from error
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(
            "appears more than once", column=twice[0], argument=str(place), remedy="Rename or drop one of them."
        )
    return names


def _parsed(values: pa.ChunkedArray, kind: str | None, name: str, place: Path) -> pa.ChunkedArray:
    if kind in SHAPES:
        return _declared(values, kind, name, place)
    if kind == "texts":
        return pc.split_pattern(values, ";")
    if kind is not None:
        return values
    return _undeclared(values)


def _declared(values: pa.ChunkedArray, kind: str, name: str, place: Path) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim_whitespace(values)
    wrong = _unlike(trimmed, kind)
    if len(wrong):
        says = f"{values[int(wrong[0])].as_py()!r} is not {WANTED[kind]}"
        raise InputError(says, column=name, rows=wrong, argument=place.name, remedy="Correct the value.")
    try:
        return pc.utf8_lower(trimmed).cast(TARGETS[kind])
    except pa.ArrowInvalid as error:
        impossible = _uncastable(trimmed, TARGETS[kind])
        says = f"{values[impossible[0]].as_py()!r} is not {WANTED[kind]}"
        raise InputError(
            says, column=name, rows=impossible, argument=place.name, remedy="Correct the value."
        ) from error


def _undeclared(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if values.null_count == len(values) or len(np.flatnonzero(_mask(pc.match_substring_regex(values, LEADING_ZERO)))):
        return values
    for kind in SHAPES:
        if not len(_unlike(values, kind)):
            try:
                return pc.utf8_lower(values).cast(TARGETS[kind])
            except pa.ArrowInvalid:
                return values
    return values


def _unlike(values: pa.ChunkedArray, kind: str) -> np.ndarray[Any, Any]:
    return np.flatnonzero(_mask(pc.invert(pc.match_substring_regex(values, SHAPES[kind]))))


def _uncastable(values: pa.ChunkedArray, target: pa.DataType) -> list[int]:
    return [row for row, value in enumerate(values) if not _casts(value, target)]


def _casts(value: pa.Scalar[Any], target: pa.DataType) -> bool:
    try:
        value.cast(target)
    except pa.ArrowInvalid:
        return False
    return True


def _mask(mask: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    return np.asarray(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))


def _flat(table: pa.Table) -> pa.Table:
    for position, column in enumerate(table.schema):
        if pa.types.is_list(column.type):
            table = table.set_column(position, column.name, pc.binary_join(table.column(position), ";"))
    return table
