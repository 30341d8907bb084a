"""What changed between two versions of a paper, place by place and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from throughcare.commissioning.decisions.rules.paper import Access, Paper, Table

_TICKS = {None: "", True: "(ticked) ", False: "(not ticked) "}
_ANSWERS = {None: "not stated", True: "yes", False: "no"}
_INTERESTS: dict[str | None, str] = {None: "not recorded", "": "blank"}
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that was ``kept``, ``added`` or ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs. ``kind`` is ``added``, ``removed`` or ``changed``."""

    place: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    text: str


def compare(before: Paper, after: Paper) -> tuple[Change, ...]:
    """Every place at which two papers differ, in the order of the paper. Equal papers give nothing.

    Paragraphs are matched by their words, so one put in between does not make all that follow look changed.
    """
    old, new = list(_lines(before)), list(_lines(after))
    changes: list[Change] = []
    matcher = SequenceMatcher(None, [line.text for line in old], [line.text for line in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            changes.extend(_changes(old[a:b], new[c:d]))
    return tuple(changes)


def _changes(old: list[_Line], new: list[_Line]) -> Iterator[Change]:
    by_place = {line.place: line for line in old}
    matched = set()
    for line in new:
        twin = by_place.get(line.place)
        if twin is None:
            yield Change(line.place, "added", (Piece("added", line.text),))
        else:
            matched.add(line.place)
            yield Change(line.place, "changed", words_changed(twin.text, line.text))
    for line in old:
        if line.place not in matched:
            yield Change(line.place, "removed", (Piece("removed", line.text),))


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as runs of kept, removed and added words; joining kept and added gives ``after`` back."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(new[c:d])))
    return tuple(pieces)


def _lines(paper: Paper) -> Iterator[_Line]:
    for name in ("reference", "title", "objective", "programme", "decision_maker", "decided_for"):
        yield _Line(name.replace("_", " "), str(getattr(paper, name)))
    for index, paragraph in enumerate(paper.summary, start=1):
        yield _Line(f"summary, paragraph {index}", paragraph.text)
    for one in paper.recommendations:
        amount = "" if one.amount_pence is None else f" [{'up to ' if one.amount_is_cap else ''}{one.amount_pence}p]"
        yield _Line(
            f"rec {one.number}",
            f"{one.verb}: {one.text}{amount} {one.period} {one.funder} {one.power} {one.holder}".rstrip(),
        )
    for section in paper.sections:
        for index, paragraph in enumerate(section.paragraphs, start=1):
            place = f"para {paragraph.number}" if paragraph.number else f"section {section.number}, paragraph {index}"
            yield _Line(place, paragraph.text)
    if paper.table:
        yield from _table_lines(paper.table)
    for power in paper.powers:
        yield _Line(f"power: {power.law} {power.provision}", power.use)
    for index, title in enumerate(paper.background or (), start=1):
        yield _Line(f"background paper {index}", title)
    for declaration in paper.declarations:
        yield _Line(f"declaration: {declaration.label}", f"{_TICKS[declaration.ticked]}{declaration.text}")
    yield _Line("interests", _INTERESTS.get(paper.interests, paper.interests or ""))
    yield from _access_lines(paper.access)


def _access_lines(access: Access) -> Iterator[_Line]:
    until = f" until {access.until.isoformat()}" if access.until else ""
    yield _Line("access: deferral of Part 1", f"{_ANSWERS[access.deferred]}{until} {access.reason}".strip())
    yield _Line("access: Part 2", f"{_ANSWERS[access.part_2]} {access.exemption} {access.rationale}".strip())


def _table_lines(table: Table) -> Iterator[_Line]:
    for block in table.blocks:
        for row in (*block.rows, *((block.total,) if block.total else ())):
            at = f"table: {block.title} / {row.label}"
            for year, cell in zip((*table.years, "Total"), (*row.cells, row.total), strict=False):
                yield _Line(f"{at} / {year}", "" if cell is None else f"{cell}p")
