"""The words of a text, and the lists that names and places are looked up in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?", re.UNICODE)
ENDS = frozenset('.!?:\n\u2022\u201c"')
PLACE_KINDS = ("district", "hostel", "court", "prison", "hospital", "borough")
Known = Callable[[frozenset[str]], frozenset[str]]


def word_set(text: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(text.split())


def knows_nobody(words: frozenset[str]) -> frozenset[str]:
    """A service that knows no names."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands. ``key`` is it in small letters without a possessive; ``has_capital`` says nothing where
    the whole text is in capitals."""

    start: int
    end: int
    text: str
    key: str
    has_capital: bool
    begins: bool

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is all capitals and short, as NHS is."""
        return len(self.text) <= 5 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class Lists:
    """What scrubbing goes by. All words are in small letters.

    ``known`` is asked which of some words are parts of names that the service knows; it lists nobody. ``both`` are
    names that are words too; ``not_names`` words with a capital that are nobody's. ``places`` gives a place's kind by
    its words.
    """

    given_names: frozenset[str] = frozenset()
    both: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()
    places: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    known: Known = knows_nobody


def words_of(text: str) -> list[Word]:
    """The words of a folded text in order."""
    letters = [mark for mark in text if mark.isalpha()]
    shouting = len(letters) > 12 and sum(mark.isupper() for mark in letters) > 0.7 * len(letters)
    found = []
    for one in WORD.finditer(text):
        bare = one.group().removesuffix(".")
        whole = bare[:-2] if bare[-2:].casefold() == "'s" else bare
        end = one.start() + len(whole)
        has_capital = whole[0].isupper() and not shouting
        found.append(Word(one.start(), end, whole, whole.casefold(), has_capital, _begins(text, one.start())))
    return found


def _begins(text: str, start: int) -> bool:
    """Whether a word begins a sentence or a line, where English writes a capital anyway."""
    before = text[max(0, start - 6) : start]
    bare = before.rstrip(" '(-*")
    return not bare if start <= 6 else (not bare or bare[-1] in ENDS or "\n" in before[len(bare) :])


def lists_from(
    words: Mapping[tuple[str, str], Iterable[str]], boroughs: Iterable[str], *, known: Known = knows_nobody
) -> Lists:
    """Lists from rows of reference: words by their list and kind, and the full names of boroughs."""
    by_kind: dict[str, set[str]] = {}
    for (_, kind), found in words.items():
        by_kind.setdefault(kind, set()).update(word.casefold() for word in found)
    places = {tuple(name.casefold().split()): "borough" for name in boroughs}
    for kind in PLACE_KINDS:
        places |= {tuple(name.replace("-", " ").split()): kind for name in by_kind.get(kind, ())}
    return Lists(
        frozenset(by_kind.get("given_name", ())),
        frozenset(by_kind.get("both", ())),
        frozenset(by_kind.get("not_a_name", ())),
        places,
        known,
    )
