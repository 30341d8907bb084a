"""What somebody who answers with a code sees: one question at a time, and nothing about whose case it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare.delivery.casework.models import AnswerCode, Questionnaire, RiskPrompt
from throughcare.delivery.casework.queries import instruments
from throughcare.delivery.casework.queries.measures import answers_of
from throughcare.delivery.casework.rules import asking
from throughcare.delivery.casework.rules.wording import Question, Wording
from throughcare.errors import NotFound


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in its place: of which questionnaire, what was answered, and how many there are in all."""

    questionnaire_id: int
    question: Question
    words: Wording
    answered: bool
    value: int | None
    position: int
    count: int

    @property
    def is_last(self) -> bool:
        """Whether it is the last of all."""
        return self.position == self.count


@dataclass(frozen=True, slots=True)
class Answering:
    """All questions of an opened code in order, and whether help is shown because of an answer."""

    code_id: int
    questions: tuple[Asked, ...]
    shows_help: bool

    @property
    def left_out(self) -> tuple[Asked, ...]:
        """Those without an answer."""
        return tuple(one for one in self.questions if one.value is None)

    def at(self, position: int) -> Asked:
        """The question at a place, from 1."""
        if not 1 <= position <= len(self.questions):
            raise NotFound("There is no such question.", remedy="Go back to the question before.")
        return self.questions[position - 1]


def answering(code_id: int, *, at: datetime) -> Answering:
    """What is asked with an opened code. Raises ``NotFound`` once it is closed. Whoever holds the session may ask."""
    code = AnswerCode.objects.filter(pk=code_id).first()
    if code is None:
        raise asking.no_such_code()
    asking.check_still_answering(opened_at=code.opened_at, closed_at=code.closed_at, at=at)
    rows = list(Questionnaire.objects.filter(code=code).select_related("wording").order_by("id"))
    given = answers_of(row.pk for row in rows)
    found: list[tuple[int, Question, Wording, bool, int | None]] = []
    for row in rows:
        definition = instruments.definition(row.instrument, row.definition)
        words = instruments.words_used(definition, row.wording, row.language)
        if words is None:
            continue
        found += [
            (row.pk, one, words, one.number in given[row.pk], given[row.pk].get(one.number)) for one in words.questions
        ]
    questions = tuple(Asked(*one, place, len(found)) for place, one in enumerate(found, 1))
    return Answering(code_id, questions, RiskPrompt.objects.filter(questionnaire__code=code).exists())
