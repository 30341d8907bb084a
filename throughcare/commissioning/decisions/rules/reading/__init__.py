"""Decision papers from bytes: whatever the layout, the same structured paper."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.reading import sniffing
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

__all__ = ["Unreadable", "from_dict", "from_toml", "read_paper"]


def read_paper(data: bytes, *, name: str = "") -> Paper:
    """The decision paper in a file of plain text, HTML, DOCX, PDF with a text layer, or our structured TOML.

    The kind is told by the content; ``name`` is only a hint. What can't be placed is listed in ``Paper.unread``.
    Raises ``Unreadable``, and nothing else, with one sentence that says what is wrong and what to do.
    """
    sniffing.check_size(data)
    kind = sniffing.kind(data)
    if kind == "pdf":
        from throughcare.commissioning.decisions.rules.reading import pdf

        return _read_text(pdf.text_of(data))
    if kind == "docx":
        from throughcare.commissioning.decisions.rules.reading import docx

        return _read_text(docx.text_of(data))
    return _read_decoded(sniffing.decoded(data), name)


def _read_decoded(text: str, name: str) -> Paper:
    kind = sniffing.text_kind(text, name)
    if kind == "html":
        from throughcare.commissioning.decisions.rules.reading import html

        return _read_text(html.text_of(text))
    if kind == "toml":
        return from_toml(text)
    return _read_text(text)


def _read_text(text: str) -> Paper:
    from throughcare.commissioning.decisions.rules.reading import plain

    return plain.read_text(text)


def from_toml(text: str) -> Paper:
    """The paper that a structured TOML file states.

    Raises ``Unreadable`` naming the key, or the line where the file is no TOML.
    """
    from throughcare.commissioning.decisions.rules.reading import toml

    return toml.read_toml(text)


def from_dict(values: Mapping[str, object]) -> Paper:
    """The paper that ``writing.to_dict`` turned into plain values. Raises ``Unreadable`` naming a wrong key."""
    from throughcare.commissioning.decisions.rules.reading import record

    return record.paper_from(values)
