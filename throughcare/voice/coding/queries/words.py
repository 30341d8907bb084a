"""The words that scrubbing goes by, from reference."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from throughcare.foundation.reference import load
from throughcare.voice.coding.rules.scrubbing import Lists, lists_from
from throughcare.voice.coding.rules.scrubbing.words import Known


@lru_cache(maxsize=1)
def _lists() -> Lists:
    reference = load()
    words = {(row.id, row.kind): row.words for row in reference.word_lists}
    return lists_from(words, [row.name for row in reference.boroughs])


def scrubbing_lists(*, known: Known) -> Lists:
    """The lists, with the test of which names the service knows."""
    return replace(_lists(), known=known)
