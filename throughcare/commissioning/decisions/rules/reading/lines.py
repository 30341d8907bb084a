"""Text to logical lines: one heading, paragraph, list item or table row each, whatever the layout did to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from throughcare.commissioning.decisions.rules.reading import form

_CHARACTERS = {
    0xFEFF: None,
    0x00AD: None,
    0x200B: None,
    0x200C: None,
    0x200D: None,
    0x2060: None,
    0x00A0: " ",
    0x2007: " ",
    0x2009: " ",
    0x202F: " ",
    0x2011: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_KEPT_CONTROLS = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85")
_CONTROLS = {chr(code): "" for code in (*range(32), *range(127, 160)) if chr(code) not in _KEPT_CONTROLS}
_CLEAN = {chr(code): spelt or "" for code, spelt in _CHARACTERS.items()} | _CONTROLS
_ODD = re.compile("[" + "".join(map(re.escape, _CLEAN)) + "]")
_BULLET = re.compile(r"^\s*(?:[-\u2010-\u2014\u2022\u25cf\u25aa\u00b7\uf0b7*]\s+)+")
_SENTENCE_END = re.compile(r"[.;:?!\u2026][\"'\u2019\u201d)\]]*$")
_WIDE_GAP = re.compile(r"\S {3,}\S")
_STARTS = re.compile(r"^\s*(?:[-\u2013\u2022*]\s|\(?[a-z0-9]{1,2}[.)]\s|\d{1,2}\.\d)")
WRAP_WIDTHS = range(45, 140)


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line. ``gap`` is true where a blank line stood before it; ``table`` numbers a table in its place."""

    text: str
    gap: bool = False
    table: int | None = None


def clean(text: str) -> str:
    """The text without invisible characters, with ordinary spaces, and ligatures spelt out."""
    return _ODD.sub(lambda found: _CLEAN[found[0]], text)


def squeeze(text: str) -> str:
    """One space where there was any run of white space."""
    return " ".join(text.split())


def without_bullet(text: str) -> str:
    """The text of a list item without its dash or dot."""
    return _BULLET.sub("", text).strip()


def is_bullet(text: str) -> bool:
    """Whether the line opens with a dash or dot of a list."""
    return _BULLET.match(text) is not None


def is_tabular(text: str) -> bool:
    """Whether the line has cells: parted by tabs, pipes or a wide gap."""
    return "\t" in text or "|" in text or ("   " in text and _WIDE_GAP.search(text) is not None)


def ends_sentence(text: str) -> bool:
    """Whether a sentence or list item ends here, so that what follows is a new paragraph."""
    return _SENTENCE_END.search(text[-40:].rstrip()) is not None


def logical_lines(text: str) -> list[Line]:
    """The lines of a text: bold marks resolved, headings parted from what they run into, hard wraps undone."""
    lines = [
        Line(piece, gap=gap and at == 0)
        for raw, gap in _with_gaps(clean(text).splitlines())
        for at, piece in enumerate(_pieces(raw))
    ]
    return _unwrapped(lines)


def _with_gaps(raw_lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    gap = False
    for raw in raw_lines:
        if raw.strip():
            yield raw, gap
            gap = False
        else:
            gap = True


def _pieces(raw: str) -> Iterator[str]:
    for bolded in _without_bold(raw):
        if "|" in bolded or "\t" in bolded:
            yield bolded
        else:
            yield from (piece for piece in form.parted(bolded) if piece.strip())


def _without_bold(raw: str) -> list[str]:
    if "**" not in raw:
        return [raw]
    runs = raw.split("**")
    if len(runs) % 2 == 0:
        return [raw.replace("****", "\n")] if "\n" in raw else [run for run in runs if run.strip()]
    pieces = [runs[0]]
    for at in range(1, len(runs), 2):
        bold, plain = runs[at], runs[at + 1]
        if form.is_mark(bold) or (not plain.strip() and not pieces[-1].strip()):
            pieces += [bold, plain]
        else:
            pieces[-1] += bold + plain
    return [piece for piece in pieces if piece.strip()]


def _unwrapped(lines: list[Line]) -> list[Line]:
    width = _wrap_width(lines)
    if not width:
        return lines
    joined: list[Line] = []
    last_length = 0
    for line in lines:
        if joined and last_length >= width * 3 // 4 and _continues(joined[-1], line):
            joined[-1] = Line(_join(joined[-1].text, line.text), joined[-1].gap)
        else:
            joined.append(line)
        last_length = len(line.text)
    return joined


def _join(first: str, second: str) -> str:
    return f"{first.rstrip()} {second.strip()}"


def _wrap_width(lines: list[Line]) -> int:
    lengths = sorted(len(line.text) for line in lines if not is_tabular(line.text))
    if len(lengths) < 12:
        return 0
    longest = lengths[len(lengths) * 19 // 20]
    return longest if longest in WRAP_WIDTHS and lengths[-1] <= longest * 3 // 2 else 0


def _continues(before: Line, line: Line) -> bool:
    if line.gap or is_tabular(before.text) or is_tabular(line.text):
        return False
    return not (_STARTS.match(line.text) or form.is_mark(line.text) or form.stands_alone(before.text))
