"""What a comment looks like to the model: its words and pairs of words, and parts of words that survive a slip."""

from __future__ import annotations

import re
from typing import Any

from throughcare.voice.coding.rules.scrubbing.masking import MASK

WORD = re.compile(r"(?u)\b\w\w+\b")
MOST_WORDS, MOST_PARTS = 30_000, 60_000


def readable(masked: str) -> str:
    """A masked comment as the model sees it: without its masks, in small letters."""
    return MASK.sub(" ", masked).lower()


def word_features(vocabulary: dict[str, int] | None = None, *, least: int = 2) -> Any:
    """TF-IDF of words and pairs of neighbouring words; ``least`` comments must have one."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        lowercase=False,
        sublinear_tf=True,
        ngram_range=(1, 2),
        token_pattern=WORD.pattern,
        min_df=least,
        max_features=MOST_WORDS,
        vocabulary=vocabulary,
    )


def part_features(vocabulary: dict[str, int] | None = None, *, least: int = 2) -> Any:
    """TF-IDF of three to five marks within a word."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        lowercase=False,
        sublinear_tf=True,
        analyzer="char_wb",
        ngram_range=(3, 5),
        min_df=least,
        max_features=MOST_PARTS,
        vocabulary=vocabulary,
    )
