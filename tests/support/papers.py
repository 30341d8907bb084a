"""Two decision papers of our own for tests: one sound, one with the faults that a published paper is known to have."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.support.layouts import LAYOUTS, carried
from throughcare.commissioning.decisions.rules import writing
from throughcare.commissioning.decisions.rules.paper import Block, Paper, Row
from throughcare.commissioning.decisions.rules.reading import from_dict, from_toml

__all__ = ["LAYOUTS", "block", "carried", "faulty_paper", "lowered_paper", "row", "sound_paper"]

PAPERS = Path(__file__).resolve().parent.parent / "data" / "papers"
THOUSAND = 100_000


def row(label: str, *figures: int, step: int = THOUSAND) -> Row:
    """A line of the table: one figure a year in units of ``step`` pence; the total is their sum."""
    cells = tuple(figure * step for figure in figures)
    return Row(label=label, cells=cells, total=sum(cells))


def block(kind: str, title: str, *rows: Row) -> Block:
    """A block whose total line is the sum of its lines."""
    columns = zip(*(line.cells for line in rows), strict=True)
    cells = tuple(sum(cell or 0 for cell in column) for column in columns)
    return Block(kind=kind, title=title, rows=rows, total=Row(label="Total", cells=cells, total=sum(cells)))


def sound_paper(**changes: Any) -> Paper:
    """A paper with no contradiction: its table foots, its years balance, its law is right for its date."""
    return replace(_kept("sound"), **changes)


def faulty_paper(**changes: Any) -> Paper:
    """A paper with the faults that a published paper is known to have, in our own words."""
    return replace(_kept("faulty"), **changes)


@functools.lru_cache
def _kept(name: str) -> Paper:
    return from_toml((PAPERS / f"{name}.toml").read_text(encoding="utf-8"))


def lowered_paper(paper: Paper) -> Paper:
    """The sound paper with £40,000 less for mentoring in its last year, met by MOPAC, in every place that says so."""
    lower = {("Peer mentoring service", -1): -4_000_000, ("MOPAC budget", -1): -4_000_000}
    blocks = []
    for one in paper.table.blocks if paper.table else ():
        rows = [
            row(line.label, *(cell or 0 for cell in line.cells[:-1]), (line.cells[-1] or 0) + change, step=1)
            for line in one.rows
            for change in [0 if one.kind == "current" else lower.get((line.label, -1), 0)]
        ]
        blocks.append(block(one.kind, one.title, *rows))
    said = writing.to_dict(replace(paper, table=None))
    words = json.dumps(said)
    for before, after in (
        ("and all of it is used by this decision", "and £460,000 of it is used by this decision"),
        ("£800,000", "£760,000"),
        ("a value of £200,000", "a value of £160,000"),
        ("at £200,000", "at £160,000"),
        ("£500,000 is met", "£460,000 is met"),
    ):
        words = words.replace(json.dumps(before)[1:-1], json.dumps(after)[1:-1])
    less = from_dict(json.loads(words.replace("80000000", "76000000")))
    return replace(less, table=replace(paper.table, blocks=tuple(blocks)) if paper.table else None)
