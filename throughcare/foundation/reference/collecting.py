"""Rows of the reference tables by which people's feedback is collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from .rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLimit(Row):
    """A number by which feedback is collected; ``unit`` is what it counts."""

    id: str
    value: int
    unit: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Row):
    """A language in which people can answer; ``own_name`` is what its speakers call it."""

    KEY: ClassVar[tuple[str, ...]] = ("language",)

    language: str
    name: str
    own_name: str
    direction: Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageText(Row):
    """A fixed sentence that participants read, in one language; ``{name}`` is filled in when it is shown."""

    KEY: ClassVar[tuple[str, ...]] = ("language", "id")

    language: str
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWords(Row):
    """Longer words that participants know, so that a text may use them."""

    KEY: ClassVar[tuple[str, ...]] = ("language",)

    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCourse(Row):
    """A course that a peer researcher needs for some kinds of work, and for how many months it holds."""

    id: str
    name: str
    needed_for: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine(Row):
    """Where to get help now; ``text`` is the id of the sentence that says what it is for."""

    id: str
    order: int
    text: str
    name: str
    number: str
    where: Literal["community", "anywhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRule(Row):
    """Words that may mean that somebody is not safe; ``*`` stands for the rest of a word."""

    id: str
    kind: Literal["self_harm", "harm_to_others", "child", "abuse"]
    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic(Row):
    """A protected characteristic, or one monitored beside the nine, with codes of answers to ask for."""

    id: str
    name: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedQuestion(Row):
    """A question that every bank can start from; ``options`` are codes of the answers to pick from."""

    id: str
    kind: Literal["choice", "several", "scale", "yes_no", "text", "times"]
    options: tuple[str, ...] = ()
    characteristic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedWords(Row):
    """Such a question in one language; each of ``options`` is the code of an answer, a colon and its words."""

    KEY: ClassVar[tuple[str, ...]] = ("question", "language")

    question: str
    language: str
    text: str
    options: tuple[str, ...] = ()
