"""What people answered, as counts that point at nobody: every figure leaves by the door of disclosure control.

They are told once a survey has closed: counts that move tell whoever looks twice what the few between answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import Mode, NamedAnswer, Participation, SurveyVersion, Tally
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.saying import fixed_words
from throughcare.voice.feedback.rules.answers import RATHER_NOT, SKIPPED, Asked, asked_of, bands
from throughcare.voice.feedback.rules.protecting import (
    Shown,
    Together,
    can_be_told_apart,
    several_together,
    together,
)

HIDDEN = "too few to show"
SPECIAL = {SKIPPED: "Left out", RATHER_NOT: "Rather not say", "_given": "Wrote something"}


@dataclass(frozen=True, slots=True)
class Count:
    """How many gave an answer; null where it is withheld."""

    words: str
    number: int | None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The counts of one question, for everybody or for one group."""

    code: str
    text: str
    counts: tuple[Count, ...]
    total: int | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """The counts of a version, none before it has closed. ``answered`` is null where fewer than the fewest answered."""

    title: str
    number: int
    state: str
    answered: int | None
    fewest: int
    questions: tuple[QuestionResult, ...]
    by_group: tuple[QuestionResult, ...]


def results(viewer: Viewer, version_id: int, *, on: date) -> Results:
    """What a version brought, protected."""
    version: SurveyVersion = get_visible(viewer, SurveyVersion, pk=version_id)
    fewest = local.limit("fewest", on)
    answered = answered_by(version)
    asked = asked_of(version.content)
    is_told = version.state == states.Survey.CLOSED and answered >= fewest
    found = _protected(asked, _tallied(version), answered, fewest) if is_told else {}
    shown = [_question(one, found[one.code].everybody) for one in asked if one.code in found]
    crossed = [
        _question(one, found[one.code].groups[group], group=_group_words(*group, asked))
        for one in asked
        if one.code in found
        for group in sorted(found[one.code].groups)
    ]
    return Results(
        version.survey.title,
        version.number,
        version.state,
        answered if answered >= fewest else None,
        fewest,
        tuple(shown),
        tuple(crossed),
    )


Tallied = Mapping[tuple[str, str], Mapping[str, int]]


def answered_by(version: SurveyVersion) -> int:
    """How many answered a version, as far as answers were written; text messages answer no question of it.

    Of answers with a name it is how many there are until the close, and then how many were counted.
    """
    if version.survey.mode == Mode.ANONYMOUS:
        return sum(Participation.objects.filter(survey_version=version).values_list("number", flat=True))
    if version.state == states.Survey.OPEN:
        return NamedAnswer.objects.filter(answers_its_questions(version)).count()
    counted = Tally.objects.filter(survey_version=version, question="_language")
    return sum(counted.values_list("number", flat=True))


def answers_its_questions(version: SurveyVersion) -> Q:
    """The answers with a name that are counted of a version: not taken back, and no text message."""
    return Q(survey_version=version, withdrawn_on__isnull=True) & ~Q(came_by=NamedAnswer.Way.TEXT_MESSAGE)


def _tallied(version: SurveyVersion) -> Tallied:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in Tally.objects.filter(survey_version=version):
        found[row.question, row.group][row.option] += row.number
    return found


@dataclass(frozen=True, slots=True)
class SaidOfThemselves:
    """How many gave each answer to a question about who people are, and which of the answers the page of the survey
    withholds."""

    characteristic: str
    counts: Mapping[str, int]
    withheld: frozenset[str]


def said_of_themselves(version: SurveyVersion, *, on: date) -> list[SaidOfThemselves]:
    """The same for each such question with one answer to pick, for reports that must not give away what is withheld."""
    asked = asked_of(version.content)
    tallied, answered, fewest = _tallied(version), answered_by(version), local.limit("fewest", on)
    found = []
    for one in asked:
        if not one.characteristic or one.kind == "several":
            continue
        counts = dict(tallied.get((one.code, ""), {}))
        seen = _of_one(one, tallied, {}, answered, fewest).everybody.counts if answered >= fewest else {}
        withheld = frozenset(answer for answer, number in counts.items() if number and seen.get(answer) is None)
        found.append(SaidOfThemselves(one.characteristic, counts, withheld))
    return found


def _protected(asked: tuple[Asked, ...], tallied: Tallied, answered: int, fewest: int) -> dict[str, Together]:
    """What may be shown of each question. What people are comes first: it says whose answers are told apart at all."""
    who = [one for one in asked if one.characteristic]
    found = {one.code: _of_one(one, tallied, {}, answered, fewest) for one in who}
    sizes = {
        (about.code, value): size
        for about in who
        for value, own in found[about.code].everybody.counts.items()
        if (size := _size(about, value, tallied, asked))
        and can_be_told_apart(kind=about.kind, own=own, size=size, fewest=fewest)
    }
    return found | {one.code: _of_one(one, tallied, sizes, answered, fewest) for one in asked if not one.characteristic}


def _size(about: Asked, value: str, tallied: Tallied, asked: tuple[Asked, ...]) -> int:
    """How many a group has; 0 where it was not told apart."""
    group = f"{about.code}:{value}"
    if not any(told == group for _, told in tallied):
        return 0
    singly = (one.code for one in asked if one.kind != "several" and not one.characteristic)
    whole = max((sum(tallied[code, group].values()) for code in singly if (code, group) in tallied), default=0)
    return whole or tallied[about.code, ""].get(value, 0)


def _of_one(
    asked: Asked, tallied: Tallied, sizes: Mapping[tuple[str, str], int], answered: int, fewest: int
) -> Together:
    options = [*(bands() if asked.kind == "times" else asked.options), *(("_given",) if asked.kind == "text" else ())]
    order = (*options, SKIPPED, RATHER_NOT)
    everybody = _in_order(order, tallied.get((asked.code, ""), {}))
    groups = {
        (about, value): _in_order(order, tallied.get((asked.code, f"{about}:{value}"), {})) for about, value in sizes
    }
    if asked.kind == "several":
        return several_together(everybody, groups, sizes, answered, fewest)
    return together(everybody, groups, fewest)


def _in_order(order: Sequence[str], counts: Mapping[str, int]) -> dict[str, int]:
    return {option: counts.get(option, 0) for option in order}


def _question(asked: Asked, counted: Shown, *, group: str = "") -> QuestionResult:
    words, say = asked.in_language(local.ENGLISH), local.say_in(local.ENGLISH)
    counts = tuple(
        Count(SPECIAL.get(option) or words.options.get(option) or fixed_words(asked.kind, option, say), number)
        for option, number in counted.counts.items()
    )
    return QuestionResult(asked.code, words.text, counts, counted.total, group)


def _group_words(code: str, value: str, asked: tuple[Asked, ...]) -> str:
    about = next((one for one in asked if one.code == code), None)
    return about.in_language(local.ENGLISH).options.get(value, value) if about else value
