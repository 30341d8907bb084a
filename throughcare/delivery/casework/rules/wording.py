"""A questionnaire's words in a file: read, held against its definition, and refused with the place to mend.

The same form serves the words that are shipped and those that an area loads under its own licence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from throughcare.delivery.casework.rules.instruments import Definition
from throughcare.errors import Invalid

MOST_BYTES = 200_000
LONGEST_TEXT = 1_500
HEAD = ("instrument", "version", "language", "attribution", "licence", "source")
KNOWN = {*HEAD, "intro", "answers", "question", "conversion"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question's words and its answers as pairs of value and text."""

    number: int
    text: str
    answers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of one version in one language, with the terms on which they may be used."""

    instrument: str
    version: str
    language: str
    intro: str
    attribution: str
    licence: str
    source: str
    questions: tuple[Question, ...]
    conversion: Mapping[int, Fraction] = field(default_factory=dict)

    def question(self, number: int) -> Question:
        """One question."""
        return self.questions[number - 1]

    def says(self, number: int, value: int | None) -> str:
        """An answer in its own words."""
        return dict(self.question(number).answers).get(value, "Not answered") if value is not None else "Not answered"


def read_wording(content: bytes) -> Wording:
    """Reads a file of words. Raises ``Invalid`` that says where and what to mend."""
    data = _toml(content)
    unknown = sorted(set(data) - KNOWN)
    if unknown:
        raise _wrong(f"There is no {unknown[0]!r} in a file of words.", f"It may hold: {', '.join(sorted(KNOWN))}.")
    head = {name: _text(data.get(name), name) for name in HEAD}
    intro = str(data.get("intro", "")).strip()
    usual = _answers(data["answers"], "answers") if "answers" in data else ()
    listed = data.get("question")
    if not isinstance(listed, list) or not listed:
        raise _wrong("The file holds no questions.", "Write each under [[question]] with number and text.")
    questions = tuple(_question(one, place, usual) for place, one in enumerate(listed, 1))
    if [one.number for one in questions] != list(range(1, len(questions) + 1)):
        raise _wrong("The questions are not numbered 1, 2, 3 and so on.", "Put them in order, each number once.")
    return Wording(**head, intro=intro, questions=questions, conversion=_conversion(data.get("conversion", [])))


def _wrong(says: str, remedy: str) -> Invalid:
    return Invalid({"file": f"{says} {remedy}"})


def _toml(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise _wrong(f"The file is larger than {MOST_BYTES // 1000} kB.", "Choose the file of words, nothing else.")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _wrong("The file is not text.", "Save it as UTF-8 text; a PDF or Word file cannot be read.") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"This is not TOML: {error}.", "Take one of the shipped files as a pattern.") from None


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(f"{name} is missing.", "Every file says which instrument, version, language, terms and source.")
    if len(value) > LONGEST_TEXT:
        raise _wrong(f"{name} is longer than {LONGEST_TEXT:,} characters.", "Shorten it.")
    return value.strip()


def _answers(value: Any, where: str) -> tuple[tuple[int, str], ...]:
    if not isinstance(value, list) or not value:
        raise _wrong(f"{where} is not a list of answers.", 'Write them as { value = 0, text = "Not at all" }.')
    found = []
    for one in value:
        number = one.get("value") if isinstance(one, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            raise _wrong(f"An answer of {where} has no whole number as its value.", "Give each its value and text.")
        found.append((number, _text(one.get("text"), f"the text of answer {number} of {where}")))
    return tuple(found)


def _question(one: Any, place: int, usual: tuple[tuple[int, str], ...]) -> Question:
    number = one.get("number") if isinstance(one, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise _wrong(f"Question {place} in the file has no number.", "Number the questions as the instrument does.")
    own = _answers(one["answers"], f"question {number}") if "answers" in one else usual
    if not own:
        raise _wrong(f"Question {number} has no answers.", "Write answers at the top for all, or under the question.")
    return Question(number, _text(one.get("text"), f"the text of question {number}"), own)


def _conversion(rows: Any) -> dict[int, Fraction]:
    try:
        return {int(one["raw"]): Fraction(str(one["metric"])) for one in rows}
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise _wrong(
            "A row of the conversion table cannot be read.", "Each needs raw and metric, both numbers."
        ) from None


def check_wording(wording: Wording, definition: Definition) -> None:
    """Raises ``Invalid`` unless the words fit: every question once, with exactly the answers it is scored by."""
    if (wording.instrument, wording.version) != (definition.code, definition.version):
        raise _wrong(
            f"The file is for {wording.instrument} version {wording.version}.",
            f"This page is for {definition.code} version {definition.version}.",
        )
    if len(wording.questions) != len(definition.items):
        raise _wrong(
            f"The file has {len(wording.questions)} questions and {definition.name} {len(definition.items)}.",
            "Check that none is missing or split.",
        )
    for item, question in zip(definition.items, wording.questions, strict=True):
        values = tuple(sorted(value for value, _ in question.answers))
        if values != item.values:
            wanted = ", ".join(str(one) for one in item.values)
            raise _wrong(f"Question {item.number} takes the values {wanted}.", "Give each of them one text.")
    _check_conversion(wording, definition)


def _check_conversion(wording: Wording, definition: Definition) -> None:
    if not definition.row.needs_conversion:
        if wording.conversion:
            raise _wrong(f"{definition.name} is not converted.", "Leave the conversion table out.")
        return
    wanted = set(range(definition.row.total_min, definition.row.total_max + 1))
    if wording.conversion and set(wording.conversion) != wanted:
        raise _wrong(
            "The conversion table has gaps.",
            f"It needs every sum from {definition.row.total_min} to {definition.row.total_max}.",
        )
