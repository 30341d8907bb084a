"""A paper as a Word document."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document

from throughcare.commissioning.decisions.rules.paper import Paper, Table
from throughcare.commissioning.decisions.rules.writing import figures
from throughcare.commissioning.decisions.rules.writing.pieces import Piece, pieces
from throughcare.commissioning.decisions.rules.writing.text import head

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_STYLES = {"heading": "Heading 1", "subheading": "Heading 2", "label": "Heading 3", "item": "List Bullet"}


def to_docx(paper: Paper) -> bytes:
    """The document's bytes: headings as headings, the table as a table whose first row repeats on every page."""
    document = Document()
    document.core_properties.title = _clean(f"{paper.reference} {paper.title}".strip())[:250]
    document.core_properties.author = ""
    document.core_properties.created = datetime(2000, 1, 1, tzinfo=UTC)
    for piece in pieces(paper):
        _add(document, piece)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _add(document: Any, piece: Piece) -> None:
    if piece.table:
        _add_table(document, piece.table)
    elif piece.kind == "title":
        document.add_heading(_clean(f"{piece.label}: {piece.text}" if piece.label else piece.text), 0)
    else:
        document.add_paragraph(_clean(_words(piece)), style=_STYLES.get(piece.kind))


def _words(piece: Piece) -> str:
    if piece.kind == "field":
        return f"{piece.label}: {piece.text}"
    if piece.kind == "subheading":
        return f"{piece.label}. {piece.text}"
    return f"{piece.label} {piece.text}" if piece.label else piece.text


def _add_table(document: Any, table: Table) -> None:
    columns = head(table)
    grid = document.add_table(rows=1, cols=len(columns) + 1)
    grid.style = "Table Grid"
    _fill(grid.rows[0], ["", *columns])
    for block in table.blocks:
        if block.title:
            line = grid.add_row()
            line.cells[0].merge(line.cells[-1]).text = _clean(block.title)
        for row in (*block.rows, *([block.total] if block.total else [])):
            _fill(grid.add_row(), [row.label, *figures.cells(row, table)])


def _fill(line: Any, texts: list[str]) -> None:
    for cell, text in zip(line.cells, texts, strict=True):
        cell.text = _clean(text)
