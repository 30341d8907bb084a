"""The one error that a caller of this library is meant to catch."""

from __future__ import annotations

from collections.abc import Iterable

KEPT_ROWS = 1000
NAMED_ROWS = 5


class InputError(ValueError):
    """Input that cannot be used: what is wrong, where, and what to do about it.

    `argument` is the table or parameter, `column` the column, `rows` the 0-based positions of the offending rows (the
    first thousand; `row_count` has their number) and `remedy` one sentence that says what to do next.
    """

    def __init__(
        self,
        says: str,
        *,
        column: str | None = None,
        rows: Iterable[int] = (),
        remedy: str = "",
        argument: str | None = None,
    ) -> None:
        found = list(rows)
        self.says = says.rstrip(". ")
        self.column = column
        self.rows: tuple[int, ...] = tuple(int(row) for row in found[:KEPT_ROWS])
        self.row_count = len(found)
        self.remedy = remedy
        self.argument = argument
        super().__init__(self._sentence())

    def moved(self, start: int) -> InputError:
        """The same refusal with its rows counted from `start`: for a table that was checked piece by piece."""
        rows = [row + start for row in self.rows]
        return InputError(self.says, column=self.column, rows=rows, remedy=self.remedy, argument=self.argument)

    def _sentence(self) -> str:
        where = [
            part for part in (self.argument, f"column {self.column!r}" if self.column else "", self._rows()) if part
        ]
        sentence = f"{', '.join(where)}: {self.says}." if where else f"{self.says}."
        return f"{sentence} {self.remedy}".strip()

    def _rows(self) -> str:
        if not self.rows:
            return ""
        named = ", ".join(str(row) for row in self.rows[:NAMED_ROWS])
        rest = self.row_count - min(NAMED_ROWS, len(self.rows))
        label = "row" if self.row_count == 1 else "rows"
        return f"{label} {named} and {rest} more" if rest else f"{label} {named}"
