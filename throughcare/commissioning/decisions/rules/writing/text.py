"""A paper as plain text with tabs between the cells of the table."""

from __future__ import annotations

from collections.abc import Iterator

from throughcare.commissioning.decisions.rules.paper import Paper, Table
from throughcare.commissioning.decisions.rules.writing import figures
from throughcare.commissioning.decisions.rules.writing.pieces import Piece, pieces


def to_text(paper: Paper) -> str:
    """The paper as text in the order of the form: one paragraph a line, blank lines between, tabs in the table."""
    return "\n\n".join(_line(piece) for piece in pieces(paper)) + "\n"


def _line(piece: Piece) -> str:
    if piece.kind == "title":
        return f"DMPC Decision \u2013 {piece.label}\n\nTitle: {piece.text}" if piece.label else f"Title: {piece.text}"
    if piece.kind == "field":
        return f"{piece.label}: {piece.text}"
    if piece.kind == "subheading":
        return f"{piece.label}. {piece.text}"
    if piece.kind == "numbered":
        return f"{piece.label} {piece.text}"
    if piece.kind == "item":
        return f"- {piece.text}"
    return "\n".join(table_lines(piece.table)) if piece.table else piece.text


def table_lines(table: Table) -> Iterator[str]:
    """The lines of the table, cells parted by tabs, the unit in the head."""
    yield "\t".join(["", *head(table)])
    for block in table.blocks:
        if block.title:
            yield block.title
        for row in (*block.rows, *([block.total] if block.total else [])):
            yield "\t".join([row.label, *figures.cells(row, table)])


def head(table: Table) -> list[str]:
    """The heads of the figure columns: the years and the total, each with the unit."""
    columns = [*table.years, "Total"] if figures.has_total_column(table) else list(table.years)
    return [f"{column} {figures.UNIT_MARKS[table.unit_pence]}" for column in columns]
