"""Two who change a question of the bank at once, and what it means that words of another language were confirmed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.feedback.people import AT, WORDS_RO, fill_bank, lead, trained_client, worker
from throughcare.errors import Conflict
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import Question, Wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(settings: Any) -> Question:
    """A question with Romanian words that nobody has confirmed."""
    settings.DEMO = True
    fill_bank()
    row = Question.objects.get(code="told")
    actions.word_question(question_id=row.pk, language="ro", text=WORDS_RO["told"], by=worker(), at=AT)
    return Question.objects.get(pk=row.pk)


def confirmed(row: Question) -> bool:
    return Wording.objects.get(question=row, language="ro").confirmed_by_id is not None


def confirm(row: Question) -> Question:
    actions.confirm_words(question_id=row.pk, language="ro", version=row.version, by=lead(), at=AT)
    return Question.objects.get(pk=row.pk)


def test_words_that_changed_while_somebody_read_them_are_not_confirmed(question):
    actions.word_question(question_id=question.pk, language="ro", text="Altceva?", by=worker(), at=AT)
    with pytest.raises(Conflict):
        confirm(question)
    page = trained_client("engagement_worker").post(
        f"/voice/questions/{question.pk}/confirm/ro", {"version": question.version}
    )
    assert page.status_code == 422
    assert "changed while you had it open" in page.content.decode()
    assert not confirmed(question)


def test_words_count_as_unchecked_once_the_english_says_something_else(question):
    row = confirm(question)
    said = {"text": "Did someone tell you what your plan is?", "characteristic": "", "licence": ""}
    row = actions.change_question(question_id=row.pk, version=row.version, **said, by=worker(), at=AT)
    assert confirmed(question), "the English is as it was"
    said["text"] = "Did someone show you your plan?"
    actions.change_question(question_id=row.pk, version=row.version, **said, by=worker(), at=AT)
    assert not confirmed(question)


@pytest.mark.parametrize("where", ["change", "in/ro"])
def test_who_comes_second_overwrites_nothing_and_keeps_what_they_typed(question, where):
    client = trained_client("engagement_worker")
    here = f"/voice/questions/{question.pk}/{where}"
    given = {"text": "One?", "hint": "", "options": "", "characteristic": "", "licence": ""}
    assert f'name="version" value="{question.version}"' in client.get(here).content.decode()
    assert client.post(here, {**given, "version": question.version}).status_code == 302
    second = client.post(here, {**given, "text": "Two?", "version": question.version})
    assert second.status_code == 422
    assert "changed while you had it open" in second.content.decode()
    assert "Two?" in second.content.decode()
    assert Wording.objects.filter(question=question, text="One?").exists()
