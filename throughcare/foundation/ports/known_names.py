"""Which words are parts of names that the service knows: staff, people in the cohort. Asked, never listed.

Scrubbing of comments must know a name when it meets one, without holding a list of people and without knowing whose
name it is. An app that knows names registers a membership test: it is given words and says which of them are known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

LEAST_LETTERS = 2
PART = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
Provider = Callable[[frozenset[str]], Iterable[str]]
_providers: list[Provider] = []


def folded(word: str) -> str:
    """A word in small letters without accents, as names and words are compared."""
    bare = unicodedata.normalize("NFKD", word.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


def parts_of(names: Iterable[str]) -> set[str]:
    """The parts of names, folded: words of two letters or more, a double name whole and by its halves."""
    found: set[str] = set()
    for name in names:
        for part in PART.findall(folded(name)):
            found.update(one for one in (part, *part.split("-")) if len(one) >= LEAST_LETTERS)
    return found


def knows_names(provider: Provider) -> Provider:
    """Registers a membership test at start-up: given folded words, those that are parts of a name it knows."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def known_among(words: frozenset[str]) -> frozenset[str]:
    """Which of some folded words are parts of a name that any app knows."""
    return frozenset(word for provider in _providers for word in provider(words)) & words
