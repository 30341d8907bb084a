"""The parts of a paper, in order: which lines belong to the summary, the recommendations, each section and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from throughcare.commissioning.decisions.rules.reading import form
from throughcare.commissioning.decisions.rules.reading.lines import Line, is_bullet

_PARAGRAPH = re.compile(r"\s*(?:[-\u2022]\s+)?(?P<section>\d{1,2})\.1\b\.?\s+\S")
_CLOSED = frozenset({"declarations"})
LAST_SECTION = 20


@dataclass(slots=True)
class Part:
    """A part of the form with its lines; ``number`` and ``title`` are those of a section."""

    kind: str
    number: int = 0
    title: str = ""
    lines: list[Line] = field(default_factory=list)


def parts(lines: Iterable[Line]) -> list[Part]:
    """The lines under the part of the form they stand in; those before the first mark are the header."""
    outline = _Outline()
    for line in lines:
        outline.take(line)
    return outline.parts


class _Outline:
    def __init__(self) -> None:
        self.parts = [Part("header")]
        self.section = 0

    def take(self, line: Line) -> None:
        here = self.parts[-1]
        if line.table is None and self._opens(line):
            return
        here.lines.append(line)

    def _opens(self, line: Line) -> bool:
        marked = form.mark(line.text)
        if marked and self._may_open(marked[0]):
            kind, rest = marked
            self.parts.append(Part(kind))
            if rest.strip():
                self.parts[-1].lines.append(Line(rest))
            return True
        return self._opens_section(line)

    def _may_open(self, kind: str) -> bool:
        here = self.parts[-1].kind
        if here in _CLOSED or kind == here:
            return kind == "part_2"
        if kind != "signature" and any(part.kind == kind for part in self.parts):
            return False
        if kind in ("summary", "recommendations"):
            return self.section == 0
        return kind not in ("interests", "signature") or here != "access"

    def _opens_section(self, line: Line) -> bool:
        here = self.parts[-1].kind
        if here in ("declarations", "access", "part_2") or is_bullet(line.text):
            return False
        found = form.heading(line.text)
        if found and self._is_next(found):
            self.section = found.number or (found.known if self._free(found.known) else self.section + 1) or 0
            kind = "background" if form.is_background(found.title) else "section"
            self.parts.append(Part(kind, self.section, found.title))
            return True
        numbered = _PARAGRAPH.match(line.text)
        if numbered and self.section < int(numbered["section"]) <= LAST_SECTION and self._in_part_1():
            self.section = int(numbered["section"])
            self.parts.append(Part("section", self.section, "", [line]))
            return True
        return False

    def _is_next(self, found: form.Heading) -> bool:
        if found.known:
            return found.number is None or self.section < found.number <= LAST_SECTION
        return found.number == self.section + 1 and self._in_part_1()

    def _free(self, number: int | None) -> bool:
        return number is not None and number > self.section

    def _in_part_1(self) -> bool:
        return self.section > 0 or self.parts[-1].kind == "part_1"
