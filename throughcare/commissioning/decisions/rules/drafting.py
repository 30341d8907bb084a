"""Drafting: each short step of the form, as a pure change to the structured paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from throughcare.commissioning.decisions.rules.paper import (
    Access,
    Block,
    Declaration,
    LegalPower,
    Paper,
    Paragraph,
    Recommendation,
    Row,
    Section,
    Table,
)

PENCE = 1
MAIN_SECTIONS: dict[int, str] = {
    1: "Introduction and background",
    2: "Issues for consideration",
    3: "Financial comments",
    4: "Legal comments",
    5: "Commercial issues",
    6: "Public health approach",
    7: "GDPR and data privacy",
    8: "Equality comments",
}
BLOCK_TITLES: dict[str, str] = {
    "expenditure": "Proposed expenditure",
    "funding": "Funded by",
    "current": "Current budget",
    "change": "Changes to current budget",
}
DELEGATING = {"delegate", "delegated"}


def paragraphs(text: str, section: int) -> tuple[Paragraph, ...]:
    """Paragraphs from prose, parted by blank lines, numbered ``section.1``, ``section.2``... in order."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return tuple(Paragraph(f"{section}.{index}", part) for index, part in enumerate(parts, start=1))


def prose(found: Sequence[Paragraph]) -> str:
    """Prose from paragraphs: the inverse of ``paragraphs`` but for the numbers."""
    return "\n\n".join(paragraph.text for paragraph in found)


def with_summary(paper: Paper, text: str) -> Paper:
    """The executive summary."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return replace(paper, summary=tuple(Paragraph("summary", part) for part in parts))


def with_section(paper: Paper, number: int, text: str) -> Paper:
    """One section of Part 1; an empty text takes it out."""
    others = {section.number: section for section in paper.sections if section.number != number}
    known = next((section.title for section in paper.sections if section.number == number), "")
    found = paragraphs(text, number)
    if found:
        others[number] = Section(number, known or MAIN_SECTIONS.get(number, f"Section {number}"), found)
    return replace(paper, sections=tuple(others[key] for key in sorted(others)))


def with_recommendations(paper: Paper, rows: Sequence[Mapping[str, object]]) -> Paper:
    """The recommendations, numbered in order; a row without words is left out."""
    found: list[Recommendation] = []
    for row in rows:
        text = str(row.get("text") or "").strip()
        if not text:
            continue
        amount = row.get("amount")
        found.append(
            Recommendation(
                number=len(found) + 1,
                verb=str(row.get("verb") or "").strip().lower(),
                text=text,
                amount_pence=amount if isinstance(amount, int) else None,
                precision_pence=PENCE,
                amount_is_cap=bool(row.get("is_cap")),
                period=str(row.get("period") or "").strip(),
                funder=str(row.get("funder") or "").strip(),
                power=str(row.get("power") or "").strip(),
                holder=str(row.get("holder") or "").strip(),
            )
        )
    return replace(paper, recommendations=tuple(found))


def with_powers(paper: Paper, rows: Sequence[Mapping[str, object]]) -> Paper:
    """The legal powers relied on."""
    found = [
        LegalPower(
            law=str(row.get("law") or "").strip(),
            provision=str(row.get("provision") or "").strip(),
            use=str(row.get("use") or "").strip(),
            where=str(row.get("where") or "").strip(),
        )
        for row in rows
        if str(row.get("law") or "").strip()
    ]
    return replace(paper, powers=tuple(found))


def table_of(years: Sequence[str], blocks: Mapping[str, Sequence[tuple[str, Sequence[int | None]]]]) -> Table:
    """A table in pounds from lines of cells in pence; line and block totals are worked out, never typed."""
    made = []
    for kind, title in BLOCK_TITLES.items():
        rows = tuple(_row(label, cells) for label, cells in blocks.get(kind, ()) if label.strip())
        if rows:
            columns = tuple(sum(row.cells[index] or 0 for row in rows) for index in range(len(years)))
            made.append(Block(kind, title, rows, Row("Total", columns, sum(columns))))
    return Table(tuple(years), tuple(made), unit_pence=100, precision_pence=1, where="3.2")


def _row(label: str, cells: Sequence[int | None]) -> Row:
    return Row(label.strip(), tuple(cells), sum(cell or 0 for cell in cells))


def with_access(paper: Paper, access: Access) -> Paper:
    """Public access to the paper."""
    return replace(paper, access=access)


def with_background(paper: Paper, text: str) -> Paper:
    """Background papers, one a line; an empty text says there are none."""
    return replace(paper, background=tuple(line.strip() for line in text.splitlines() if line.strip()))


def with_declarations(paper: Paper, found: Sequence[Declaration]) -> Paper:
    """Declarations by officers, in place of those of the same kind."""
    ids = {declaration.id for declaration in found}
    kept = tuple(declaration for declaration in paper.declarations if declaration.id not in ids)
    return replace(paper, declarations=(*kept, *found))


def signed_by_decision_maker(paper: Paper, *, interests: str, on: date) -> Paper:
    """The paper as signed: interests recorded, dated."""
    return replace(paper, interests=interests.strip(), signed=on)


def delegations_in(paper: Paper) -> tuple[Recommendation, ...]:
    """The recommendations that delegate authority."""
    return tuple(
        one for one in paper.recommendations if one.verb in DELEGATING or "delegated authority" in one.text.lower()
    )
