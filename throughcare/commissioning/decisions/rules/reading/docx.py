"""Word documents to text lines."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from throughcare.commissioning.decisions.rules.reading.cells import table_lines
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

LARGEST_UNPACKED = 60_000_000
_MOST_PARTS = 3_000
_BROKEN = "The Word document is damaged and can't be opened; open it in Word, save it again as .docx and try again."
_LIST_STYLES = ("List Bullet", "List Paragraph")


def text_of(data: bytes) -> str:
    """The text of a .docx file, paragraphs and tables in their order. Raises ``Unreadable``."""
    _check_package(data)
    try:
        from docx import Document

        document = Document(BytesIO(data))
        return "\n\n".join(_lines(document))
    except Unreadable:
        raise
    except Exception as problem:  # the parsers below raise dozens of kinds for damaged files
        raise Unreadable(_BROKEN) from problem


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, IndexError, OverflowError):
        raise Unreadable(_BROKEN) from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable("The Word document unpacks to far more than a decision paper holds; save it again without it.")
    if not any(part.filename == "word/document.xml" for part in parts):
        raise Unreadable("This is a packed file but no Word document; give the decision paper as .docx, PDF or text.")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("The Word document is protected by a password; save it without one and try again.")


def _lines(document: Any) -> list[str]:
    from docx.table import Table

    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.append("\n".join(line for line in table_lines(_rows(block)) if line.strip()))
        else:
            lines.append(_paragraph(block))
    return [line for line in lines if line.strip()]


def _paragraph(paragraph: Any) -> str:
    text: str = paragraph.text
    style = paragraph.style.name if paragraph.style is not None else ""
    if style == "Title" and "PCD" not in text and not text.lower().startswith("title"):
        return f"Title: {text}"
    return f"- {text}" if style in _LIST_STYLES and text.strip() else text


def _rows(table: Any) -> list[list[str]]:
    return [["\n".join(each.text for each in cell.paragraphs) for cell in _cells(row)] for row in table.rows]


def _cells(row: Any) -> list[Any]:
    """The cells of a row, a merged cell once."""
    merged = zip(row.cells, [None, *row.cells], strict=False)
    return [cell for cell, before in merged if before is None or cell._tc is not before._tc]
