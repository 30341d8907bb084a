"""What the tests of scrubbing go by: the project's own word lists, and a service that knows a few made-up people."""

from __future__ import annotations

from functools import lru_cache

from throughcare.foundation.reference import load
from throughcare.voice.coding.rules.scrubbing import Lists, lists_from

KNOWN = frozenset(["karen", "whitlock", "alex", "sample", "will", "hope", "mensah", "zbigniewska", "o'example"])


@lru_cache(maxsize=1)
def lists() -> Lists:
    """The lists, with names that this service knows."""
    reference = load()
    words = {(row.id, row.kind): row.words for row in reference.word_lists}
    boroughs = [row.name for row in reference.boroughs]
    return lists_from(words, boroughs, known=lambda asked: asked & KNOWN)
