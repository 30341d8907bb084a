"""Records in one form: names folded, identifiers checked, postcodes and dates told apart from their stand-ins.

A value that is no such thing is left out of the comparison and said so in the record's `problem`: it is never compared
as it stands. Each distinct value is looked at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.linkage import identifiers, names
from desistance.linkage.models import DATE_PARTS, POSTCODE_PARTS, Field, Model

LEFT_OUT = "and was left out"
NOTHING = "holds nothing to compare"
TEXTS = pa.list_(pa.string())


@dataclass
class Normalised:
    """`table`: one row a record in the input's order, with the columns that are compared. `problems`: text by row."""

    table: pa.Table
    problems: dict[int, list[str]] = field(default_factory=dict)

    def problem(self) -> pa.Array:
        """One text a record, null where all is well."""
        told = [None] * self.table.num_rows
        for row, found in self.problems.items():
            told[row] = "; ".join(found)  # type: ignore[call-overload]
        return pa.array(told, pa.string())


class Outcome(NamedTuple):
    """What became of one value: how it is compared (None: left out), and what was wrong with it."""

    value: Any
    problem: str = ""


def normalise(records: pa.Table, model: Model) -> Normalised:
    """Bring checked records into the form that the model compares."""
    found = Normalised(pa.table({"record_id": records["record_id"]}))
    columns: dict[str, pa.Array] = {}
    for one in model.fields:
        if one.column in records.column_names and one.kind != "aliases":
            columns |= _field(one, records[one.column], found.problems)
    for one in model.fields:
        if one.kind == "aliases" and one.column in records.column_names:
            _add_aliases(columns, records[one.column])
    _mark_empty(columns, records.num_rows, found.problems)
    found.table = pa.table({"record_id": records["record_id"], **columns})
    return found


def _field(one: Field, values: pa.ChunkedArray, problems: dict[int, list[str]]) -> dict[str, pa.Array]:
    if one.kind == "date":
        days = _each(one, pc.cast(values, pa.string()), _date, problems)
        cuts = zip(DATE_PARTS, ((0, 4), (5, 7), (8, 10)), strict=True)
        return {one.column: days, **{f"{one.column}_{part}": pc.utf8_slice_codeunits(days, *cut) for part, cut in cuts}}
    if one.kind in ("given_name", "surname"):
        reader = names.given_names if one.kind == "given_name" else names.surnames
        lists = _each(one, values, lambda text: Outcome(reader(text) or None), problems, TEXTS)
        return {one.column: pc.list_element(lists, 0), _plural(one): lists}
    if one.kind == "postcode":
        whole = _each(one, values, _postcode, problems)
        parts = zip(POSTCODE_PARTS, ((0, -3), (-3, None)), strict=True)
        return {one.column: whole, **{f"{one.column}_{part}": _cut(whole, *cut) for part, cut in parts}}
    readers: dict[str, Callable[[str], Outcome]] = {
        "gender": _gender,
        "code": lambda text: Outcome(names.code(text)),
        "text": lambda text: Outcome(names.plain(text)),
    }
    reader_of = readers.get(one.kind) or _identifier(one.kind)
    return {one.column: _each(one, pc.cast(values, pa.string()), reader_of, problems)}


def _each(
    one: Field,
    values: pa.ChunkedArray,
    read: Callable[[str], Outcome],
    problems: dict[int, list[str]],
    kind: pa.DataType | None = None,
) -> pa.Array:
    """Read every distinct value once and put the outcomes where the values stood."""
    coded = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    coded = coded.dictionary_encode()
    outcomes = [read(text) for text in coded.dictionary.to_pylist()]
    wrong = np.array([bool(outcome.problem) for outcome in outcomes], dtype=bool)
    if wrong.any():
        places = pc.fill_null(coded.indices, -1).to_numpy()
        for row in np.flatnonzero((places >= 0) & wrong[places]):
            problems.setdefault(int(row), []).append(f"{one.column} {outcomes[places[row]].problem} {LEFT_OUT}")
    return pc.take(pa.array([outcome.value for outcome in outcomes], kind or pa.string()), coded.indices)


def _cut(values: pa.Array, start: int, stop: int | None) -> pa.Array:
    return pc.utf8_slice_codeunits(values, start, stop) if stop else pc.utf8_slice_codeunits(values, start)


def _identifier(kind: str) -> Callable[[str], Outcome]:
    check = identifiers.CHECKS[kind]

    def read(text: str) -> Outcome:
        checked = check(text)
        return Outcome(checked.value, checked.problem)

    return read


def _date(text: str) -> Outcome:
    day = dt.date.fromisoformat(text)
    if day in names.PLACEHOLDERS:
        return Outcome(None, f"is {text}, which stands for an unknown date,")
    if day < names.FIRST_BIRTH:
        return Outcome(None, f"is before {names.FIRST_BIRTH}")
    return Outcome(text)


def _postcode(text: str) -> Outcome:
    value = names.postcode(text)
    return Outcome(value, "" if value or names.is_blank_postcode(text) else "is no postcode")


def _gender(text: str) -> Outcome:
    value = names.gender(text)
    return Outcome(value, "" if value or names.is_blank_gender(text) else "is none of male, female and other")


def _add_aliases(columns: dict[str, pa.Array], aliases: pa.ChunkedArray) -> None:
    """Other names join the lists of names; the name under which the record stands stays as it is."""
    rows = np.flatnonzero(pc.fill_null(pc.greater(pc.list_value_length(aliases), 0), False).to_numpy())
    others = [[names.alias(text) for text in row if text] for row in aliases.take(pa.array(rows)).to_pylist()]
    for place, column in enumerate(("given_names", "surnames")):
        if column not in columns or not len(rows):
            continue
        held = columns[column].take(pa.array(rows)).to_pylist()
        joined = [
            own and list(dict.fromkeys([*own, *(one for other in more for one in other[place])]))
            for own, more in zip(held, others, strict=True)
        ]
        source = np.arange(len(columns[column]))
        source[rows] = len(source) + np.arange(len(rows))
        columns[column] = pa.concat_arrays([columns[column], pa.array(joined, TEXTS)]).take(pa.array(source))


def _mark_empty(columns: dict[str, pa.Array], rows: int, problems: dict[int, list[str]]) -> None:
    empty = np.ones(rows, dtype=bool)
    for values in columns.values():
        empty &= ~pc.is_valid(values).to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(empty):
        problems.setdefault(int(row), []).append(NOTHING)


def _plural(one: Field) -> str:
    return f"{one.kind}s"
