"""Tables as people send them: bytes to rows, what is wrong with the table as a whole, and the report on each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from throughcare.errors import Invalid

LARGEST = 50 * 1024 * 1024
DELIMITERS = ",;\t|"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a row: the line where it starts, ``added``, ``unchanged`` or ``refused``, and why refused."""

    line: int
    result: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every row, and whether anything was written."""

    kind: str
    rows: tuple[Told, ...]
    written: bool
    dry_run: bool = False

    def count(self, result: str) -> int:
        """How many rows had a result."""
        return sum(row.result == result for row in self.rows)

    @property
    def is_sound(self) -> bool:
        """Whether no row was refused."""
        return not self.count(REFUSED)

    @property
    def summary(self) -> str:
        """One line: how many rows, what became of them, and what to do next."""
        counts = f"{len(self.rows):,} rows read: " + ", ".join(
            f"{self.count(result):,} {result}" for result in ("added", "unchanged", REFUSED)
        )
        if self.dry_run:
            return f"{counts}. This was a dry run, so nothing was written."
        if self.written:
            return f"{counts}." if self.is_sound else f"{counts}. The sound rows were written; mend the others."
        return f"{counts}. Nothing was written: mend the refused rows, or take the sound ones with --partial."

    def as_dict(self) -> dict[str, object]:
        """The report as plain data."""
        rows = [{"line": row.line, "result": row.result, "says": row.says} for row in self.rows]
        return {"kind": self.kind, "rows": rows, "written": self.written, "dry_run": self.dry_run}


def decoded(data: bytes) -> str:
    """The text of a table; ``Invalid`` with one sentence where it is none."""
    if len(data) > LARGEST:
        raise Invalid(f"The file is larger than {LARGEST // 2**20} MB. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("The file is not text in UTF-8. Save it as CSV in UTF-8.") from error
    if "\0" in text:
        raise Invalid("The file is no table: it holds null characters. Save it as CSV in UTF-8.")
    if not text.strip():
        raise Invalid("The file is empty.")
    return text


def read_table(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings, and each row with the line where it starts. Empty rows are left out."""
    text = decoded(data)
    first = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num} is broken ({error}). Mend it and try again.") from error
    headings = [cell.strip().lower().replace(" ", "_") for cell in rows[0][1]]
    return headings, rows[1:]


def check_headings(headings: Sequence[str], *, known: Sequence[str], required: Iterable[str]) -> None:
    """Raises ``Invalid`` where a column is missing, unknown or there twice."""
    twice = sorted({name for name in headings if headings.count(name) > 1})
    unknown = [name for name in headings if name not in known]
    missing = [name for name in required if name not in headings]
    faults = []
    if missing:
        faults.append(f"These columns are missing: {', '.join(missing)}.")
    if unknown:
        faults.append(f"These are not known: {', '.join(name[:40] or '(without a name)' for name in unknown[:10])}.")
    if twice:
        faults.append(f"These are there twice: {', '.join(twice)}.")
    if faults:
        raise Invalid(" ".join(faults) + f" The columns are: {', '.join(known)}.")


def row_fault(cells: Sequence[str], headings: Sequence[str], required: Iterable[str]) -> str:
    """What is wrong with the shape of a row, as a sentence; empty where nothing is."""
    if len(cells) != len(headings):
        return f"It has {len(cells)} cells where the heading has {len(headings)}."
    empty = [name for name, cell in zip(headings, cells, strict=True) if name in set(required) and not cell.strip()]
    return f"These must be filled: {', '.join(empty)}." if empty else ""
