"""A plainer copy of a text for finding things in it, with the way back to where each mark stood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
QUOTES = dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u0060\u00b4\uff07", "'")
CYRILLIC = (
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421"
    "\u0422\u0425\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0445\u0443\u0455"
)
GREEK = "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
LOOK_ALIKES = {
    **dict(zip(CYRILLIC, "ABESIJKMHOPCTXaceijopxys", strict=True)),
    **dict(zip(GREEK, "ABEZHIKMNOPTYXo", strict=True)),
}
SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` has figures, dashes, quotes and accents made plain; ``starts[i]`` is where its mark ``i`` stood."""

    text: str
    starts: tuple[int, ...]
    length: int

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the folded text stands for, hidden marks included."""
        first = self.starts[start]
        last = self.starts[end] if end < len(self.starts) else self.length
        return first, last


@lru_cache(maxsize=4096)
def plain(mark: str) -> str:
    """One mark made plain: a figure of any script as 0 to 9, an accented letter without accent; hidden marks go."""
    if mark.isascii():
        return mark
    for table in (DASHES, QUOTES):
        if mark in table:
            return table[mark]
    if mark in SPACES:
        return " "
    if unicodedata.category(mark) in {"Cf", "Mn", "Me", "Cc"}:
        return ""
    figure = unicodedata.digit(mark, None)
    if figure is not None:
        return str(figure)
    bare = unicodedata.normalize("NFKD", mark)
    if len(bare) >= 1 and bare[0].isascii() and all(unicodedata.combining(part) for part in bare[1:]):
        return bare[0]
    return mark


def fold(text: str) -> Folded:
    """The folded copy of a text. It is never longer than the text."""
    if text.isascii():
        return Folded(text.replace("\t", " "), tuple(range(len(text))), len(text))
    marks, starts = [], []
    mostly_latin = 2 * sum(mark.isascii() for mark in text) > len(text)
    for place, mark in enumerate(text):
        # A Cyrillic letter amid Latin ones stands in for the Latin one; in a Russian comment it is itself.
        shown = LOOK_ALIKES.get(mark, "") if mostly_latin else ""
        shown = shown or plain(mark)
        if shown:
            marks.append(shown)
            starts.append(place)
    return Folded("".join(marks), tuple(starts), len(text))
