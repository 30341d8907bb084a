"""What can be read in from a file of rows: apps register a kind with its columns, the import command does the rest.

A kind takes rows one by one, or together those that share the value of ``together`` (the legs of one transaction).
It writes through the app's own actions, so whatever a form refuses is refused here too, with the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from throughcare.errors import Invalid
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.fields import read_amount

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
ADDED, UNCHANGED = "added", "unchanged"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, what it means, whether each row must fill it, and one example."""

    name: str
    means: str
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file where it starts (1 is the heading), its cells, and the folder of the file.

    Reading a cell as something raises ``Invalid`` with a sentence under the column's name.
    """

    line: int
    cells: Mapping[str, str]
    folder: Path = Path()

    def text(self, name: str) -> str:
        """The cell without spaces around it; empty where the column is not there."""
        return self.cells.get(name, "").strip()

    def day(self, name: str) -> date | None:
        """A day written 2023-04-01 or 01/04/2023; null where the cell is empty."""
        text = self.text(name)
        if not text:
            return None
        parts = text.split("/")
        try:
            if len(parts) == 3:
                text = "-".join([parts[2].strip(), parts[1].strip().zfill(2), parts[0].strip().zfill(2)])
            found = date.fromisoformat(text)
        except (ValueError, OverflowError) as error:
            raise Invalid({name: f"“{text[:40]}” is no day. Write it like 2023-04-01 or 01/04/2023."}) from error
        if not EARLIEST <= found <= LATEST:
            raise Invalid({name: f"The day must be from {EARLIEST.year} to {LATEST.year}. Check the year."})
        return found

    def pence(self, name: str) -> int:
        """A sum in pounds, as forms take it, in pence."""
        try:
            return read_amount(self.text(name))
        except ValueError as error:
            raise Invalid({name: f"“{self.text(name)[:40]}” {error}"}) from error


@dataclass(frozen=True, slots=True)
class Import:
    """On whose behalf and when rows are taken in."""

    by: Viewer
    at: datetime


Take = Callable[[Sequence[Row], Import], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: ``take`` writes one (or those that go ``together``) and answers ``ADDED`` or ``UNCHANGED``.

    ``itself`` names the column that FILE stands for where FILE is no table but the thing to be read, such as a paper.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    take: Take
    together: str = ""
    itself: str = ""


_kinds: dict[str, Kind] = {}


def imports(kind: Kind) -> None:
    """Registers a kind at start-up."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
