"""What the register searches: the words of Part 1, each once, and nothing of Part 2."""

from __future__ import annotations

import re

from throughcare.commissioning.decisions.rules.paper import Paper

WORD = re.compile(r"\w+(?:[-'\u2019]\w+)*")
LONGEST = 60


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, in order; one longer than ``LONGEST`` characters is cut."""
    return tuple(word[:LONGEST] for word in WORD.findall(text.lower()))


def words_of(paper: Paper) -> frozenset[str]:
    """The words by which a paper is found: reference, title, summary, recommendations, paragraphs and table lines."""
    parts = [paper.reference, paper.title, *(one.text for one in paper.summary)]
    parts += [one.text for one in paper.recommendations]
    parts += [one.text for section in paper.sections for one in section.paragraphs]
    parts += [row.label for block in (paper.table.blocks if paper.table else ()) for row in block.rows]
    return frozenset(words_in(" ".join(parts)))
