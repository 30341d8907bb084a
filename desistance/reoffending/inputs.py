"""The three tables of a measure: checked, compared with each other, and staged on an engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from desistance.engines import Workspace
from desistance.errors import InputError
from desistance.reoffending.contracts import EVENTS, PEOPLE, offences_contract, placed_codes
from desistance.tables import TableContract, as_arrow

PROBLEMS = pa.schema(
    [("argument", pa.string()), ("row", pa.int64()), ("problem", pa.string()), ("counted", pa.bool_())]
)
NO_DATE = "no offence date"
BACKWARDS = "proven before it was committed"


@dataclass(frozen=True)
class Given:
    """Checked tables (or paths of checked Parquet files), as the engine knows them, and the doubtful rows in them."""

    events: pa.Table | Path
    offences: pa.Table | Path
    staged: Any
    problems: pa.Table


def check(workspace: Workspace, people: Any, events: Any, offences: Any, *, violent: bool) -> Given:
    """Check each table by its declaration and that they name people alike; make them known to the engine."""
    from desistance.reoffending.expression import Staged

    what = offences if isinstance(offences, str | Path) else as_arrow(offences, argument="offences")
    contract = offences_contract(_schema(what, "offences"), violent=violent)
    _, people_schema, people_known, _ = _table(workspace, people, PEOPLE, "people")
    when, events_schema, events_known, _ = _table(workspace, events, EVENTS, "events")
    what, offences_schema, offences_known, problems = _table(workspace, what, contract, "offences")
    for argument, schema in (("events", events_schema), ("offences", offences_schema)):
        _refuse_other_names(people_schema, schema, argument)
    staged = Staged(
        people=people_known,
        events=events_known,
        offences=offences_known,
        codes=workspace.stage("violent_codes", placed_codes()) if violent else None,
        severity=contract["severity"].kind if "severity" in offences_schema.names else None,
    )
    return Given(when, what, staged, pa.concat_tables([PROBLEMS.empty_table(), *problems]))


def refuse_unknown(found: pa.Table, given: Given) -> None:
    """Raise InputError where a person of the cohort is not in people, or a counted offence has no usable code."""
    strangers = found.filter(pc.invert(found["known"]))["person_id"]
    if len(strangers):
        rows = _rows_of(given.events, strangers)
        says = f"{len(strangers):,} of the cohort are not in people (such as {strangers[0].as_py()!r})"
        raise InputError(says, argument="events", column="person_id", rows=rows, remedy="Add them to people.")
    doubtful = found.filter(pc.greater(found["unmapped"], 0))["person_id"]
    if len(doubtful):
        rows = _uncoded(given.offences, doubtful)
        says = f"proven reoffences of {len(doubtful):,} people have a code that is empty, withdrawn or unknown"
        remedy = "Map the codes to those in use, or say in `excluded` why they do not count."
        raise InputError(says, argument="offences", column="offence_code", rows=rows, remedy=remedy)


def _table(
    workspace: Workspace, obj: Any, contract: TableContract, argument: str
) -> tuple[pa.Table | Path, pa.Schema, Any, list[pa.Table]]:
    if not isinstance(obj, str | Path):
        table = contract.check(as_arrow(obj, argument=argument), argument=argument)
        return table, table.schema, workspace.stage(argument, table), _doubtful(table, contract, 0)
    place = Path(obj)
    written = _file(place, argument).schema_arrow
    schema = contract.check(written.empty_table(), argument=argument).schema
    known = workspace.stage(argument, place)
    problems: list[pa.Table] = []
    faults = workspace.run(known.aggregate(**_faults(known, contract, _file(place, argument)))).to_pylist()[0]
    if any(faults.values()) or not _plain(written, schema):
        for start, batch in _batches(place, contract, argument):
            problems += _doubtful(contract.check(batch, argument=argument, start=start), contract, start)
    return place, schema, _typed(known, contract), problems


def _plain(written: pa.Schema, wanted: pa.Schema) -> bool:
    """Whether a file already has the declared types, so that the engine's own count of faults says enough."""
    return written.remove_metadata() == wanted.remove_metadata() and pa.float64() not in wanted.types


def _faults(table: Any, contract: TableContract, file: parquet.ParquetFile) -> dict[str, Any]:
    """How many rows break a rule, counted by the engine in one pass; the rows are looked for only where some do.

    What the statistics within the file already exclude is not counted again.
    """
    import ibis

    faults: dict[str, Any] = {"none": ibis.literal(0)}
    for column in (column for column in contract.columns if column.name in table.columns):
        values, told = table[column.name], _statistics(file, column.name)
        if not column.nullable and any(part is None or part.null_count for part in told):
            faults[f"{column.name} empty"] = values.isnull().sum()
        if column.minimum is not None and not _at_least(column.minimum, told):
            faults[f"{column.name} low"] = (values < column.minimum).sum()
        if column.codes:
            faults[f"{column.name} odd"] = values.lower().notin(column.codes).sum()
        if column.unique:
            # Two values may share a hash: then the rows are looked at, and found to be sound.
            faults[f"{column.name} twice"] = values.count() - values.hash().nunique(where=values.notnull())
    if _has_offences(contract):
        if any(part is None or part.null_count for part in _statistics(file, "offence_date")):
            faults["no date"] = table.offence_date.isnull().sum()
        if table.offence_date.type().is_date() and table.proven_date.type().is_date():
            faults["backwards"] = (table.proven_date < table.offence_date).sum()
    return faults


def _statistics(file: parquet.ParquetFile, name: str) -> list[Any]:
    """What the file says of a column, a row group each; None where it says nothing that can be relied on."""
    place = file.schema_arrow.get_field_index(name)
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    if any(pa.types.is_nested(kind) for kind in file.schema_arrow.types):
        return [None] * len(groups)
    told = [group.column(place).statistics for group in groups]
    return [part if part is not None and part.has_null_count else None for part in told]


def _at_least(minimum: Any, told: list[Any]) -> bool:
    return all(part is not None and part.has_min_max and part.min >= minimum for part in told)


def _file(place: Path, argument: str) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(place)
    except (pa.ArrowInvalid, OSError) as error:
        remedy = "Give a table or the path of a Parquet file; desistance.tables.read reads CSV."
        raise InputError(f"{place} is no readable Parquet file", argument=argument, remedy=remedy) from error


def _batches(place: Path, contract: TableContract, argument: str) -> Iterator[tuple[int, pa.Table]]:
    file = _file(place, argument)
    names = [column.name for column in contract.columns if column.name in file.schema_arrow.names]
    start = 0
    for batch in file.iter_batches(batch_size=1 << 18, columns=names):
        yield start, pa.Table.from_batches([batch])
        start += batch.num_rows
    for column in contract.columns:
        if column.unique and column.name in names:
            column.check(file.read(columns=[column.name]).column(0), argument=argument)


def _has_offences(contract: TableContract) -> bool:
    """Whether this is the table of offences: a column of such a name in another table says nothing."""
    return any(column.name == "offence_date" for column in contract.columns)


def _doubtful(table: pa.Table, contract: TableContract, start: int) -> list[pa.Table]:
    if not _has_offences(contract):
        return []
    found = []
    no_date = pc.is_null(table["offence_date"])
    backwards = pc.fill_null(pc.less(table["proven_date"], table["offence_date"]), False)
    for mask, problem in ((no_date, NO_DATE), (backwards, BACKWARDS)):
        rows = np.flatnonzero(mask.to_numpy()) + start
        if len(rows):
            columns = [["offences"] * len(rows), rows, [problem] * len(rows), [problem == BACKWARDS] * len(rows)]
            found.append(pa.table(columns, schema=PROBLEMS))
    return found


def _schema(table: pa.Table | Path | str, argument: str) -> pa.Schema:
    return table.schema if isinstance(table, pa.Table) else _file(Path(table), argument).schema_arrow


def _refuse_other_names(people: pa.Schema, other: pa.Schema, argument: str) -> None:
    ours, theirs = people.field("person_id").type, other.field("person_id").type
    if ours != theirs:
        says = f"is {theirs} while in people it is {ours}, so that nobody would be found"
        raise InputError(says, argument=argument, column="person_id", remedy="Give it one type in all three tables.")


def _typed(table: Any, contract: TableContract) -> Any:
    """Casts for a file that is read in place, whose values the check has already shown to fit."""
    import ibis

    wanted = {"text": "string", "number": "float64", "date": "date", "integer": "int64"}
    changes = {}
    for column in contract.columns:
        target = wanted.get(column.kind)
        if column.name not in table.columns:
            continue
        values = table[column.name]
        if column.kind == "id" and values.type().is_integer():
            target = "int64"
        if target and values.type() != ibis.dtype(target):
            values = values.cast(target)
        if column.any_case:
            values = values.lower()
        changes[column.name] = values
    return table.mutate(**changes)


def _rows_of(table: pa.Table | Path, people: pa.ChunkedArray) -> list[int]:
    ids = _column(table, "person_id")
    mask = pc.is_in(ids, value_set=people.combine_chunks().cast(ids.type))
    return [int(row) for row in np.flatnonzero(mask.to_numpy())]


def _uncoded(table: pa.Table | Path, people: pa.ChunkedArray) -> list[int]:
    theirs = np.array(_rows_of(table, people), dtype=np.int64)
    codes = _column(table, "offence_code").take(pa.array(theirs))
    usable = pc.is_in(codes, value_set=placed_codes()["code"].combine_chunks())
    proven = pc.is_valid(_column(table, "proven_date").take(pa.array(theirs)))
    return [int(row) for row in theirs[pc.and_(proven, pc.invert(usable)).to_numpy()]]


def _column(table: pa.Table | Path, name: str) -> pa.ChunkedArray:
    return table[name] if isinstance(table, pa.Table) else parquet.read_table(table, columns=[name])[name]
