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
from desistance.memory import TIMES, refuse_too_large
from desistance.tables.typing_rules import TARGETS

if TYPE_CHECKING:
    from desistance.tables.contract import TableContract

PARQUET = {".parquet", ".pq"}
SMALL = 50 << 20
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
    refuse_missing(place)
    _refuse_too_large(place)
    table = _parquet(place) if place.suffix.lower() in PARQUET else _csv(place, contract)
    return contract.check(table, argument=argument or place.name) if contract else table


def write(table: pa.Table, path: str | os.PathLike[str]) -> None:
    """Write a table as .csv or .parquet, whole or not at all (written beside its place and then moved)."""
    place = Path(path)
    if not place.parent.is_dir():
        raise InputError("the folder does not exist", argument=str(place.parent), remedy="Create it or choose another.")
    half = place.with_name(place.name + ".part")
    try:
        if place.suffix.lower() in PARQUET:
            parquet.write_table(table, half)
        else:
            csv.write_csv(flat(table), half, csv.WriteOptions(quoting_style="needed"))
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)


def refuse_missing(place: Path) -> None:
    """Raise InputError where there is no such file."""
    if not place.is_file():
        raise InputError("no such file", argument=str(place), remedy="Check the name and the folder.")


def _refuse_too_large(place: Path) -> None:
    """A table that cannot be held is refused before it is read."""
    size = float(place.stat().st_size)
    if place.suffix.lower() in PARQUET:
        size = max(size, _parquet_size(place))
    if size < SMALL:
        return
    remedy = "Give it only the columns and rows that are needed, or a larger machine; `score` and, from Parquet, "
    refuse_too_large(size * TIMES, argument=place.name, remedy=remedy + "`reoffending` read such a table in parts.")


def _parquet_size(place: Path) -> float:
    """What the columns take when they are read: eight bytes a value, or what they take in the file if that is more."""
    try:
        found = parquet.ParquetFile(place).metadata
    except (pa.ArrowInvalid, OSError):
        return 0.0
    packed = sum(found.row_group(number).total_byte_size for number in range(found.num_row_groups))
    return float(max(packed, 8 * found.num_rows * found.num_columns))


def _parquet(place: Path) -> pa.Table:
    try:
        return parquet.read_table(place)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"is no Parquet file ({error})", argument=str(place), remedy="Export it again.") from error


def _csv(place: Path, contract: TableContract | None) -> pa.Table:
    convert, parse = csv_options(header(place))
    try:
        table = csv.read_csv(place, convert_options=convert, parse_options=parse)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise unreadable(place, error) from error
    kinds = {column.name: column.kind for column in contract.columns} if contract else {}
    for position, name in enumerate(table.column_names):
        table = table.set_column(position, name, parsed(table.column(position), kinds.get(name), name, place))
    return table


def csv_options(names: list[str]) -> tuple[csv.ConvertOptions, csv.ParseOptions]:
    """Every column as text, an empty field as null, and fields that may run over lines."""
    convert = csv.ConvertOptions(
        column_types={name: pa.string() for name in names},
        strings_can_be_null=True,
        null_values=[""],
        quoted_strings_can_be_null=True,
    )
    return convert, csv.ParseOptions(newlines_in_values=True)


def unreadable(place: Path, error: Exception) -> InputError:
    """The refusal of a file that is no CSV."""
    remedy = "Save it as CSV in UTF-8, comma-separated, one header row, the same number of fields in each row."
    says = f"could not be read as CSV ({str(error).splitlines()[0]})"
    return InputError(says, argument=str(place), remedy=remedy)


def header(place: Path) -> list[str]:
    """The names of the columns of a CSV file. Raises InputError for a name that comes twice."""
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


def parsed(values: pa.ChunkedArray, kind: str | None, name: str, place: Path) -> pa.ChunkedArray:
    """A column of text in the type that is declared or, where none is, that all of its values have."""
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


def flat(table: pa.Table) -> pa.Table:
    """The table with lists as texts, as CSV holds them."""
    for position, column in enumerate(table.schema):
        if pa.types.is_list(column.type):
            table = table.set_column(position, column.name, pc.binary_join(table.column(position), ";"))
    return table
