"""Words that may mean that somebody is not safe: a list, whole words in order, nothing cleverer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640]")


@dataclass(frozen=True, slots=True)
class HarmWords:
    """Phrases of one kind in one language; ``*`` stands for the rest of a word."""

    kind: str
    language: str
    words: tuple[str, ...]


def kinds_of_harm(text: str, rules: Iterable[HarmWords]) -> tuple[str, ...]:
    """The kinds whose words a text holds, in any language: people mix languages."""
    plain = _plain(text)
    return tuple(dict.fromkeys(rule.kind for rule in rules if _pattern(rule.words).search(plain)))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return MARKS.sub("", folded)


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    parts = [r"[\s\W_]+".join(_word(word) for word in _plain(phrase).split()) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)
