"""Word documents to text lines."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from throughcare.commissioning.decisions.rules.reading.cells import table_lines
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable
from throughcare.commissioning.decisions.rules.reading.word_numbers import Numbering, W, numbering_of, place_of

LARGEST_UNPACKED = 60_000_000
_MOST_PARTS = 3_000
_BROKEN = "The Word document is damaged and can't be opened; open it in Word, save it again as .docx and try again."
_LIST_STYLES = ("List Bullet", "List Paragraph")
_DEEPEST_STYLE = 12
_GONE = (f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_WRAPPING = (f"{W}sdt", f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo")


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

    _unwrap(document.element)
    numbering, notes = _numbering(document), _notes(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.append("\n".join(line for line in table_lines(_rows(block)) if line.strip()))
        else:
            lines.append(_paragraph(block, numbering, notes))
            lines.extend(_boxed(block))
    return [line for line in lines if line.strip()]


def _unwrap(root: Any) -> None:
    """Takes content controls and accepted changes out of their wrapping, and deletions and doubles out altogether.

    The library reads only what stands directly in a paragraph, a cell or the body.
    """
    for name in _GONE:
        for element in list(root.iter(name)):
            element.getparent().remove(element)
    for name in _WRAPPING:
        for element in list(root.iter(name)):
            inner = element.find(f"{W}sdtContent") if name == f"{W}sdt" else element
            if inner is not None:
                for child in [one for one in inner if not one.tag.endswith("Pr")]:
                    element.addprevious(child)
            element.getparent().remove(element)


def _numbering(document: Any) -> Numbering:
    from docx.opc.constants import RELATIONSHIP_TYPE as KINDS

    parts = (one.target_part for one in document.part.rels.values() if one.reltype == KINDS.NUMBERING)
    return numbering_of(next((part.element for part in parts), None))


def _notes(document: Any) -> dict[str, str]:
    """The words of footnotes and endnotes by kind and number."""
    from lxml import etree

    found: dict[str, str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind not in ("footnotes", "endnotes"):
            continue
        root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        for note in root.iter(f"{W}{kind[:-1]}"):
            text = " ".join("".join(one.itertext(f"{W}t")) for one in note.iter(f"{W}p")).strip()
            if text:
                found[f"{kind[:-1]}Reference {note.get(f'{W}id')}"] = text
    return found


def _paragraph(paragraph: Any, numbering: Numbering, notes: dict[str, str]) -> str:
    text: str = paragraph.text
    style = paragraph.style.name if paragraph.style is not None else ""
    if style == "Title" and "PCD" not in text and not text.lower().startswith("title"):
        return f"Title: {text}"
    for reference in paragraph._p.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
        name = reference.tag.removeprefix(W)
        if note := notes.get(f"{name} {reference.get(f'{W}id')}"):
            text += f" (Note: {note})"
    if not text.strip():
        return text
    label = _label(paragraph, numbering)
    if label is None:
        return f"- {text}" if style in _LIST_STYLES else text
    return f"{label} {text}".strip()


def _label(paragraph: Any, numbering: Numbering) -> str | None:
    """The number that Word shows before a paragraph; null where it is in no list."""
    place = place_of(paragraph._p.pPr)
    style = paragraph.style
    for _ in range(_DEEPEST_STYLE):
        if place is not None or style is None:
            break
        place, style = place_of(style.element.find(f"{W}pPr")), style.base_style
    if place is None or place[0] not in numbering.definition_of:
        return None
    return numbering.label(*place)


def _boxed(paragraph: Any) -> list[str]:
    """The lines of text boxes that hang from a paragraph."""
    boxes = paragraph._p.iter(f"{W}txbxContent")
    return ["".join(one.itertext(f"{W}t")) for box in boxes for one in box.iter(f"{W}p")]


def _rows(table: Any) -> list[list[str]]:
    return [["\n".join(each.text for each in cell.paragraphs) for cell in _cells(row)] for row in table.rows]


def _cells(row: Any) -> list[Any]:
    """The cells of a row, a merged cell once."""
    merged = zip(row.cells, [None, *row.cells], strict=False)
    return [cell for cell, before in merged if before is None or cell._tc is not before._tc]
