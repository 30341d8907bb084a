"""What people answered, as counts that point at nobody: every figure leaves by the door of disclosure control."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback.models import Participation, SurveyVersion, Tally
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
    """The counts of a version. ``answered`` is null where fewer than the fewest answered."""

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
    written = visible_to(viewer, Participation).filter(survey_version=version)
    answered = sum(one.number for one in written)
    asked = asked_of(version.content)
    found = _protected(version, viewer, asked, answered, fewest) if answered >= fewest else {}
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


def _protected(
    version: SurveyVersion, viewer: Viewer, asked: tuple[Asked, ...], answered: int, fewest: int
) -> dict[str, Together]:
    """What may be shown of each question. What people are comes first: it says whose answers are told apart at all."""
    tallied: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in visible_to(viewer, Tally).filter(survey_version=version):
        tallied[row.question, row.group][row.option] += row.number
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
