"""What the reference files say for collecting feedback: limits, languages and their sentences, help lines, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from throughcare.foundation.reference import Reference, load
from throughcare.foundation.reference.collecting import Characteristic, HelpLine, Language
from throughcare.voice.feedback.rules.disclosure import HarmWords
from throughcare.voice.feedback.rules.reading import Limits
from throughcare.voice.feedback.rules.shuffling import Pooling

ENGLISH = "en"


@lru_cache(maxsize=1)
def reference() -> Reference:
    """The reference files, read once."""
    return load()


@lru_cache(maxsize=8)
def _as_of(on: date) -> Reference:
    return reference().as_of(on)


def limit(name: str, on: date) -> int:
    """A number by which feedback is collected, in force on a day."""
    return next(row.value for row in _as_of(on).feedback_limits if row.id == name)


def pooling(on: date) -> Pooling:
    """How answers wait before they are written."""
    return Pooling(limit("write_at", on), limit("hold_back", on), limit("fewest", on))


def reading_limits(on: date) -> Limits:
    """What a text that participants read is held to."""
    known = frozenset(word for row in _as_of(on).known_words if row.language == ENGLISH for word in row.words)
    return Limits(float(limit("reading_grade", on)), limit("sentence_words", on), known)


def languages() -> tuple[Language, ...]:
    """Every language in which fixed sentences exist, English first."""
    return tuple(sorted(reference().languages, key=lambda row: (row.language != ENGLISH, row.name)))


def language_names() -> list[tuple[str, str]]:
    """Their codes and English names, to choose from."""
    return [(one.language, one.name) for one in languages()]


def language(code: str) -> Language:
    """A language by its code, English where there is none."""
    found = {row.language: row for row in reference().languages}
    return found.get(code) or found[ENGLISH]


@lru_cache(maxsize=32)
def _texts(code: str) -> dict[str, str]:
    return {row.id: row.text for row in reference().language_texts if row.language == code}


@dataclass(frozen=True, slots=True)
class Say:
    """The fixed sentences in one language: ``say("question.next")``; facts fill the places in braces."""

    language: Language

    def __call__(self, text: str, **facts: object) -> str:
        """A sentence; in English where the language lacks it. Raises ``KeyError`` where there is none at all."""
        said = _texts(self.language.language).get(text) or _texts(ENGLISH)[text]
        return said.format(**facts) if facts else said


def say_in(code: str) -> Say:
    """The fixed sentences of a language."""
    return Say(language(code))


def fixed_texts(code: str) -> dict[str, str]:
    """Every fixed sentence of a language by id."""
    return dict(_texts(code))


def help_lines(*, in_prison: bool = False) -> tuple[HelpLine, ...]:
    """Where to get help now, in order; only lines whose number was read in a source, and emergency first."""
    rows = (row for row in reference().help_lines if row.certainty == "verified")
    return tuple(sorted((row for row in rows if row.where == "anywhere" or not in_prison), key=lambda row: row.order))


def harm_words(on: date) -> tuple[HarmWords, ...]:
    """Words that may mean that somebody is not safe."""
    return tuple(HarmWords(row.kind, row.language, row.words) for row in _as_of(on).disclosure_rules)


def characteristics() -> Iterator[Characteristic]:
    """Protected characteristics and those monitored beside them, in the order of the file."""
    yield from reference().characteristics
