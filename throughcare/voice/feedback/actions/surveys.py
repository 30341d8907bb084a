"""Writes about surveys and their versions, from the first draft to the opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from throughcare import clock
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import check_can_view, get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.feedback import states
from throughcare.voice.feedback.actions.bank import order_of, own_organisation
from throughcare.voice.feedback.actions.moving import move
from throughcare.voice.feedback.actions.receipts import once
from throughcare.voice.feedback.models import Audience, Mode, Question, Survey, SurveyVersion
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules import surveys as rules

SUBJECT = "survey_version"
MACHINE = states.SURVEY_TRANSITIONS


def locked(version_id: int, permission: Permission, by: Viewer, version: int | None = None) -> SurveyVersion:
    """A version of the person's own organisation, locked, for someone who may."""
    check_can(by, permission)
    row: SurveyVersion = SurveyVersion.objects.locked(version_id, version=version)
    check_can_view(by, row)
    rules.check_own(row.survey.organisation.code, own=by.organisation_codes)
    return row


def bank_questions(survey: Survey, codes: Sequence[str]) -> list[rules.BankQuestion]:
    """Questions of the bank in the order of their codes; ``Invalid`` where one is gone."""
    rows = Question.objects.filter(organisation=survey.organisation, code__in=codes, retired_on__isnull=True)
    found = {row.code: row for row in rows.prefetch_related("wordings")}
    missing = [code for code in codes if code not in found]
    if missing:
        raise Invalid({"questions": [f"“{code}” is not in the bank any more. Take it out." for code in missing]})
    return [as_rules_see(found[code]) for code in codes]


def as_rules_see(row: Question) -> rules.BankQuestion:
    """A question as its rules take it."""
    said = {
        one.language: rules.Said(one.text, one.hint, one.options, one.confirmed_by_id is not None)
        for one in row.wordings.all()
    }
    return rules.BankQuestion(row.code, row.kind, tuple(row.options), row.characteristic, row.licence, said)


@action
def start_survey(
    *,
    title: str,
    audience: str,
    mode: str,
    service: str = "",
    languages: Sequence[str] = ("en",),
    questions: Sequence[str] = (),
    key: str = "",
    by: Viewer,
    at: datetime,
) -> SurveyVersion:
    """Starts a survey with the draft of its first version. Whom it asks and how is fixed from here on. Sent twice with
    one key it is started once."""
    check_can(by, Permission.BUILD_SURVEY)
    if (before := once.before(key, "start_survey")) is not None:
        return locked(before, Permission.BUILD_SURVEY, by)
    if audience not in Audience.values or mode not in Mode.values:
        raise Invalid({"mode": "Choose whom it asks, and whether answers are anonymous or named."})
    if not title.strip():
        raise Invalid({"title": "Give the survey a title."})
    survey = Survey(
        organisation=own_organisation(by),
        title=title.strip(),
        audience=audience,
        mode=mode,
        service=service,
        made_on=clock.today(at),
    )
    survey.save()
    row = _draft(survey, 1, languages, questions, by=by, at=at)
    once.remember(key, "start_survey", row.pk)
    return row


def _draft(
    survey: Survey, number: int, languages: Sequence[str], questions: Sequence[str], *, by: Viewer, at: datetime
) -> SurveyVersion:
    row = SurveyVersion(
        survey=survey,
        number=number,
        since=at,
        languages=order_of(languages),
        questions=order_of(questions),
        drafted_by_id=by.person_id,
    )
    row.save()
    event("survey_version.drafted", subject=(SUBJECT, row.pk), by=by, at=at, state=states.Survey.DRAFT)
    return row


@action
def start_version(*, version_id: int, by: Viewer, at: datetime) -> SurveyVersion:
    """Starts the next version from an earlier one, which stays as it is."""
    check_can(by, Permission.BUILD_SURVEY)
    seen: SurveyVersion = get_visible(by, SurveyVersion, pk=version_id)
    rules.check_own(seen.survey.organisation.code, own=by.organisation_codes)
    survey = Survey.objects.locked(seen.survey_id)
    newest = survey.versions.order_by("-number").first()
    if newest.state in (states.Survey.DRAFT, states.Survey.SUBMITTED):
        raise WrongState("The next version is being written already.", remedy="Open it and go on there.")
    row = _draft(survey, newest.number + 1, seen.languages, seen.questions, by=by, at=at)
    row.compare_by, row.double_entry = seen.compare_by, seen.double_entry
    row.save()
    return row


@action
def change_draft(
    *,
    version_id: int,
    version: int,
    questions: Sequence[str],
    languages: Sequence[str],
    compare_by: str = "",
    double_entry: bool = False,
    closes_on: date | None = None,
    by: Viewer,
    at: datetime,
) -> SurveyVersion:
    """Changes what a draft asks, in which languages, and how."""
    row = locked(version_id, Permission.BUILD_SURVEY, by, version)
    if row.state != states.Survey.DRAFT:
        raise WrongState(
            "This version was submitted, so its questions no longer change.",
            remedy="Have it returned, or start the next version.",
        )
    chosen = bank_questions(row.survey, order_of(questions))
    rules.check_compare_by(compare_by, chosen)
    rules.check_closes_on(closes_on, clock.today(at))
    row.questions, row.languages = order_of(questions), order_of(languages)
    row.compare_by, row.double_entry, row.closes_on = compare_by, double_entry, closes_on
    row.drafted_by_id = by.person_id
    row.version += 1
    row.save()
    event("survey_version.changed", subject=(SUBJECT, row.pk), by=by, at=at)
    return row


@action
def submit(*, version_id: int, version: int, by: Viewer, at: datetime) -> SurveyVersion:
    """Freezes what is asked and puts it to someone else for approval. Words that are too hard are refused by name."""
    row = locked(version_id, Permission.BUILD_SURVEY, by, version)
    if row.state == states.Survey.DRAFT:
        chosen = bank_questions(row.survey, row.questions)
        rules.check_can_submit(chosen, row.languages, local.reading_limits(clock.today(at)))
        row.content = rules.frozen(chosen, row.languages)
        row.drafted_by_id = by.person_id
    move(row, MACHINE, SUBJECT, "submitted", by=by, at=at)
    return row


@action
def give_back(*, version_id: int, version: int, reason: str, by: Viewer, at: datetime) -> SurveyVersion:
    """Returns a submitted version to be changed, with the reason."""
    row = locked(version_id, Permission.APPROVE_SURVEY, by, version)
    move(row, MACHINE, SUBJECT, "returned", by=by, at=at, reason=reason)
    return row


@action
def approve(*, version_id: int, version: int, by: Viewer, at: datetime) -> SurveyVersion:
    """Approves a version that somebody else submitted."""
    row = locked(version_id, Permission.APPROVE_SURVEY, by, version)
    rules.check_can_approve(approver=by.person_id, author=row.drafted_by_id)
    row.approved_by_id = by.person_id
    move(row, MACHINE, SUBJECT, "approved", by=by, at=at)
    return row


@action
def open_version(*, version_id: int, version: int, by: Viewer, at: datetime) -> SurveyVersion:
    """Opens an approved version: codes can be handed out and answers come in."""
    row = locked(version_id, Permission.HAND_OUT_CODES, by, version)
    rules.check_closes_on(row.closes_on, clock.today(at))
    row.opened_on = clock.today(at)
    move(row, MACHINE, SUBJECT, "opened", by=by, at=at)
    return row


@action
def withdraw(*, version_id: int, version: int, reason: str, by: Viewer, at: datetime) -> SurveyVersion:
    """Gives up a version that was never open."""
    row = locked(version_id, Permission.BUILD_SURVEY, by, version)
    move(row, MACHINE, SUBJECT, "withdrawn", by=by, at=at, reason=reason)
    return row
