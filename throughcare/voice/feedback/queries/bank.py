"""Reads of the question bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback.models import Question, Wording
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.surveys import QuestionLine, question_line
from throughcare.voice.feedback.rules.reading import read


@dataclass(frozen=True, slots=True)
class WordingShown:
    """A question in one language. ``reads_at`` is the reading age of the English, null where it cannot be told."""

    language: str
    name: str
    direction: str
    text: str
    hint: str
    options: tuple[tuple[str, str], ...]
    confirmed_by: str
    confirmed_on: date | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankRow:
    """A question in the list of the bank."""

    id: int
    line: QuestionLine
    languages: tuple[str, ...]
    is_retired: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question of the bank, whole."""

    id: int
    version: int
    code: str
    kind: str
    kind_name: str
    options: tuple[str, ...]
    characteristic: str
    licence: str
    retired_on: date | None
    wordings: tuple[WordingShown, ...]
    missing: tuple[tuple[str, str], ...]


def bank(viewer: Viewer, *, on: date) -> list[BankRow]:
    """Questions by code, retired ones last."""
    rows = visible_to(viewer, Question).prefetch_related("wordings").order_by("code")
    found = [
        BankRow(
            row.pk,
            question_line(row, [word.language for word in row.wordings.all()], on),
            tuple(local.language(word.language).name for word in row.wordings.all()),
            row.retired_on is not None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.is_retired)


def question(viewer: Viewer, question_id: int, *, on: date) -> QuestionPage:
    """One question with its words in every language."""
    row: Question = get_visible(viewer, Question, pk=question_id)
    wordings = [_shown(row, word, on) for word in row.wordings.select_related("confirmed_by")]
    present = {one.language for one in wordings}
    return QuestionPage(
        row.pk,
        row.version,
        row.code,
        row.kind,
        row.get_kind_display(),
        tuple(row.options),
        row.characteristic,
        row.licence,
        row.retired_on,
        tuple(sorted(wordings, key=lambda one: (one.language != local.ENGLISH, one.name))),
        tuple((one.language, one.name) for one in local.languages() if one.language not in present),
    )


def _shown(row: Question, word: Wording, on: date) -> WordingShown:
    language = local.language(word.language)
    texts = [one for one in (word.text, word.hint, *word.options.values()) if one]
    limits = local.reading_limits(on)
    faults = [] if row.licence else [fault for text in texts for fault in read(text, word.language, limits).faults]
    return WordingShown(
        word.language,
        language.name,
        language.direction,
        word.text,
        word.hint,
        tuple((code, word.options.get(code, "")) for code in row.options),
        word.confirmed_by.name if word.confirmed_by else "",
        word.confirmed_on,
        tuple(faults),
    )


def choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Questions that a survey can ask: code and English words."""
    rows = visible_to(viewer, Question).filter(retired_on__isnull=True).prefetch_related("wordings")
    found = []
    for row in rows:
        english = next((word.text for word in row.wordings.all() if word.language == local.ENGLISH), row.code)
        found.append((row.code, english))
    return found
