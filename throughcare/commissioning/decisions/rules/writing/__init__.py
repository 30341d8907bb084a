"""Decision papers to files: HTML, DOCX, plain text, TOML, and plain values for JSON and the database."""

from __future__ import annotations

from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.writing.html import to_html
from throughcare.commissioning.decisions.rules.writing.record import to_dict
from throughcare.commissioning.decisions.rules.writing.text import to_text
from throughcare.commissioning.decisions.rules.writing.toml import to_toml

__all__ = ["to_dict", "to_docx", "to_html", "to_text", "to_toml"]


def to_docx(paper: Paper) -> bytes:
    """The paper as a Word document with headings, numbered paragraphs and a real table."""
    from throughcare.commissioning.decisions.rules.writing import docx

    return docx.to_docx(paper)
