"""Reach among people with mental ill health: asked by a shipped question, counted of anonymous and of named answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.voice.feedback.people import AT, answer, close, codes_for, lead, worker
from tests.voice.proposals.conftest import Voices
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.reference.quarters import quarter_of
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.actions.named import Contact
from throughcare.voice.feedback.models import SurveyVersion
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.results import results
from throughcare.voice.proposals.queries.reporting import content_of


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Any) -> None:
    settings.FEEDBACK_FOLDER = tmp_path / "feedback"


def survey(mode: str) -> SurveyVersion:
    """An open survey about the mental health service, of shipped questions alone."""
    row = actions.start_survey(title="Mind", audience="people", mode=mode, service="mental_health", by=worker(), at=AT)
    row = actions.change_draft(
        version_id=row.pk,
        version=row.version,
        questions=["heard", "mental_health"],
        languages=["en", "ro", "ar"],
        by=worker(),
        at=AT,
    )
    row = actions.submit(version_id=row.pk, version=row.version, by=worker(), at=AT)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead(), at=AT)
    return actions.open_version(version_id=row.pk, version=row.version, by=worker(), at=AT)


def named(code: str, said: str) -> None:
    sitting = answering.begin(typed=code, language="en", way="phone", at=AT)
    for question, value in (("heard", ["3"]), ("mental_health", [said])):
        sitting = answering.keep(sitting, question=question, answer=value)
    answering.send(sitting.ticket, contact=Contact("Sample", "07700 900123", agreed=True), at=AT)


def reach() -> dict[str, Any]:
    organisation = Organisation.objects.get(code=worker().organisation_code)
    found = content_of(organisation, quarter_of(date(2026, 6, 1)), AT)["reach"]
    return {one["name"]: one for one in found}


def test_a_health_question_is_shipped_in_every_language() -> None:
    said = {one.language: one for one in local.reference().shipped_words if one.question == "mental_health"}
    assert set(said) == {one.language for one in local.languages()}
    assert {len(one.options) for one in said.values()} == {3}


def test_people_with_mental_ill_health_are_counted_whether_or_not_they_gave_a_name(voices: Voices) -> None:
    actions.take_shipped_questions(by=worker(), at=AT)
    nameless, with_name = survey("anonymous"), survey("named")
    for place, code in enumerate(codes_for(nameless, 30)[:26]):
        answer(code, {"heard": ["3"], "mental_health": ["yes" if place < 11 else "no"]})
    for place, code in enumerate(codes_for(with_name, 12)):
        named(code, "yes" if place < 5 else "no")
    close(nameless)
    close(with_name)
    found = reach()
    about = found["Mental health"]
    assert (about["n"], about["of"]) == (16, 38)
    assert found["Answers about the mental health service"]["n"] == 38
    assert found["Minority ethnic groups"]["n"] is None


def test_the_few_with_a_name_do_not_follow_from_the_report_less_the_page_of_the_others(voices: Voices) -> None:
    actions.take_shipped_questions(by=worker(), at=AT)
    nameless, with_name = survey("anonymous"), survey("named")
    for place, code in enumerate(codes_for(nameless, 30)[:26]):
        answer(code, {"heard": ["3"], "mental_health": ["yes" if place < 11 else "no"]})
    for place, code in enumerate(codes_for(with_name, 12)[:5]):
        named(code, "yes" if place < 4 else "no")
    close(nameless)
    close(with_name)
    page = {one.code: one for one in results(lead(), nameless.pk, on=AT.date()).questions}["mental_health"]
    assert {one.number for one in page.counts} >= {11, 15}
    assert reach()["Mental health"]["n"] is None, "15 less 11 would tell of 4"


def test_few_of_them_are_not_told(voices: Voices) -> None:
    actions.take_shipped_questions(by=worker(), at=AT)
    row = survey("anonymous")
    for place, code in enumerate(codes_for(row, 30)):
        answer(code, {"heard": ["3"], "mental_health": ["yes" if place < 3 else "no"]})
    close(row)
    assert reach()["Mental health"]["n"] is None
