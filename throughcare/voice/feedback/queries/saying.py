"""What a participant's page shows: one question, large, in their language."""

from __future__ import annotations

from dataclasses import dataclass, field

from throughcare.voice.feedback.queries.local import Say
from throughcare.voice.feedback.rules.answers import PICKED, RATHER_NOT, SCALE, SKIPPED, YES_NO, Answer, Asked

FIXED_HINTS = {"several": "question.several", "text": "question.own_words", "times": "question.times"}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to pick; ``face`` is 1 to 5 on a scale, else 0."""

    code: str
    text: str
    is_picked: bool = False
    face: int = 0


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question as it is shown: its place among how many, its words, what can be picked or what was typed."""

    code: str
    kind: str
    number: int
    total: int
    text: str
    hint: str
    options: tuple[Option, ...] = ()
    typed: str = ""
    error: str = ""
    was_given: bool = False
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many come after this one."""
        return self.total - self.number


def question_page(
    asked: Asked, place: int, total: int, say: Say, *, answer: Answer | None, may_show: bool
) -> QuestionPage:
    """The page of a question; what was answered before is shown only where ``may_show``."""
    words = asked.in_language(say.language.language)
    fixed = say(FIXED_HINTS[asked.kind]) if asked.kind in FIXED_HINTS else ""
    shown = answer if may_show else None
    return QuestionPage(
        code=asked.code,
        kind=asked.kind,
        number=place + 1,
        total=total,
        text=words.text,
        hint=words.hint or fixed,
        options=options_of(asked, say, picked=shown if isinstance(shown, list) else []),
        typed=shown if isinstance(shown, str) else "",
        was_given=answer is not None and not may_show,
    )


def points_told(*, is_named: bool, is_practitioner: bool) -> tuple[str, ...]:
    """What everybody is told before the first question, on a screen and on paper, by the ids of its sentences."""
    own = "before.job" if is_practitioner else "before.licence"
    if is_named:
        return ("named.reads", "named.why", own, "named.act", "named.back")
    return ("before.who_reads", "before.nameless", own, "before.act", "before.no_taking_back")


def options_of(asked: Asked, say: Say, *, picked: list[str]) -> tuple[Option, ...]:
    """The answers to pick from, in words."""
    if asked.kind not in PICKED:
        return ()
    own = asked.in_language(say.language.language).options
    return tuple(
        Option(code, own.get(code) or fixed_words(asked.kind, code, say), code in picked, face_of(asked.kind, code))
        for code in asked.options
    )


def fixed_words(kind: str, code: str, say: Say) -> str:
    """The words of answers that every scale and every yes or no has."""
    if kind == "scale" and code in SCALE:
        return say(f"scale.{code}")
    if kind == "yes_no" and code in YES_NO:
        return say(f"question.{code}")
    return {SKIPPED: say("question.skip"), RATHER_NOT: say("question.rather_not")}.get(code, code)


def face_of(kind: str, code: str) -> int:
    """Which of the five faces goes with an answer."""
    return int(code) if kind == "scale" and code in SCALE else 0
