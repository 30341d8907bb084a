"""Two decision papers of our own for tests: one sound, one with the faults that a published paper is known to have."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.support.layouts import LAYOUTS, carried
from throughcare.commissioning.decisions.rules.paper import Block, Paper, Row
from throughcare.commissioning.decisions.rules.reading import from_toml

__all__ = ["LAYOUTS", "block", "carried", "faulty_paper", "row", "sound_paper"]

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
