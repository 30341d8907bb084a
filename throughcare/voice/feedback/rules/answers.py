"""Questions as they are asked, and what counts as an answer.

An answer is a list of codes for kinds with answers to pick from, and a text for own words and for a number of times.
Left out and rather not said are answers too, in codes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SKIPPED = "_skipped"
RATHER_NOT = "_rather_not"
MESSAGE = "_message"
PICKED = frozenset({"choice", "several", "scale", "yes_no"})
SCALE = ("1", "2", "3", "4", "5")
YES_NO = ("yes", "no")
BANDS = ((0, "0"), (1, "1"), (2, "2"), (5, "3 to 5"), (10, "6 to 10"))
MOST_TIMES = 9999

Answer = list[str] | str
Answers = dict[str, Answer]


class Unusable(ValueError):
    """What was given is no answer. ``text`` is the id of the sentence that says so, ``facts`` what fills it in."""

    def __init__(self, text: str, **facts: object) -> None:
        super().__init__(text)
        self.text = text
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Words:
    """A question in one language; ``options`` maps the code of an answer to its words."""

    text: str
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a version of a survey, as frozen in it."""

    code: str
    kind: str
    options: tuple[str, ...] = ()
    characteristic: str = ""
    licence: str = ""
    words: Mapping[str, Words] = field(default_factory=dict)

    def in_language(self, language: str) -> Words:
        """Its words in a language, else in the first that it has."""
        return self.words.get(language) or next(iter(self.words.values()), Words(self.code))


def options_of(kind: str, options: Sequence[str]) -> tuple[str, ...]:
    """The codes of the answers that can be picked."""
    fixed = {"scale": SCALE, "yes_no": YES_NO, "text": (), "times": ()}
    return fixed.get(kind, tuple(options))


def asked_of(content: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The questions of a version's frozen content, in order."""
    return tuple(_asked(one) for one in content.get("questions", ()))


def _asked(one: Mapping[str, Any]) -> Asked:
    words = {
        language: Words(said["text"], said.get("hint", ""), said.get("options", {}))
        for language, said in one["words"].items()
    }
    return Asked(
        code=one["code"],
        kind=one["kind"],
        options=options_of(one["kind"], one.get("options", ())),
        characteristic=one.get("characteristic", ""),
        licence=one.get("licence", ""),
        words=words,
    )


def put_to(asked: Sequence[Asked], *, asks_who: bool) -> tuple[Asked, ...]:
    """The questions that a holder of a code is asked: none about who they are where the group is too small."""
    return tuple(one for one in asked if asks_who or not one.characteristic)


def read_answer(asked: Asked, picked: Sequence[str], text: str, *, longest: int) -> Answer:
    """The answer that was given. Raises ``Unusable`` with the sentence to show."""
    if asked.kind in PICKED:
        return _picked(asked, picked)
    plain = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if asked.kind == "times":
        return str(read_times(plain))
    if not plain:
        raise Unusable("question.write")
    if len(plain) > longest:
        raise Unusable("question.too_long", typed=len(plain), most=longest, over=len(plain) - longest)
    return plain


def _picked(asked: Asked, picked: Sequence[str]) -> list[str]:
    known = [option for option in asked.options if option in picked]
    if not known or (asked.kind != "several" and len(known) > 1):
        raise Unusable("question.pick")
    return known


def read_times(text: str) -> int:
    """A whole number of times, in any digits of the world. Raises ``Unusable`` for anything else."""
    try:
        number = int(text)
    except ValueError:
        raise Unusable("question.number") from None
    if not 0 <= number <= MOST_TIMES:
        raise Unusable("question.number")
    return number


def band_of(number: int) -> str:
    """The band in which a number of times is counted: a rare number would point at who gave it."""
    return next((name for most, name in BANDS if number <= most), "11 or more")


def bands() -> tuple[str, ...]:
    """Every band, in order."""
    return (*(name for _, name in BANDS), "11 or more")


def counted_as(asked: Asked, answer: Answer | None) -> tuple[str, ...]:
    """The codes under which an answer is counted. Own words count only as given or not."""
    if answer is None:
        return (SKIPPED,)
    if isinstance(answer, list):
        return tuple(answer)
    if asked.kind == "times":
        return (band_of(int(answer)),)
    return ("_given",)


def is_given(answer: Answer | None) -> bool:
    """Whether somebody said something, rather than leaving a question out."""
    return answer is not None and answer not in ([SKIPPED], [RATHER_NOT])


def own_words(answer: Answer | None) -> str:
    """The words of an answer in own words, empty where there are none."""
    return answer if isinstance(answer, str) else ""


def words_of(content: Mapping[str, Any], answers: Mapping[str, Answer]) -> dict[str, str]:
    """What a named answer says in its giver's own words, by question; of a text message under ``MESSAGE``."""
    in_own_words = {one.code for one in asked_of(content) if one.kind == "text"} | {MESSAGE}
    return {code: text for code, answer in answers.items() if code in in_own_words and (text := own_words(answer))}
