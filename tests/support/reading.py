"""What a page says to whoever reads it, piece by piece as it stands there, held to the reading age."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import html5lib

from throughcare.voice.feedback.rules.reading import Limits, read

WITHIN_A_LINE = frozenset(["a", "abbr", "b", "bdi", "em", "i", "small", "span", "strong"])
NOT_READ = frozenset(["script", "style", "svg", "noscript", "template"])
SHOWN = ("aria-label", "title", "alt", "placeholder")
# A day is a day in any language, and no harder for its month.
DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)


def pieces(html: str, *, within: str = "body", leave_out: Collection[str] = ()) -> Iterator[str]:
    """Each heading, paragraph, label, button and cell inside an element. ``leave_out`` are classes not read."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    yield from (title.text or "" for title in tree.iter("title"))
    for place in tree.iter(within):
        yield from _lines(place, frozenset(leave_out))


def _lines(place: Any, leave_out: frozenset[str]) -> Iterator[str]:
    line = [place.text or ""]
    for one in place:
        if not isinstance(one.tag, str) or one.tag in NOT_READ or leave_out & set((one.get("class") or "").split()):
            line.append(one.tail or "")
            continue
        yield from (text for name, text in one.items() if text and (name in SHOWN or name.startswith("data-i18n")))
        inner = list(_lines(one, leave_out))
        if one.tag in WITHIN_A_LINE:
            line += [" ".join(inner), one.tail or ""]
        else:
            yield "".join(line)
            yield from inner
            line = [one.tail or ""]
    yield "".join(line)


def faults_of_page(
    html: str,
    limits: Limits,
    *,
    language: str = "en",
    within: str = "body",
    facts: Collection[str] = (),
    leave_out: Collection[str] = (),
) -> Mapping[str, tuple[str, ...]]:
    """What is hard to read on a page, by the words that are. ``facts`` are names, each read as one word."""
    found = {}
    for piece in pieces(html, within=within, leave_out=leave_out):
        text = DAY.sub("5", " ".join(piece.split()))
        for fact in sorted(facts, key=len, reverse=True):
            text = text.replace(fact, "5")
        faults = read(text, language, limits).faults
        if faults:
            found[text] = faults
    return found
