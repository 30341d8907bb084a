"""Whom the entry rule selected on a day: by the rule, the record and the cohort of that day, and of no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.delivery.people.cast import AT, TODAY, adopted, chair, later, police, practitioner, someone
from tests.support.world import client_for
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.candidates import CandidatesPage, candidates
from throughcare.delivery.people.rules.selection import Outcome

pytestmark = pytest.mark.django_db
NOW_ON = TODAY + timedelta(days=100)


def on(days: int) -> CandidatesPage:
    return candidates(police(), on=TODAY + timedelta(days=days), today=NOW_ON)


def eligible(days: int) -> set[int]:
    return {one.person.id for one in on(days).found if one.verdict.outcome == Outcome.ELIGIBLE}


def scored(person: ServiceUser, *, at: int, tenths: int = 900) -> Any:
    call = {"service_user_id": person.pk, "assessed_on": later(at).date(), "by": practitioner(), "at": later(at)}
    actions.record_score(instrument="ovp", version="1", tenths_2y=tenths, **call)
    return actions.record_score(instrument="ogrs3", version="3", tenths_2y=tenths, **call)


def test_nobody_is_selected_before_it_was_known(settings: Any) -> None:
    person = someone()
    scored(person, at=10)
    assert eligible(9) == set()
    assert eligible(10) == {person.pk}
    assert eligible(100) == {person.pk}


def test_what_was_withdrawn_later_counted_until_then() -> None:
    person = someone()
    score = scored(person, at=10)
    actions.withdraw_score(score_id=score.pk, words="Of somebody else.", by=practitioner(), at=later(20))
    assert eligible(15) == {person.pk}
    assert eligible(20) == set()
    offence = actions.record_offence(
        service_user_id=person.pk, group="robbery", committed_on=TODAY, by=police(), at=later(30)
    )
    actions.withdraw_offence(offence_id=offence.pk, by=police(), at=later(40))
    assert eligible(29) == set()
    assert eligible(35) == {person.pk}
    assert eligible(40) == set()


def test_who_was_in_the_cohort_then_was_no_candidate_and_who_left_is_one() -> None:
    person = someone()
    scored(person, at=1)
    stay = adopted(person, at=later(10))
    actions.deselect(nominal_id=stay.pk, reason="sustained_progress", by=chair(), at=later(50))
    assert [bool(eligible(days)) for days in (5, 10, 49, 50, 100)] == [True, False, False, True, True]


def test_who_died_since_was_a_candidate_then() -> None:
    person = someone()
    scored(person, at=1)
    died = later(30)
    actions.record_death(
        service_user_id=person.pk, died_on=died.date(), words="Told by the coroner.", by=practitioner(), at=died
    )
    assert eligible(29) == {person.pk}
    assert eligible(30) == set()


def test_the_rule_in_force_on_the_day_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    person = someone()
    scored(person, at=1, tenths=600)
    change = TODAY + timedelta(days=50)
    real = vocabulary.criteria

    def of_day(rule: str, day: date) -> Any:
        rows = real(rule, day)
        if day < change:
            return rows
        return [replace(one, at_least=70, from_=change) if one.kind == "score" else one for one in rows]

    monkeypatch.setattr(vocabulary, "criteria", of_day)
    assert eligible(49) == {person.pk}
    assert eligible(50) == set()
    assert on(50).since == change


def test_before_any_rule_nobody_is_shown() -> None:
    page = candidates(police(), on=date(2020, 12, 31), today=NOW_ON)
    assert (page.rule, page.found) == ((), ())


def test_the_screen_asks_for_a_day_and_offers_no_nomination_on_a_past_one(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=100))
    person = someone(family="Pastsample")
    scored(person, at=10)
    page = client_for("police_officer", name="police.ce", at="mps", kind="police", area="ce")
    wanted = TODAY + timedelta(days=11)
    days = {"on-day": wanted.day, "on-month": wanted.month, "on-year": wanted.year}
    then = page.get("/cohort/candidates", days).content.decode()
    assert "Who met the rule on 12 June 2026" in then
    assert "Pastsample" in then
    assert "In this form since 1 January 2021" in then
    assert f"/people/{person.pk}/nominate" not in then
    assert f"/people/{person.pk}/nominate" in page.get("/cohort/candidates").content.decode()
    assert "Pastsample" not in page.get("/cohort/candidates", {"on": TODAY.isoformat()}).content.decode()
    assert "No rule was in force" in page.get("/cohort/candidates", {"on": "2020-01-01"}).content.decode()
    assert "no day of the calendar" in page.get("/cohort/candidates", {"on": "never"}).content.decode()
