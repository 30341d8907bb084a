"""Lines to paragraphs: numbers kept, sentences that a page break cut put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from throughcare.commissioning.decisions.rules.paper import Paragraph
from throughcare.commissioning.decisions.rules.reading.lines import (
    Line,
    ends_sentence,
    is_bullet,
    squeeze,
    without_bullet,
)

_NUMBERED = re.compile(
    r"\s*(?:[-\u2010-\u2014\u2022*]\s+)?(?P<section>\d{1,2})\.(?P<item>\d{1,2})\b\.?\s*(?P<text>.*)$"
)


def paragraphs(lines: Iterable[Line], section: int) -> Iterator[Paragraph | int]:
    """The paragraphs of a section in order, and the number of a table where one stands between them."""
    current: Paragraph | None = None
    item = 0
    for line in lines:
        if line.table is not None:
            if current:
                yield current
                current = None
            yield line.table
            continue
        for text in parted(line.text, section, item):
            found = numbered(text, section, item)
            if found:
                item = found[0]
                paragraph = Paragraph(f"{section}.{item}", found[1])
            elif current and carries_on(current.text, text):
                current = replace(current, text=f"{current.text} {squeeze(text)}")
                continue
            else:
                paragraph = Paragraph("", squeeze(without_bullet(text)))
            if current:
                yield current
            current = paragraph
    if current:
        yield current


def carries_on(before: str, text: str) -> bool:
    """Whether ``text`` is the rest of a sentence that a page break cut."""
    return bool(before) and not ends_sentence(before) and not is_bullet(text)


def numbered(text: str, section: int, last: int) -> tuple[int, str] | None:
    """The paragraph's number within its section and its text, where the line opens with such a number.

    A number that isn't the next one must be followed by a capital: "4.8 of the Scheme" is the rest of a sentence.
    """
    found = _NUMBERED.match(text)
    if not found or int(found["section"]) != section:
        return None
    item, words = int(found["item"]), squeeze(found["text"])
    if item <= last or (item != last + 1 and words[:1].islower()):
        return None
    return item, words


def parted(text: str, section: int, last: int) -> Iterator[str]:
    """The line cut where the next paragraph's number follows the end of a sentence on the same line."""
    opening = numbered(text, section, last)
    item = (opening[0] if opening else last) + 1
    while True:
        follower = f"{section}.{item}" in text and re.search(
            rf"(?<=[.;:!?])\s+(?=(?:[-\u2022]\s)?{section}\.{item}\.?\s+[A-Z\"\u201c])", text
        )
        if not follower:
            yield text
            return
        yield text[: follower.start()]
        text = text[follower.end() :]
        item += 1
