"""Reads TOML and CSV into raw rows, each with the line on which it stands."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ReferenceError

TABLE_HEADER = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_]+)\s*\]\]")
INLINE_LIST = re.compile(r"^([A-Za-z0-9_]+)\s*=\s*\[\s*(?:#.*)?$")
INLINE_ENTRY = re.compile(r"^\s*\{")
TOML_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Raw:
    """Values of one row as they stand in the file; strings only where the file is CSV."""

    path: Path
    line: int
    values: dict[str, Any]

    def error(self, says: str, remedy: str) -> ReferenceError:
        """An error at this row."""
        return ReferenceError(self.path, self.line, says, remedy)


def read_text(path: Path) -> str:
    """The text of a file, or a ``ReferenceError`` that says why there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ReferenceError(path, None, "The file is missing.", "Restore it from the project's history.") from error
    except UnicodeDecodeError as error:
        raise ReferenceError(path, None, "The file is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise ReferenceError(path, None, f"The file cannot be read ({reason}).", "Check its permissions.") from error


def read_csv(path: Path) -> list[Raw]:
    """All rows of a CSV file with one header row. An empty cell is left out, so that the column's default applies."""
    lines = read_text(path).splitlines()
    reader = csv.reader(lines, strict=True)
    try:
        return _csv_rows(path, reader)
    except csv.Error as error:
        raise ReferenceError(path, reader.line_num, f"The row is broken ({error}).", "Check its quotes.") from error


def _csv_rows(path: Path, reader: Any) -> list[Raw]:
    header: list[str] = next(reader, [])
    if not header or len(set(header)) != len(header) or not all(header):
        raise ReferenceError(path, 1, "The header row is empty or repeats a name.", "Give each column its own name.")
    rows = []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            says = f"The row has {len(cells)} cells and the header {len(header)}."
            raise ReferenceError(path, reader.line_num, says, "Add or remove commas; quote a cell that holds one.")
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}
        rows.append(Raw(path, reader.line_num, values))
    return rows


def read_toml(path: Path) -> dict[str, list[Raw]]:
    """The arrays of tables of a TOML file by name; ``[defaults]`` gives each row what it does not state itself."""
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = TOML_LINE.search(str(error))
        line = int(found.group(1)) if found else None
        raise ReferenceError(path, line, f"This is not TOML: {error}.", "Correct the line.") from error
    defaults = data.pop("defaults", {})
    lines = _header_lines(text)
    tables: dict[str, list[Raw]] = {}
    for name, rows in data.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ReferenceError(path, None, f"{name!r} is no list of tables.", f"Write each entry under [[{name}]].")
        places = lines.get(name, [])
        tables[name] = [
            Raw(path, places[position] if position < len(places) else 1, {**defaults, **row})
            for position, row in enumerate(rows)
        ]
    return tables


def _header_lines(text: str) -> dict[str, list[int]]:
    """On which line each entry stands: under its ``[[name]]``, or one to a line within ``name = [``."""
    places: dict[str, list[int]] = {}
    inline = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := TABLE_HEADER.match(line):
            places.setdefault(found.group(1), []).append(number)
        elif found := INLINE_LIST.match(line):
            inline = found.group(1)
        elif inline and INLINE_ENTRY.match(line):
            places.setdefault(inline, []).append(number)
        elif line.startswith("]"):
            inline = ""
    return places
