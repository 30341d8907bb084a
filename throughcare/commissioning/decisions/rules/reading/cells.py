"""Tables of HTML and Word to lines: the financial table with tabs, any other table cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from throughcare.commissioning.decisions.rules.reading import form, grid
from throughcare.commissioning.decisions.rules.reading.lines import squeeze


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table given as rows of cell texts, whose cells may hold several lines."""
    joined = ["\t".join(squeeze(cell.replace("\t", " ")) for cell in row) for row in rows]
    if any(grid.header(line) for line in joined[:4]):
        return joined
    return [line for row in rows for line in _other(row)]


def _other(row: Sequence[str]) -> list[str]:
    if len(row) == 2 and form.plain(row[0]) in form.HEADER_LABELS:
        return [f"{squeeze(row[0]).rstrip(':')}: {squeeze(row[1])}"]
    return [line.replace("\t", " ") for cell in row for line in cell.splitlines() if line.strip()]
