"""The questionnaires of a case: scores, change since the first, and one filling in, answer by answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.delivery.casework.models import Answer, AnswerCode, Questionnaire
from throughcare.delivery.casework.queries import instruments
from throughcare.delivery.casework.rules.change import Change, Joint, change_between, joint_change
from throughcare.delivery.casework.rules.instruments import Definition
from throughcare.delivery.casework.rules.scoring import Score, risk_answers, score
from throughcare.delivery.casework.rules.wording import Wording
from throughcare.delivery.casework.states import MEASURED
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of

TALKING_THERAPIES = ("phq9", "gad7")


@dataclass(frozen=True, slots=True)
class Measure:
    """One filling in with its score as the definition gives it today."""

    id: int
    definition: Definition
    occasion: str
    occasion_words: str
    mode_words: str
    asked_on: date
    state: str
    score: Score
    answered: int
    risk: tuple[int, ...]
    prompt_id: int | None

    @property
    def of(self) -> int:
        """How many questions there are."""
        return len(self.definition.items)


@dataclass(frozen=True, slots=True)
class Course:
    """One instrument over a case, oldest first, and the change from the first to the latest that have totals."""

    definition: Definition
    measures: tuple[Measure, ...]
    change: Change | None

    @property
    def totals(self) -> tuple[Measure, ...]:
        """Those with a total, oldest first."""
        return tuple(one for one in self.measures if one.score.total is not None)


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that can still be used or is being answered with."""

    id: int
    made_at: datetime
    until: datetime
    is_open: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything measured in a case. ``joint`` is depression and anxiety taken together, where both have a pair."""

    courses: tuple[Course, ...]
    unfinished: tuple[Measure, ...]
    codes: tuple[OpenCode, ...]
    joint: Joint | None


def answers_of(ids: Iterable[int]) -> dict[int, dict[int, int | None]]:
    """The answer that counts of every question of some questionnaires, in one query."""
    found: dict[int, dict[int, int | None]] = defaultdict(dict)
    rows = Answer.objects.filter(questionnaire__in=list(ids)).order_by("id")
    for questionnaire, number, value in rows.values_list("questionnaire_id", "number", "value"):
        found[questionnaire][number] = value
    return found


def sex_of(gender: str) -> str:
    """A recorded gender as instruments tell sexes apart; empty where they would not."""
    return gender if gender in ("male", "female") else ""


def score_of(row: Questionnaire, answers: Mapping[int, int | None], sex: str) -> Score:
    """The score of one filling in, with the licensed conversion where the words carry one."""
    definition = instruments.definition(row.instrument, row.definition)
    words = instruments.words_used(definition, row.wording, row.language)
    return score(definition, answers, sex=sex, conversion=words.conversion if words else None)


def _measure(row: Questionnaire, answers: Mapping[int, int | None], sex: str) -> Measure:
    definition = instruments.definition(row.instrument, row.definition)
    prompt = getattr(row, "risk_prompt", None)
    return Measure(
        id=row.pk,
        definition=definition,
        occasion=row.occasion,
        occasion_words=row.get_occasion_display(),
        mode_words=row.get_mode_display(),
        asked_on=row.asked_on,
        state=row.state,
        score=score_of(row, answers, sex),
        answered=sum(value is not None for value in answers.values()),
        risk=risk_answers(definition, answers),
        prompt_id=prompt.pk if prompt else None,
    )


def measures(viewer: Viewer, referral_id: int) -> Measures:
    """The measures of a case, for clinical staff on it; nothing for anybody else."""
    rows = list(
        visible_to(viewer, Questionnaire)
        .filter(referral=referral_id)
        .select_related("wording", "referral__service_user__merged_into", "risk_prompt")
        .order_by("asked_on", "id")
    )
    answers = answers_of(row.pk for row in rows)
    person = rows[0].referral.about if rows else None
    sex = sex_of(person.gender) if person else ""
    found = [_measure(row, answers[row.pk], sex) for row in rows]
    courses = _courses(found)
    return Measures(
        courses=courses,
        unfinished=tuple(one for one in found if one.state == "open"),
        codes=_codes(viewer, referral_id),
        joint=_joint(courses),
    )


def _courses(found: list[Measure]) -> tuple[Course, ...]:
    by_code: dict[str, list[Measure]] = defaultdict(list)
    for one in found:
        if one.state in (*MEASURED, "declined"):
            by_code[one.definition.code].append(one)
    return tuple(Course(rows[-1].definition, tuple(rows), change_of(rows)) for rows in by_code.values())


def change_of(rows: Iterable[Measure]) -> Change | None:
    """From the first to the last measure that has a total, of the same version; null without two."""
    whole = [one for one in rows if one.score.total is not None]
    if len(whole) < 2 or whole[0].definition.version != whole[-1].definition.version:
        return None
    return change_between(whole[-1].definition, whole[0].score, whole[-1].score)


def _joint(courses: tuple[Course, ...]) -> Joint | None:
    changes = {one.definition.code: one.change for one in courses}
    one, other = (changes.get(code) for code in TALKING_THERAPIES)
    return joint_change(one, other) if one and other else None


def _codes(viewer: Viewer, referral_id: int) -> tuple[OpenCode, ...]:
    rows = visible_to(viewer, AnswerCode).filter(referral=referral_id, closed_at__isnull=True)
    return tuple(
        OpenCode(
            row.pk,
            row.made_at,
            row.until,
            row.opened_at is not None,
            tuple(instruments.definition(one.instrument, one.definition).name for one in row.questionnaires.all()),
        )
        for row in rows.prefetch_related("questionnaires")
    )


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code, as the page shows it that hands it out."""

    id: int
    referral_id: int
    until: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    names: tuple[str, ...]

    @property
    def is_unused(self) -> bool:
        """Whether it can still be used."""
        return self.opened_at is None and self.closed_at is None


def code(viewer: Viewer, code_id: int) -> CodeRow:
    """One code."""
    row: AnswerCode = get_visible(viewer, AnswerCode, pk=code_id)
    names = tuple(instruments.definition(one.instrument, one.definition).name for one in row.questionnaires.all())
    return CodeRow(row.pk, row.referral_id, row.until, row.opened_at, row.closed_at, names)


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One question of a filling in, its answer, and what was answered before where that was changed.

    ``given`` is true once anything was said of it, be it that it was passed over.
    """

    number: int
    question: str
    answer: str
    value: int | None
    given: bool
    earlier: tuple[str, ...]
    is_risk: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """One filling in, whole."""

    measure: Measure
    referral_id: int
    answers: tuple[AnswerShown, ...]
    words: Wording | None
    reason: str
    version: int


def questionnaire(viewer: Viewer, questionnaire_id: int, *, at: datetime) -> Filled:
    """One filling in, answer by answer. Reading it is recorded."""
    seen = get_visible(viewer, Questionnaire, pk=questionnaire_id)
    related = ("wording", "referral__service_user__merged_into", "risk_prompt")
    row: Questionnaire = Questionnaire.objects.select_related(*related).get(pk=seen.pk)
    definition = instruments.definition(row.instrument, row.definition)
    words = instruments.words_used(definition, row.wording, row.language)
    person = row.referral.about
    given: dict[int, list[int | None]] = defaultdict(list)
    for number, value in row.answers.order_by("id").values_list("number", "value"):
        given[number].append(value)
    counted = {number: values[-1] for number, values in given.items()}
    read_of(("questionnaire", row.pk), by=viewer, at=at)
    return Filled(
        measure=_measure(row, counted, sex_of(person.gender) if person else ""),
        referral_id=row.referral_id,
        answers=tuple(_shown(definition, words, one.number, given[one.number]) for one in definition.items),
        words=words,
        reason=row.reason,
        version=row.version,
    )


def _shown(definition: Definition, words: Wording | None, number: int, values: list[int | None]) -> AnswerShown:
    def says(value: int | None) -> str:
        if value is None:
            return "Passed over"
        return words.says(number, value) if words else str(value)

    item = definition.item(number)
    last = values[-1] if values else None
    return AnswerShown(
        number=number,
        question=words.question(number).text if words else f"Question {number}",
        answer=says(last) if values else "Not answered",
        value=last,
        given=bool(values),
        earlier=tuple(says(one) for one in values[:-1]),
        is_risk=any(value is not None and item.is_risk(value) for value in values),
    )
