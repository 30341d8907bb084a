"""One batch of rows on its way to a score: its columns, and what was found wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from desistance.scores import marks
from desistance.scores.columns import NULL, Column, absent, mapped, read
from desistance.scores.items import ITEMS
from desistance.scores.marks import Marks, Mask

CODE_FORM, CODE_UNKNOWN, CODE_GROUP = -3, -4, -5


class Batch:
    """Rows of a prepared table (see `columns.prepared`); every column is read once."""

    def __init__(self, table: pa.Table) -> None:
        self.rows = table.num_rows
        self.problems = Marks(self.rows)
        self.notices = Marks(self.rows, lead=marks.STATIC_ONLY)
        self._arrays = {name: _one_array(table.column(name)) for name in table.column_names}
        self._read: dict[str, Column] = {}

    def has(self, name: str) -> bool:
        """Whether the table has the column at all."""
        return name in self._arrays

    def column(self, name: str) -> Column:
        """The column, all missing where the table lacks it. A value that cannot be becomes a problem of its row."""
        if name not in self._read:
            found = read(ITEMS[name], self._arrays[name]) if self.has(name) else absent(self.rows)
            self.problems.say(ITEMS[name].unfit(), found.unfit)
            self._read[name] = found
        return self._read[name]

    def need(self, name: str, where: Mask | None = None) -> Column:
        """The column; a missing value (in the rows `where`) becomes a problem of its row."""
        found = self.column(name)
        self.problems.missing(name, found.null if where is None else found.null & where)
        return found

    def offence(self, group_of: Callable[[str], int]) -> NDArray[np.int32]:
        """Each row's offence code as the group that `group_of` gives (negative: none), problems recorded."""
        if not self.has("offence_code"):
            return np.full(self.rows, NULL, np.int32)

        def meaning(code: str) -> int:
            group = group_of(code)
            return CODE_FORM if group == CODE_UNKNOWN and not is_code(code) else group

        groups = mapped(self._arrays["offence_code"], meaning)
        for told, number in (
            (marks.CODE_FORM, CODE_FORM),
            (marks.CODE_UNKNOWN, CODE_UNKNOWN),
            (marks.CODE_GROUP, CODE_GROUP),
        ):
            self.problems.say(told, groups == number)
        return groups

    def dynamic(self, answers: Iterable[str], forced: str | None) -> Mask:
        """The rows to score by the dynamic form: those forced to it, or in `auto` those with every answer.

        In `auto`, rows that lack some answers are noted, unless the table has no column of answers at all.
        """
        names = list(answers)
        if forced == "static" or (forced is None and not any(self.has(name) for name in names)):
            return np.zeros(self.rows, np.bool_)
        if forced == "dynamic":
            for name in names:
                self.need(name)
            return np.ones(self.rows, np.bool_)
        complete = np.ones(self.rows, np.bool_)
        for name in names:
            found = self.column(name)
            complete &= found.known
            self.notices.missing(name, found.null)
        return complete


def is_code(code: str) -> bool:
    """Whether a text has the form of an offence code: five digits."""
    return len(code) == 5 and code.isascii() and code.isdigit()


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
