"""What people answered, as counts that point at nobody: every figure leaves by the door of disclosure control."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback.models import Participation, SurveyVersion, Tally
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.saying import fixed_words
from throughcare.voice.feedback.rules.answers import RATHER_NOT, SKIPPED, Asked, asked_of, bands

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
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in visible_to(viewer, Tally).filter(survey_version=version):
        counts[row.question, row.group][row.option] += row.number
    asked = asked_of(version.content)
    enough = answered >= fewest
    shown = [_question(one, counts.get((one.code, ""), {}), fewest) for one in asked] if enough else []
    groups = sorted({group for _, group in counts if group})
    crossed = [
        _question(one, counts[one.code, group], fewest, group=_group_words(group, asked))
        for one in asked
        for group in groups
        if (one.code, group) in counts and enough
    ]
    return Results(
        version.survey.title,
        version.number,
        version.state,
        answered if enough else None,
        fewest,
        tuple(shown),
        tuple(crossed),
    )


def _question(asked: Asked, counts: Mapping[str, int], fewest: int, *, group: str = "") -> QuestionResult:
    options = [*(bands() if asked.kind == "times" else asked.options), *(("_given",) if asked.kind == "text" else ())]
    full = {option: counts.get(option, 0) for option in (*options, SKIPPED, RATHER_NOT)}
    shown = several_protected(full, fewest) if asked.kind == "several" else protected(full, fewest)
    words = asked.in_language(local.ENGLISH)
    say = local.say_in(local.ENGLISH)
    total = None if asked.kind == "several" else sum(full.values())
    return QuestionResult(
        asked.code,
        words.text,
        tuple(
            Count(
                SPECIAL.get(option) or words.options.get(option) or fixed_words(asked.kind, option, say), shown[option]
            )
            for option in full
        ),
        total if total is not None and total >= fewest else None,
        group,
    )


def _group_words(group: str, asked: tuple[Asked, ...]) -> str:
    code, _, value = group.partition(":")
    about = next((one for one in asked if one.code == code), None)
    return about.in_language(local.ENGLISH).options.get(value, value) if about else value


def protected(counts: Mapping[str, int], fewest: int) -> dict[str, int | None]:
    """Counts of answers of which each person gave one, with small ones and those that give them away withheld."""
    small = {option: count for option, count in counts.items() if 0 < count < fewest}
    if not small:
        return dict(counts)
    from desistance.disclosure import protect

    table = {"answer": list(counts), "people": list(counts.values())}
    release = protect(table, count="people", by=["answer"], threshold=fewest, zeros="show")
    shown = {row["answer"]: row["people"] for row in release.tables["table"].to_pylist()}
    return {option: shown[option] for option in counts}


def several_protected(counts: Mapping[str, int], fewest: int) -> dict[str, int | None]:
    """Counts of answers of which each person could give many: they add up to nothing, so each stands alone."""
    return {option: None if 0 < count < fewest else count for option, count in counts.items()}
