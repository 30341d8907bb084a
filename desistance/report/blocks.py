"""What a report is made of: sections of paragraphs, lists, tables and charts, the same for every way of writing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from desistance.report.figures import Figure
from desistance.report.wording import number

WITHHELD = "withheld"


@dataclass(frozen=True)
class Shown:
    """A column as the page shows it; the first of a table heads its rows."""

    column: str
    header: str
    form: Callable[[Any], str] = str


@dataclass(frozen=True)
class Table:
    """A table: file name, caption, data and the columns shown. An empty cell reads `empty`."""

    name: str
    caption: str
    data: pa.Table
    columns: tuple[Shown, ...]
    empty: str = WITHHELD

    def rows(self) -> list[list[str]]:
        """The cells as text."""
        return [
            [self.empty if row[one.column] is None else one.form(row[one.column]) for one in self.columns]
            for row in self.data.to_pylist()
        ]


@dataclass(frozen=True)
class Text:
    """A paragraph; `strong` for a finding."""

    says: str
    strong: bool = False


@dataclass(frozen=True)
class Points:
    """A list."""

    says: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    heading: str
    blocks: tuple[Text | Points | Table | Figure, ...]


def count(value: int) -> str:
    """A number of people."""
    return f"{value:,}"


def decimals(digits: int, scale: float = 1.0) -> Callable[[float], str]:
    """A form with so many decimals, after scaling."""
    return lambda value: number(scale * value, digits)
