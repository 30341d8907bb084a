"""One declaration of a table: columns with type, meaning and constraints."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError
from desistance.tables import typing_rules
from desistance.tables.arrow import as_arrow

Kind = Literal["id", "text", "integer", "number", "date", "boolean", "texts"]
Bound = int | float | dt.date

PLAIN_KINDS: dict[str, str] = {
    "id": "text or whole number",
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date",
    "boolean": "true or false",
    "texts": "list of texts",
}


@dataclass(frozen=True)
class Column:
    """A column: its type, what it means and what its values may be.

    `codes` are the only values allowed (any case where `any_case`; they come back as declared here); `minimum` and
    `maximum` are included; `pattern` is a regular expression for the whole value and needs `examples`.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = True
    nullable: bool = False
    unique: bool = False
    codes: tuple[str, ...] = ()
    any_case: bool = False
    minimum: Bound | None = None
    maximum: Bound | None = None
    pattern: str | None = None
    examples: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.pattern and not self.examples:
            raise ValueError(f"column {self.name!r} has a pattern and no examples of it")
        unfit = [value for value in self.examples if self.pattern and not re.fullmatch(self.pattern, value)]
        if unfit:
            raise ValueError(f"column {self.name!r}: the examples {unfit} do not fit the pattern")

    def check(self, values: pa.ChunkedArray, *, argument: str) -> pa.ChunkedArray:
        """Return the values in this column's type; raise InputError with the rows that break a constraint."""
        typed = typing_rules.as_kind(self.kind, values, column=self.name, argument=argument)
        if self.codes:
            typed = self._coded(typed, argument)
        for says, remedy, wrong in self._broken(typed):
            if len(wrong):
                raise InputError(says, column=self.name, rows=wrong, remedy=remedy, argument=argument)
        return typed

    def allowed(self) -> str:
        """What the values may be, in words, for the reference page and for messages."""
        told = [f"one of {', '.join(self.codes)}"] if self.codes else []
        if self.minimum is not None:
            told.append(f"from {self.minimum}")
        if self.maximum is not None:
            told.append(f"to {self.maximum}")
        if self.examples:
            told.append(f"like {self.examples[0]}")
        if self.unique:
            told.append("no value twice")
        return ", ".join(told) + (" (empty allowed)" if self.nullable else "")

    def _coded(self, values: pa.ChunkedArray, argument: str) -> pa.ChunkedArray:
        spelled = pc.utf8_lower(values) if self.any_case else values
        listed = pa.array([code.lower() for code in self.codes] if self.any_case else list(self.codes), pa.string())
        place = pc.index_in(spelled, value_set=listed)
        wrong = _positions(pc.and_(pc.is_valid(values), pc.is_null(place)))
        if len(wrong):
            odd = values[int(wrong[0])].as_py()
            raise InputError(
                f"{odd!r} is not one of {', '.join(self.codes)}",
                column=self.name,
                rows=wrong,
                remedy="Correct the value or map it to one of these.",
                argument=argument,
            )
        return pc.take(pa.array(list(self.codes), pa.string()), place)

    def _broken(self, values: pa.ChunkedArray) -> list[tuple[str, str, np.ndarray[Any, Any]]]:
        found: list[tuple[str, str, np.ndarray[Any, Any]]] = []

        def add(says: str, remedy: str, mask: Any) -> None:
            found.append((says, remedy, _positions(mask)))

        if not self.nullable:
            add("is empty", "Fill in the value or leave the row out.", pc.is_null(values))
        if self.minimum is not None:
            add(f"is below {self.minimum}", "Correct the value.", pc.less(values, self._bound(self.minimum, values)))
        if self.maximum is not None:
            add(f"is above {self.maximum}", "Correct the value.", pc.greater(values, self._bound(self.maximum, values)))
        if self.pattern:
            fits = pc.match_substring_regex(values, f"^(?:{self.pattern})$")
            add(f"does not look like {self.examples[0]}", "Correct the value.", pc.invert(fits))
        if self.unique:
            found.append(("appears more than once", "Keep one row for each.", _repeats(values)))
        return found

    def _bound(self, bound: Bound, values: pa.ChunkedArray) -> pa.Scalar[Any]:
        return pa.scalar(bound, values.type)


@dataclass(frozen=True)
class TableContract:
    """A table: its columns, and rules across columns. Columns that are not declared pass through untouched."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rules: tuple[Callable[[pa.Table, str], None], ...] = field(default=())

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def without(self, name: str) -> TableContract:
        """The same table with one column undeclared."""
        return replace(self, columns=tuple(column for column in self.columns if column.name != name))

    def with_column(self, added: Column) -> TableContract:
        """The same table with one more column, in place of one of its name."""
        return replace(self, columns=(*self.without(added.name).columns, added))

    def needing(self, *names: str) -> TableContract:
        """The same table with some columns required."""
        columns = (replace(column, required=True) if column.name in names else column for column in self.columns)
        return replace(self, columns=tuple(columns))

    def check(self, obj: Any, *, argument: str | None = None, start: int = 0) -> pa.Table:
        """Return `obj` as a pyarrow table with declared columns typed, or raise InputError (column, rows, remedy).

        `start` is the position of the first row, where a long table is checked piece by piece.
        """
        try:
            return self._checked(obj, argument or self.name)
        except InputError as error:
            raise (error.moved(start) if start else error) from None

    def _checked(self, obj: Any, argument: str) -> pa.Table:
        table = as_arrow(obj, argument=argument)
        self._refuse_missing(table, argument)
        for column in self.columns:
            place = table.schema.get_field_index(column.name)
            if place >= 0:
                table = table.set_column(place, column.name, column.check(table.column(place), argument=argument))
        for rule in self.rules:
            rule(table, argument)
        return table

    def synthetic(self, rows: int, *, seed: int = 0) -> pa.Table:
        """Rows that satisfy every column's constraints; the same for the same seed."""
        from desistance.tables.rows import synthetic_column

        generator = np.random.default_rng(seed)
        return pa.table({column.name: synthetic_column(column, rows, generator) for column in self.columns})

    def reference(self) -> str:
        """This table's part of the reference page, in Markdown."""
        lines = [
            f"### `{self.name}`",
            "",
            self.meaning,
            "",
            "| column | type | needed | values | meaning |",
            "|---|---|---|---|---|",
        ]
        for column in self.columns:
            needed = "yes" if column.required else "no"
            lines.append(
                f"| `{column.name}` | {PLAIN_KINDS[column.kind]} | {needed} | {column.allowed()} | {column.meaning} |"
            )
        return "\n".join(lines) + "\n"

    def _refuse_missing(self, table: pa.Table, argument: str) -> None:
        missing = [column.name for column in self.columns if column.required and column.name not in table.column_names]
        if missing:
            has = ", ".join(table.column_names) or "no columns"
            raise InputError(
                f"missing {'column' if len(missing) == 1 else 'columns'} {', '.join(missing)} (it has {has})",
                column=missing[0],
                remedy="Add or rename the column.",
                argument=argument,
            )


def _positions(mask: Any) -> np.ndarray[Any, Any]:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))


def _repeats(values: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    present = pc.drop_null(values)
    if pc.count_distinct(present).as_py() == len(present):
        return np.array([], dtype=np.int64)
    counts = pc.value_counts(present)
    twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return _positions(pc.is_in(values, value_set=twice))
