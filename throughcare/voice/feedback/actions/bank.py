"""Writes about the question bank: questions, their words in each language, and who confirmed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from throughcare import clock
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import check_can_view
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.feedback.models import Question, Wording
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules import surveys as rules

ENGLISH = local.ENGLISH


def own_organisation(by: Viewer) -> Organisation:
    """The organisation that the person acts for."""
    found: Organisation = Organisation.objects.get(code=by.organisation_code)
    return found


def locked_question(question_id: int, by: Viewer, version: int | None = None) -> Question:
    """A question of the person's own organisation, locked, for someone who builds surveys."""
    check_can(by, Permission.BUILD_SURVEY)
    row: Question = Question.objects.locked(question_id, version=version)
    check_can_view(by, row)
    return row


@action
def add_question(
    *,
    code: str,
    kind: str,
    text: str,
    hint: str = "",
    options: Mapping[str, str] | None = None,
    characteristic: str = "",
    licence: str = "",
    by: Viewer,
    at: datetime,
) -> Question:
    """Adds a question with its English words; ``options`` maps the code of each answer to its words, in order."""
    check_can(by, Permission.BUILD_SURVEY)
    rules.check_code(code)
    rules.check_options(kind, list(options or {}))
    _check_characteristic(characteristic)
    row = Question(
        organisation=own_organisation(by),
        code=code,
        kind=kind,
        options=list(options or {}),
        characteristic=characteristic,
        licence=licence.strip(),
    )
    row.save()
    _say(row, ENGLISH, text, hint, options or {})
    event("question.added", subject=("question", row.pk), by=by, at=at)
    return row


def _check_characteristic(characteristic: str) -> None:
    if characteristic and characteristic not in {one.id for one in local.characteristics()}:
        raise Invalid({"characteristic": "Choose one of the characteristics in the list."})


def _say(row: Question, language: str, text: str, hint: str, options: Mapping[str, str]) -> Wording:
    if not text.strip():
        raise Invalid({"text": "Write the question."})
    wording = row.wordings.filter(language=language).first() or Wording(question=row, language=language)
    wording.text, wording.hint = text.strip(), hint.strip()
    wording.options = {code: words.strip() for code, words in options.items() if words.strip()}
    wording.confirmed_by = wording.confirmed_on = None
    wording.save()
    return wording


@action
def change_question(
    *,
    question_id: int,
    version: int,
    text: str,
    hint: str = "",
    options: Mapping[str, str] | None = None,
    characteristic: str = "",
    licence: str = "",
    by: Viewer,
    at: datetime,
) -> Question:
    """Changes a question of the bank. Versions that were submitted keep the words they had.

    Where its English says something else now, nobody has confirmed that other languages say the same.
    """
    row = locked_question(question_id, by, version)
    before = _said_in_english(row)
    if options is not None:
        rules.check_options(row.kind, list(options))
        row.options = list(options)
    _check_characteristic(characteristic)
    row.characteristic, row.licence = characteristic, licence.strip()
    row.version += 1
    row.save()
    _say(row, ENGLISH, text, hint, options or {})
    if _said_in_english(row) != before:
        row.wordings.exclude(language=ENGLISH).update(confirmed_by=None, confirmed_on=None)
    event("question.changed", subject=("question", row.pk), by=by, at=at)
    return row


def _said_in_english(row: Question) -> tuple[str, str, dict[str, str]] | None:
    found: tuple[str, str, dict[str, str]] | None = (
        row.wordings.filter(language=ENGLISH).values_list("text", "hint", "options").first()
    )
    return found


@action
def word_question(
    *,
    question_id: int,
    language: str,
    text: str,
    hint: str = "",
    options: Mapping[str, str] | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Wording:
    """Says a question in another language. The words count as unchecked until someone confirms them."""
    row = locked_question(question_id, by, version)
    if language not in {one.language for one in local.languages()}:
        raise Invalid({"language": "Choose a language that has its fixed sentences in reference/languages."})
    unknown = set(options or {}) - set(row.options)
    if unknown:
        raise Invalid({"options": "Word only the answers that the question has."})
    wording = _say(row, language, text, hint, options or {})
    row.version += 1
    row.save()
    event("question.worded", subject=("question", row.pk), by=by, at=at, reason_code=language)
    return wording


@action
def confirm_words(*, question_id: int, language: str, version: int, by: Viewer, at: datetime) -> Wording:
    """A named person who reads the language confirms that the words, as they read them, say what the English says."""
    row = locked_question(question_id, by, version)
    wording = row.wordings.filter(language=language).first()
    if wording is None:
        raise WrongState("The question has no words in this language yet.", remedy="Write them first.")
    wording.confirmed_by_id, wording.confirmed_on = by.person_id, clock.today(at)
    wording.save()
    event("question.words_confirmed", subject=("question", row.pk), by=by, at=at, reason_code=language)
    return wording


@action
def retire_question(*, question_id: int, version: int, by: Viewer, at: datetime) -> Question:
    """Takes a question out of the bank. Surveys that ask it go on asking, and every answer to it stays."""
    row = locked_question(question_id, by, version)
    if row.retired_on is not None:
        raise WrongState("This question was retired already.", remedy="Go back to the bank.")
    row.retired_on = clock.today(at)
    row.version += 1
    row.save()
    event("question.retired", subject=("question", row.pk), by=by, at=at)
    return row


@action
def take_shipped_questions(*, by: Viewer, at: datetime) -> int:
    """Puts the questions of reference/question_bank.toml into the bank, in every language there is; those that it has
    already stay as they are. Gives how many were added."""
    check_can(by, Permission.BUILD_SURVEY)
    organisation = own_organisation(by)
    present = set(Question.objects.filter(organisation=organisation).values_list("code", flat=True))
    added = 0
    for shipped in local.reference().shipped_questions:
        if shipped.id in present:
            continue
        row = Question(
            organisation=organisation,
            code=shipped.id,
            kind=shipped.kind,
            options=list(shipped.options),
            characteristic=shipped.characteristic,
        )
        row.save()
        for words in local.reference().shipped_words:
            if words.question == shipped.id:
                options = dict(one.split(": ", 1) for one in words.options)
                _say(row, words.language, words.text, "", options)
        event("question.added", subject=("question", row.pk), by=by, at=at, reason_code="shipped")
        added += 1
    return added


def order_of(codes: Sequence[str]) -> list[str]:
    """Codes in order, each once."""
    return list(dict.fromkeys(codes))
