"""The numbers that Word puts before paragraphs by itself: they stand in no text, so they are counted as Word counts.

The rules are those of WordprocessingML (ISO/IEC 29500-1, 17.9): a paragraph names a list and a level; the list's
abstract definition gives each level a start, a format and a pattern such as ``%1.%2``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "-"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_HUNDREDS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), *_ROMAN)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts and how its number is written."""

    start: int = 1
    form: str = "decimal"
    pattern: str = "%1."


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted: lists of one definition count on from each other."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    definition_of: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def label(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of a list at a level, ``-`` for a bullet; empty where there is no list."""
        definition = self.definition_of.get(list_id)
        if definition is None:
            return ""
        levels, counts = self.levels[definition], self.counts.setdefault(definition, {})
        if list_id not in self.seen:
            self.seen.add(list_id)
            self._restart(list_id, counts)
        shown = levels.get(level, Level())
        counts[level] = counts.get(level, shown.start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return _written(shown, levels, counts)

    def _restart(self, list_id: str, counts: dict[int, int]) -> None:
        for (owner, level), start in self.restarts.items():
            if owner == list_id:
                counts[level] = start - 1


def _written(shown: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    if shown.form == "bullet":
        return BULLET
    if shown.form == "none":
        return ""
    text = shown.pattern
    for place in range(9):
        mark = f"%{place + 1}"
        if mark in text:
            level = levels.get(place, Level())
            text = text.replace(mark, counted(counts.get(place, level.start), level.form))
    return text.strip()


def counted(number: int, form: str) -> str:
    """A number in a form of Word's: letters, Roman numerals, else figures."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text = _roman(number)
        return text if form == "lowerRoman" else text.upper()
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _HUNDREDS:
        text += letters * (number // worth)
        number %= worth
    return text


def numbering_of(part: Any) -> Numbering:
    """The lists of a ``numbering.xml`` element; none where the document has no such part."""
    found = Numbering()
    if part is None:
        return found
    for one in part.iter(f"{W}abstractNum"):
        found.levels[_attribute(one, "abstractNumId")] = dict(_levels(one))
    for one in part.iter(f"{W}num"):
        definition, list_id = one.find(f"{W}abstractNumId"), _attribute(one, "numId")
        if definition is None or _attribute(definition, "val") not in found.levels:
            continue
        found.definition_of[list_id] = _attribute(definition, "val")
        for override in one.iter(f"{W}lvlOverride"):
            start = _whole(override.find(f"{W}startOverride"), None)
            if start is not None:
                found.restarts[list_id, int(_attribute(override, "ilvl") or 0)] = start
    return found


def _levels(definition: Any) -> Iterator[tuple[int, Level]]:
    for one in definition.iter(f"{W}lvl"):
        form, pattern = one.find(f"{W}numFmt"), one.find(f"{W}lvlText")
        yield (
            int(_attribute(one, "ilvl") or 0),
            Level(
                start=_whole(one.find(f"{W}start"), 1) or 0,
                form=_attribute(form, "val") or "decimal",
                pattern=_attribute(pattern, "val"),
            ),
        )


def place_of(properties: Any) -> tuple[str, int] | None:
    """The list and level that paragraph properties name; the list ``0`` means none. Null where they name no list."""
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is None:
        return None
    list_id = numbered.find(f"{W}numId")
    return (_attribute(list_id, "val") or "", _whole(numbered.find(f"{W}ilvl"), 0) or 0)


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{W}{name}") or "") if element is not None else ""


def _whole(element: Any, default: int | None) -> int | None:
    text = _attribute(element, "val")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
