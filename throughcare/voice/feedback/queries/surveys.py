"""Reads of surveys for those who run them. How many answered is shown only as what was written in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare import machines
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import CodeBatch, PaperEntry, Question, SurveyVersion
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.results import answered_by
from throughcare.voice.feedback.rules import surveys as rules
from throughcare.voice.feedback.rules.answers import Asked, asked_of

P = Permission
STEPS: dict[str, tuple[str, str, Permission]] = {
    "submit": ("submitted", "Submit for approval", P.BUILD_SURVEY),
    "approve": ("approved", "Approve", P.APPROVE_SURVEY),
    "return": ("returned", "Return to its author", P.APPROVE_SURVEY),
    "open": ("opened", "Open the survey", P.HAND_OUT_CODES),
    "close": ("closed", "Close the survey", P.HAND_OUT_CODES),
    "withdraw": ("withdrawn", "Give this version up", P.BUILD_SURVEY),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step that the machine allows now; ``mine`` where the viewer may take it."""

    code: str
    label: str
    mine: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in a list. ``written`` is how many answers were written so far, null while too few to say."""

    id: int
    title: str
    number: int
    audience: str
    mode: str
    state: str
    turn: str
    since: datetime
    written: int | None


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of a version: its English words, what is wrong with them, and the languages it is not checked in."""

    code: str
    text: str
    kind: str
    characteristic: str
    faults: tuple[str, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch of codes as it was made. How many of its codes were used is not shown: it would tell who came when."""

    id: int
    kind: str
    place: str
    area: str
    size: int
    asks_who: bool
    made_on: date
    is_voided: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Everything of a version for those who run it."""

    row: VersionRow
    version: int
    steps: tuple[Step, ...]
    questions: tuple[QuestionLine, ...]
    languages: tuple[str, ...]
    batches: tuple[BatchLine, ...]
    reason: str
    drafted_by: str
    approved_by: str
    closes_on: date | None
    compare_by: str
    double_entry: bool
    typed_once: int
    fewest: int

    @property
    def is_draft(self) -> bool:
        """Whether its questions can still change."""
        return self.row.state == states.Survey.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether answers come in."""
        return self.row.state == states.Survey.OPEN

    @property
    def is_named(self) -> bool:
        """Whether people choose to be contacted."""
        return self.row.mode.startswith("Named")


def _written(one: SurveyVersion, fewest: int) -> int | None:
    total = answered_by(one)
    return total if total >= fewest else None


def _row(one: SurveyVersion, fewest: int) -> VersionRow:
    return VersionRow(
        id=one.pk,
        title=one.survey.title,
        number=one.number,
        audience=one.survey.get_audience_display(),
        mode=one.survey.get_mode_display(),
        state=one.state,
        turn=states.SURVEY_OWNER[one.state],
        since=one.since,
        written=_written(one, fewest),
    )


def versions(viewer: Viewer, *, on: date) -> list[VersionRow]:
    """Versions of surveys, those that need somebody first."""
    fewest = local.limit("fewest", on)
    order = {
        state: place for place, state in enumerate(("submitted", "approved", "draft", "open", "closed", "withdrawn"))
    }
    rows = visible_to(viewer, SurveyVersion).select_related("survey").order_by("-since", "-id")
    return [_row(one, fewest) for one in sorted(rows, key=lambda one: order[one.state])]


def version_page(viewer: Viewer, version_id: int, *, on: date) -> VersionPage:
    """A version, whole."""
    one: SurveyVersion = get_visible(viewer, SurveyVersion, pk=version_id)
    fewest = local.limit("fewest", on)
    return VersionPage(
        row=_row(one, fewest),
        version=one.version,
        steps=_steps(viewer, one),
        questions=tuple(_bank_lines(one, on) if one.state == states.Survey.DRAFT else _frozen_lines(one)),
        languages=tuple(local.language(code).name for code in one.languages),
        batches=tuple(_batch(batch) for batch in visible_to(viewer, CodeBatch).filter(survey_version=one)),
        reason=one.reason,
        drafted_by=one.drafted_by.name,
        approved_by=one.approved_by.name if one.approved_by else "",
        closes_on=one.closes_on,
        compare_by=one.compare_by,
        double_entry=one.double_entry,
        typed_once=PaperEntry.objects.filter(survey_version=one).count(),
        fewest=fewest,
    )


def _steps(viewer: Viewer, one: SurveyVersion) -> tuple[Step, ...]:
    possible = machines.events_from(states.SURVEY_TRANSITIONS, one.state)
    own = one.survey.organisation.code in viewer.organisation_codes
    found = []
    for code, (event, label, permission) in STEPS.items():
        if event in possible:
            mine = own and viewer.can(permission) and not (code == "approve" and one.drafted_by_id == viewer.person_id)
            found.append(Step(code, label, mine))
    if one.state not in (states.Survey.DRAFT, states.Survey.SUBMITTED):
        found.append(Step("next", "Start the next version", own and viewer.can(P.BUILD_SURVEY)))
    return tuple(found)


def _bank_lines(one: SurveyVersion, on: date) -> list[QuestionLine]:
    rows = Question.objects.filter(organisation=one.survey.organisation, code__in=one.questions)
    found = {row.code: row for row in rows.prefetch_related("wordings")}
    return [question_line(found[code], one.languages, on) for code in one.questions if code in found]


def question_line(row: Question, languages: Sequence[str], on: date) -> QuestionLine:
    """A question of the bank with what is wrong with its words in these languages."""
    said = {
        word.language: rules.Said(word.text, word.hint, word.options, word.confirmed_by_id is not None)
        for word in row.wordings.all()
    }
    question = rules.BankQuestion(row.code, row.kind, tuple(row.options), row.characteristic, row.licence, said)
    faults = list(rules.faults_of(question, languages, local.reading_limits(on)))
    if row.retired_on is not None:
        faults.append("It was retired from the bank. Take it out.")
    unchecked = [code for code in languages if code in said and not said[code].is_confirmed and code != local.ENGLISH]
    english = said.get(local.ENGLISH)
    return QuestionLine(
        row.code,
        english.text if english else row.code,
        row.get_kind_display(),
        row.characteristic,
        tuple(faults),
        tuple(local.language(code).name for code in unchecked),
    )


def _frozen_lines(one: SurveyVersion) -> list[QuestionLine]:
    kinds = dict(Question.Kind.choices)
    lines = []
    for question in one.content.get("questions", ()):
        words: dict[str, Any] = question["words"]
        unchecked = [code for code, said in words.items() if code != local.ENGLISH and not said.get("confirmed")]
        lines.append(
            QuestionLine(
                question["code"],
                words.get(local.ENGLISH, {}).get("text", question["code"]),
                str(kinds.get(question["kind"], question["kind"])),
                question["characteristic"],
                (),
                tuple(local.language(code).name for code in unchecked),
            )
        )
    return lines


def _batch(batch: CodeBatch) -> BatchLine:
    return BatchLine(
        batch.pk,
        batch.get_kind_display(),
        batch.place,
        area_name(batch.area) if batch.area else "",
        batch.size,
        batch.asks_who,
        batch.made_on,
        batch.voided_on is not None,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form of a draft starts from."""

    questions: tuple[str, ...]
    languages: tuple[str, ...]
    compare_by: str
    double_entry: bool
    closes_on: date | None


def draft(viewer: Viewer, version_id: int) -> Draft:
    """A draft as it stands."""
    one: SurveyVersion = get_visible(viewer, SurveyVersion, pk=version_id)
    return Draft(tuple(one.questions), tuple(one.languages), one.compare_by, one.double_entry, one.closes_on)


def asked(viewer: Viewer, version_id: int) -> tuple[Asked, ...]:
    """The frozen questions of a version."""
    one: SurveyVersion = get_visible(viewer, SurveyVersion, pk=version_id)
    return asked_of(one.content)


def language_choices() -> list[tuple[str, str]]:
    """Languages in which a survey can be asked; which fixed sentences no speaker has checked is said here."""
    return [
        (
            row.language,
            row.name + ("" if row.certainty == "verified" else " (fixed sentences drafted by machine, unchecked)"),
        )
        for row in local.languages()
    ]


def for_practitioners(viewer: Viewer, *, on: date) -> list[SurveyVersion]:
    """Surveys that ask practitioners and take answers, with a code left at the door."""
    if not viewer.can(P.TAKE_PRACTITIONER_SURVEY):
        return []
    rows = visible_to(viewer, SurveyVersion).filter(state=states.Survey.OPEN, survey__audience="practitioners")
    rows = rows.exclude(closes_on__lt=on).filter(batches__door_codes__isnull=False)
    return list(rows.select_related("survey").distinct())
