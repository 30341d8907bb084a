"""Tables that are too long to hold, read and written part by part."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from desistance.errors import InputError
from desistance.tables.contract import TableContract
from desistance.tables.files import PARQUET, csv_options, flat, header, parsed, refuse_missing, unreadable

ROWS = 1 << 19
BLOCK = 1 << 25


def read_in_parts(
    path: str | os.PathLike[str], contract: TableContract, *, argument: str | None = None, rows: int = ROWS
) -> Iterator[pa.Table]:
    """The declared columns of a .csv or .parquet file in parts of at most `rows`, those of CSV checked by the contract.

    A Parquet file has types of its own, which whoever reads the parts looks at. At least one part comes, without rows
    where the file has none. Raises InputError, rows counted from the file's first.
    """
    place = Path(path)
    refuse_missing(place)
    if place.suffix.lower() in PARQUET:
        yield from _parquet(place, contract, rows)
        return
    start = 0
    for part in _csv(place, contract, rows):
        try:
            checked = contract.check(_typed(part, contract, place), argument=argument or place.name)
        except InputError as error:
            raise (error.moved(start) if start else error) from None
        yield checked
        start += part.num_rows


def _parquet(place: Path, contract: TableContract, rows: int) -> Iterator[pa.Table]:
    try:
        file = parquet.ParquetFile(place)
        names = [one.name for one in contract.columns if one.name in file.schema_arrow.names]
        batches = file.iter_batches(batch_size=rows, columns=names)
        found = False
        for batch in batches:
            found = True
            yield pa.Table.from_batches([batch])
        if not found:
            yield file.schema_arrow.empty_table().select(names)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"is no Parquet file ({error})", argument=str(place), remedy="Export it again.") from error


def _csv(place: Path, contract: TableContract, rows: int) -> Iterator[pa.Table]:
    names = header(place)
    convert, parse = csv_options(names)
    convert.include_columns = [one.name for one in contract.columns if one.name in names]
    if not convert.include_columns:
        yield pa.table({})
        return
    try:
        with csv.open_csv(
            place, read_options=csv.ReadOptions(block_size=BLOCK), convert_options=convert, parse_options=parse
        ) as reader:
            found = False
            for batch in reader:
                for start in range(0, batch.num_rows, rows):
                    found = True
                    yield pa.Table.from_batches([batch.slice(start, rows)])
            if not found:
                yield reader.schema.empty_table()
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise unreadable(place, error) from error


def _typed(part: pa.Table, contract: TableContract, place: Path) -> pa.Table:
    kinds = {column.name: column.kind for column in contract.columns}
    for position, name in enumerate(part.column_names):
        part = part.set_column(position, name, parsed(part.column(position), kinds[name], name, place))
    return part


@contextmanager
def written_in_parts(path: str | os.PathLike[str]) -> Iterator[PartsWriter]:
    """Something that writes tables of one schema one after another into a .csv or .parquet file."""
    writer = PartsWriter(Path(path))
    try:
        yield writer
    finally:
        writer.close()


class PartsWriter:
    """Writes tables one after another into one file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._into: csv.CSVWriter | parquet.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Write a table after those before."""
        if self._place.suffix.lower() not in PARQUET:
            table = flat(table)
        if self._into is None:
            self._into = self._opened(table.schema)
        self._into.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        if self._into is not None:
            self._into.close()

    def _opened(self, schema: pa.Schema) -> csv.CSVWriter | parquet.ParquetWriter:
        if self._place.suffix.lower() in PARQUET:
            return parquet.ParquetWriter(self._place, schema)
        return csv.CSVWriter(self._place, schema, write_options=csv.WriteOptions(quoting_style="needed"))
