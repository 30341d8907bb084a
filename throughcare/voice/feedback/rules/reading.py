"""How hard a text is to read, and which words make it so.

English is held to the Flesch-Kincaid grade: 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (J. P. Kincaid
and others, "Derivation of new readability formulas", Naval Technical Training Command report 8-75, 1975). Grade 4 is
read by children of nine, so reading age is the grade plus five. The formula means nothing for a few words, so every
text is held word by word too: none of three syllables or more unless it is a word that people here know. Other
languages have no such formula here: words of a sentence and letters of a word are counted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pyphen

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?؟।…:\n]+(?=\s|$)")
VOWELS = re.compile(r"[aeiouy]+")
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
FORMULA_FROM = 10
LONG_SYLLABLES = 3
LONG_LETTERS = 15
# Words that the rules below count wrongly.
COUNTED = {
    **dict.fromkeys(("someone", "every", "quiet", "create", "science"), 2),
    **dict.fromkeys(("everyone", "everything", "idea", "ideas", "area", "areas", "sexual"), 3),
    "orientation": 5,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a participant's text may ask: a grade (English), words a sentence; and words known to them."""

    grade: float = 4.0
    sentence_words: int = 15
    known_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: the grade (null where the formula means nothing), hard words, and what is wrong, in sentences."""

    grade: float | None
    hard_words: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Syllables of an English word: its vowel groups without a silent end, or its hyphenation where that has more."""
    lower = word.lower().replace("’", "'")
    bare = re.sub(r"'[a-z]*$", "", lower)
    if bare in COUNTED:
        return COUNTED[bare]
    spoken = re.sub(r"(?<=[^aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouscxzgh])es$", "", bare)
    if re.search(r"[^aeiouy]le$", bare):
        spoken = bare
    spoken = re.sub(r"(?<=[aeiouy][^aeiouyw])e(?=(?:ful|less|ment|ly|thing|one|body|where)$)", "", spoken)
    groups = len(VOWELS.findall(spoken))
    groups += len(re.findall(r"i[ao](?!u)|[aeou]ing|eo(?!p|u)", spoken)) - len(re.findall(r"[tcsg]io|[tc]ia", spoken))
    return max(1, groups, len(_hyphens().positions(bare)) + 1 if groups >= LONG_SYLLABLES else 0)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence. A line or what stands before a colon is a sentence of its own.

    Marks above and below letters are left out: in many scripts they would cut a word in pieces that pass as short ones.
    """
    whole = unicodedata.normalize("NFC", PLACEHOLDER.sub("five", text))
    plain = "".join(sign for sign in whole if not unicodedata.category(sign).startswith("M"))
    return [found for part in SENTENCE_END.split(plain) if (found := WORD.findall(part))]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text. Raises ``ValueError`` where it has no words."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if not words:
        raise ValueError("There are no words to grade.")
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def read(text: str, language: str, limits: Limits) -> Reading:
    """How hard a text is, held to the limits."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if language == "en":
        hard = tuple(dict.fromkeys(word for word in words if _is_hard(word, limits)))
    else:
        hard = tuple(dict.fromkeys(word for word in words if len(word) > LONG_LETTERS))
    faults = [f"“{word}” is a hard word." for word in hard]
    faults += [
        f"A sentence has {len(sentence)} words; {limits.sentence_words} is the most."
        for sentence in found
        if len(sentence) > limits.sentence_words
    ]
    reached = grade(text) if language == "en" and len(words) >= FORMULA_FROM else None
    if reached is not None and reached > limits.grade:
        faults.append(f"It reads at about age {reached + 5:.0f}; the most is age {limits.grade + 5:.0f}.")
    return Reading(reached, hard, tuple(faults))


def _is_hard(word: str, limits: Limits) -> bool:
    return syllables(word) >= LONG_SYLLABLES and word.lower() not in limits.known_words
