"""Minutes as a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document

from throughcare.delivery.panels.rules.minutes import HEADING, ITEM, Line

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def to_docx(title: str, standing: str, lines: Iterable[Line]) -> bytes:
    """The document's bytes. ``standing`` says whether it is a draft or who approved it."""
    document: Any = Document()
    document.core_properties.title = _clean(title)[:250]
    document.core_properties.author = ""
    document.core_properties.created = datetime(2000, 1, 1, tzinfo=UTC)
    document.add_heading(_clean(title), 0)
    document.add_paragraph(_clean(standing))
    for line in lines:
        _add(document, line)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: Any, line: Line) -> None:
    if line.kind == HEADING:
        document.add_heading(_clean(line.words), 1)
    else:
        document.add_paragraph(_clean(line.words), style="List Bullet" if line.kind == ITEM else None)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
