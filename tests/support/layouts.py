"""One paper in many layouts, as papers come: plain text of every habit, HTML, DOCX and PDF.

``LAYOUTS`` renders a paper to bytes; ``carried`` says what of the paper that layout can carry, to compare with.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from throughcare.commissioning.decisions.rules.paper import Paper, Table
from throughcare.commissioning.decisions.rules.writing import to_docx, to_html
from throughcare.commissioning.decisions.rules.writing.pieces import Piece, pieces

POUNDS, THOUSANDS, MILLIONS = 100, 100_000, 100_000_000
_UNIT_WORDS = {POUNDS: "£", THOUSANDS: "£000", MILLIONS: "£m"}
_CELL_MARKS = {POUNDS: "", THOUSANDS: "k", MILLIONS: "m"}


@dataclass(frozen=True)
class Layout:
    """The habits of one way to write a paper."""

    cells: str = "tabs"
    unit: int = POUNDS
    unit_in: str = "header"
    negative: str = "-{}"
    nought: str | None = None
    year: Callable[[str], str] = str
    run_together: str = ""
    wrap: int = 0
    newline: str = "\n"
    space: str = " "
    encoding: str = "utf-8"
    tick: str = "\u2713"

    def render(self, paper: Paper) -> bytes:
        text = "\n\n".join(self._texts(paper)).replace("\u2713", self.tick)
        if self.run_together:
            text = self._together(text)
        return text.replace(" ", self.space).replace("\n", self.newline).encode(self.encoding)

    def _texts(self, paper: Paper) -> Iterator[str]:
        for piece in pieces(paper):
            text = "\n".join(self._table(piece.table)) if piece.table else self._line(piece)
            whole = piece.table or piece.kind == "title" or not self.wrap
            yield text if whole else self._wrapped(text)

    def _wrapped(self, text: str) -> str:
        return "\n".join(textwrap.wrap(text, self.wrap, break_on_hyphens=False, break_long_words=False))

    def _line(self, piece: Piece) -> str:
        if piece.kind == "title":
            return f"DMPC Decision \u2013 {piece.label}\n\nTitle: {piece.text}"
        if piece.kind == "field":
            return f"{piece.label}: {piece.text}"
        if piece.kind == "subheading":
            return f"{piece.label}. {piece.text}"
        if piece.kind == "numbered" and "." in piece.label.rstrip("."):
            return f"- {piece.label}. {piece.text}"
        return f"{piece.label} {piece.text}".strip() if piece.kind == "numbered" else piece.text

    def _together(self, text: str) -> str:
        bold = self.run_together == "bold"
        for heading in ("Title:", "PART I -", "Executive Summary:", "Recommendation:"):
            text = text.replace(f"\n\n{heading}", f"**{heading}" if bold else f" {heading}", 1)
        text = text.replace("Signature\n\nDate", "Signature**Date" if bold else "Signature Date", 1)
        return text if bold else text.replace("\n\n- 1.1.", " 1.1.", 1).replace("\n\n- 4.1.", " 4.1.", 1)

    def decimals(self, table: Table) -> int:
        for places in range(9):
            if all(figure * 10**places % self.unit == 0 for figure in _figures(table)):
                return places
        raise ValueError("a figure of the paper can't be written in this unit")

    def _figure(self, pence: int | None, decimals: int) -> str:
        if pence is None:
            return ""
        if pence == 0 and self.nought is not None:
            return self.nought
        digits = f"{abs(pence) / self.unit:,.{decimals}f}"
        if self.unit_in == "cell":
            digits = f"£{digits}{_CELL_MARKS[self.unit]}"
        return self.negative.format(digits) if pence < 0 else digits

    def _rows(self, table: Table) -> Iterator[list[str]]:
        decimals = self.decimals(table)
        mark = f" {_UNIT_WORDS[self.unit]}" if self.unit_in == "header" else ""
        totals = any(row.total is not None for block in table.blocks for row in block.rows)
        yield ["", *(f"{self.year(year)}{mark}" for year in table.years), *([f"Total{mark}"] if totals else [])]
        for block in table.blocks:
            yield [block.title] + [""] * (len(table.years) + totals)
            for row in (*block.rows, *([block.total] if block.total else [])):
                figures = [*row.cells, *([row.total] if totals else [])]
                yield [row.label, *(self._figure(pence, decimals) for pence in figures)]

    def _table(self, table: Table) -> Iterator[str]:
        rows = list(self._rows(table))
        if self.unit_in == "caption":
            yield f"All figures in {_UNIT_WORDS[self.unit]}\n"
        if self.cells == "tabs":
            yield from ("\t".join(row) for row in rows)
        elif self.cells == "pipes":
            yield from (f"| {' | '.join(row)} |" for row in rows[:1])
            yield "|" + "---|" * len(rows[0])
            yield from (f"| {' | '.join(row)} |" for row in rows[1:])
        else:
            yield from (f"{row[0]:<40}{''.join(f'{cell:>18}' for cell in row[1:])}".rstrip() for row in rows)


def _figures(table: Table) -> list[int]:
    rows = [row for block in table.blocks for row in (*block.rows, *([block.total] if block.total else []))]
    return [pence for row in rows for pence in (*row.cells, row.total) if pence is not None]


def _in_pdf(paper: Paper) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Grid

    layout, style = _PDF, getSampleStyleSheet()["BodyText"]
    written = io.BytesIO()
    story: list[object] = []
    for piece in pieces(paper):
        if piece.table:
            story.append(Grid(list(layout._rows(piece.table))))
        else:
            lines = layout._line(piece).replace("\u2713", "[x]").replace("\u2610", "[ ]").split("\n\n")
            story += [Paragraph(_escaped(line), style) for line in lines]
        story.append(Spacer(1, 10))
    SimpleDocTemplate(written, pagesize=A4, invariant=1).build(story)
    return written.getvalue()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _two_digits(year: str) -> str:
    return year[2:]


def _hyphenated(year: str) -> str:
    return year.replace("/", "-")


def _dashed(year: str) -> str:
    return year.replace("/", "\u2013")


def _fiscal(year: str) -> str:
    return f"FY{year}"


_PDF = Layout(unit=THOUSANDS)
TEXT_LAYOUTS = {
    "tabs, pounds": Layout(),
    "tabs, thousands, brackets": Layout(unit=THOUSANDS, negative="({})", nought="-"),
    "tabs, millions, run together in bold": Layout(unit=MILLIONS, run_together="bold"),
    "tabs, millions, run together plain": Layout(unit=MILLIONS, run_together="plain", year=_hyphenated),
    "spaces, pounds, true minus": Layout(cells="spaces", negative="\u2212{}", year=_dashed),
    "spaces, thousands in caption": Layout(cells="spaces", unit=THOUSANDS, unit_in="caption", negative="({})"),
    "spaces, millions in cells": Layout(cells="spaces", unit=MILLIONS, unit_in="cell", negative="-{}"),
    "pipes, pounds in cells": Layout(cells="pipes", unit_in="cell", negative="({})", nought="-"),
    "pipes, thousands, two-digit years": Layout(cells="pipes", unit=THOUSANDS, year=_two_digits, negative="\u2013{}"),
    "pipes, millions in caption": Layout(cells="pipes", unit=MILLIONS, unit_in="caption", year=_fiscal),
    "tabs, windows line ends": Layout(newline="\r\n", encoding="utf-8-sig", tick="[x]"),
    "tabs, non-breaking spaces": Layout(unit=THOUSANDS, space="\u00a0", tick="\u2611"),
    "spaces, hard wrapped": Layout(cells="spaces", unit=THOUSANDS, wrap=92),
    "tabs, utf-16": Layout(unit=THOUSANDS, unit_in="cell", encoding="utf-16", negative="\u2212{}"),
    "tabs, zero-width characters": Layout(unit=MILLIONS, space="\u200b \u00ad"),
}
LAYOUTS: dict[str, Callable[[Paper], bytes]] = {
    **{name: layout.render for name, layout in TEXT_LAYOUTS.items()},
    "html": lambda paper: to_html(paper).encode(),
    "docx": to_docx,
    "pdf": _in_pdf,
}


def carried(name: str, paper: Paper) -> Paper:
    """The paper as this layout prints it: its unit and the precision that its decimals show."""
    layout = _PDF if name == "pdf" else TEXT_LAYOUTS.get(name)
    if layout is None or paper.table is None:
        return paper
    precision = max(1, layout.unit // 10 ** layout.decimals(paper.table))
    return replace(paper, table=replace(paper.table, unit_pence=layout.unit, precision_pence=precision))
