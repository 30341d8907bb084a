"""Consultations and outreach: work that counts without a referral, or before anybody is ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.delivery.people.cast import NORTH, coordinator, practitioner, someone
from tests.support.referrals import SENT, cast, referral, service_user
from tests.support.world import client_for
from throughcare.delivery.people import actions as people_actions
from throughcare.delivery.people.models import DuplicatePair, ServiceUser
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Consultation, Outreach, Referral
from throughcare.delivery.referrals.queries.consultations import named
from throughcare.delivery.referrals.rules.advising import Advice
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
NEXT = SENT + timedelta(days=1)
ADVICE = Advice(("approach",), 20, "Short meetings, the same day each week.", "advice")


def ask(**changes: object) -> Consultation:
    given = {"service": "mental_health", "borough": "camden", "question": "He shouts and leaves. How to go on?"}
    return actions.ask_consultation(by=cast().referrer, at=SENT, **(given | changes))


def log(**changes: object) -> Consultation:
    people = cast()
    given = {
        "service": "mental_health",
        "advice": ADVICE,
        "asker_id": people.referrer.person_id,
        "asker_organisation": "london_probation",
        "by": people.worker,
    }
    return actions.log_consultation(at=SENT, **(given | changes))


def test_advice_is_logged_without_naming_anybody_and_is_no_referral() -> None:
    cast()
    row = log(key="once")
    assert log(key="once").pk == row.pk
    assert (row.state, row.minutes, row.service_user_id, row.referral_id) == ("given", 20, None, None)
    assert not Referral.objects.exists()
    assert folded_state(history(("consultation", row.pk))) == "given"
    with pytest.raises(Conflict, match="with other content"):
        log(key="once", advice=replace(ADVICE, minutes=25))


def test_advice_needs_a_topic_minutes_and_what_followed() -> None:
    cast()
    with pytest.raises(Invalid) as error:
        log(advice=Advice((), 0, "x" * 10_001, ""))
    assert set(error.value.fields) == {"topics", "minutes", "advice", "outcome"}
    with pytest.raises(Invalid, match="organisation"):
        log(asker_organisation="nowhere")


def test_a_question_is_answered_and_rated_by_whoever_asked() -> None:
    people = cast()
    row = ask(service_user_id=service_user().pk)
    with pytest.raises(WrongState, match="not given yet"):
        actions.rate_consultation(consultation_id=row.pk, rating=5, by=people.referrer, at=NEXT)
    row = actions.give_consultation(consultation_id=row.pk, advice=ADVICE, by=people.worker, at=NEXT)
    with pytest.raises(NotAllowed):
        actions.rate_consultation(consultation_id=row.pk, rating=5, by=people.worker, at=NEXT)
    with pytest.raises(Invalid):
        actions.rate_consultation(consultation_id=row.pk, rating=6, by=people.referrer, at=NEXT)
    row = actions.rate_consultation(consultation_id=row.pk, rating=4, words="Helped.", by=people.referrer, at=NEXT)
    assert row.rating == 4
    with pytest.raises(WrongState, match="already"):
        actions.give_consultation(consultation_id=row.pk, advice=ADVICE, by=people.worker, at=NEXT)
    with pytest.raises(WrongState, match="two months"):
        actions.rate_consultation(consultation_id=row.pk, rating=4, by=people.referrer, at=NEXT + timedelta(days=61))


def test_a_question_is_taken_back_while_it_waits() -> None:
    people, row = cast(), ask()
    with pytest.raises(NotAllowed):
        actions.withdraw_consultation(consultation_id=row.pk, by=people.worker, at=NEXT)
    assert actions.withdraw_consultation(consultation_id=row.pk, by=people.referrer, at=NEXT).state == "withdrawn"


def test_advice_can_become_a_referral_and_stays_counted() -> None:
    people, person = cast(), service_user()
    row = log()
    referral_ = actions.refer_from_consultation(
        consultation_id=row.pk, service_user_id=person.pk, by=people.referrer, at=NEXT
    )
    row.refresh_from_db()
    assert (referral_.state, row.referral_id, row.state) == ("draft", referral_.pk, "given")
    again = actions.refer_from_consultation(
        consultation_id=row.pk, service_user_id=person.pk, by=people.referrer, at=NEXT
    )
    assert again.pk == referral_.pk


def test_a_service_without_advice_says_so() -> None:
    cast("mentoring")
    with pytest.raises(Invalid, match="no advice without a referral"):
        ask(service="mentoring")


def test_who_sees_advice() -> None:
    people, other = cast(), cast("neurodiversity")
    row = log(service_user_id=None)
    for who, expected in (
        (people.referrer, True),
        (people.worker, True),
        (people.second_worker, True),
        (people.lead, True),
        (people.administrator, False),
        (people.manager, False),
        (other.lead, False),
    ):
        assert visible_to(who, Consultation).filter(pk=row.pk).exists() is expected
    with pytest.raises(NotFound):
        actions.give_consultation(consultation_id=row.pk, advice=ADVICE, by=other.lead, at=NEXT)


def test_every_attempt_is_recorded() -> None:
    people, row = cast(), referral("allocated")
    call = {"referral_id": row.pk, "mode": "home", "outcome": "spoke", "words": "Not this week.", "by": people.worker}
    for _ in range(2):
        actions.record_outreach(on=SENT.date(), key="k", at=NEXT, **call)
    assert Outreach.objects.count() == 1
    with pytest.raises(Invalid, match="last month"):
        actions.record_outreach(on=(NEXT + timedelta(days=1)).date(), at=NEXT, **call)
    with pytest.raises(Invalid, match="list"):
        actions.record_outreach(on=SENT.date(), at=NEXT, **(call | {"mode": "pigeon"}))
    with pytest.raises(NotAllowed):
        actions.record_outreach(on=SENT.date(), at=NEXT, **(call | {"by": people.referrer}))


def numbered(crn: str, **values: object) -> ServiceUser:
    return someone("Toni", "Namedsample", borough="camden", numbers=[("crn", crn)], by=practitioner(NORTH), **values)


def test_the_worker_names_whom_the_asker_sees_and_that_is_recorded() -> None:
    people, person = cast(), numbered("X555555")
    assert not visible_to(people.worker, ServiceUser).exists()
    found = named(people.worker, people.referrer.person_id, "X555555", SENT.date())
    row = log(service_user_id=found.pk)
    assert (row.service_user_id, row.referral_id) == (person.pk, None)
    assert visible_to(people.worker, Consultation).filter(pk=row.pk).exists()
    read = Event.objects.filter(kind="service_user.read", subject_id=str(person.pk), actor=people.worker.person_id)
    assert read.get().reason_code == "consulted"
    for asker in (None, people.worker.person_id):
        with pytest.raises(Invalid, match="Nobody whom you or whoever asked may see"):
            named(people.worker, asker, "X555555", SENT.date())
        with pytest.raises(Invalid, match="Nobody whom you or whoever asked may see"):
            log(service_user_id=person.pk, asker_id=asker)


def test_nobody_restricted_is_named_though_the_asker_sees_them() -> None:
    people, person = cast(), numbered("X555555")
    restrict = {"service_user_id": person.pk, "by": coordinator(NORTH), "at": SENT}
    people_actions.restrict(reason="A relative works here.", **restrict)
    people_actions.name_for_restricted(person_id=people.referrer.person_id or 0, reason="Supervises them.", **restrict)
    assert visible_to(people.referrer, ServiceUser).filter(pk=person.pk).exists()
    with pytest.raises(Invalid, match="Nobody"):
        log(service_user_id=person.pk)


def test_advice_about_somebody_with_a_case_is_of_that_case() -> None:
    case = referral("allocated")
    assert log(service_user_id=case.service_user_id).referral_id == case.pk


@pytest.mark.parametrize("is_named", [True, False])
def test_a_question_that_waits_is_answered_and_not_counted_twice(is_named: bool) -> None:
    people, person = cast(), service_user()
    about = person.pk if is_named else None
    asked = ask(service_user_id=about)
    with pytest.raises(Invalid) as refused:
        log(service_user_id=about)
    assert "asked on" in refused.value.fields["is_apart"][0]
    assert log(service_user_id=about, is_apart=True).state == "given"
    actions.give_consultation(consultation_id=asked.pk, advice=ADVICE, by=people.worker, at=NEXT)
    assert log(service_user_id=about).state == "given"


@pytest.mark.parametrize("names", ["question", "answer"])
def test_where_one_side_names_nobody_what_the_same_asker_waits_for_is_asked_about(names: str) -> None:
    person = service_user()
    cast()
    asked, told = (person.pk, None) if names == "question" else (None, person.pk)
    ask(service_user_id=asked)
    referral("allocated", person=person)
    with pytest.raises(Invalid):
        log(service_user_id=told)
    assert log(service_user_id=told, asker_id=None).state == "given"
    assert log(service_user_id=told, is_apart=True).state == "given"


def test_a_question_about_somebody_else_is_not_asked_about() -> None:
    ask(service_user_id=service_user().pk)
    assert log(service_user_id=referral("allocated", person=service_user()).service_user_id).state == "given"


@pytest.mark.parametrize("by_case", [True, False])
def test_a_question_about_the_record_that_stands_waits_for_the_merged_ones_case_too(by_case: bool) -> None:
    cast()
    one, two = numbered("X555555"), numbered("X666666")
    case = referral("allocated", person=two)
    pair = DuplicatePair.objects.get(first=one, second=two)
    at = SENT + timedelta(days=1)
    call = {"words": "Seen together with their papers.", "by": coordinator(NORTH), "at": at}
    people_actions.merge_records(pair_id=pair.pk, keep=one.pk, **call)
    ask(service_user_id=one.pk)
    about = {"referral_id": case.pk} if by_case else {"service_user_id": one.pk}
    with pytest.raises(Invalid):
        log(**about)
    row = log(is_apart=True, **about)
    assert (row.referral_id, row.service_user_id) == (case.pk, two.pk)


def test_the_form_names_somebody_and_asks_about_a_question_that_waits(settings: Any) -> None:
    settings.DEMO = True
    people, person = cast(), numbered("X555555")
    ask(service_user_id=person.pk)
    page = client_for("service_practitioner", name="mental_health.worker", at="mental_health_example", kind="provider")
    address = reverse("log_consultation")
    says = "apart from the question that waits"
    assert says not in page.get(address).content.decode()
    sent = {"key": "k", "asker": f"p{people.referrer.person_id}", "crn": "x 555555", "minutes": "15"}
    sent |= {"topics": ["approach"], "outcome": "advice"}
    for changed, is_asked in (
        ({"minutes": ""}, False),
        ({"crn": "X999999"}, False),
        ({}, True),
        ({"is_apart": ""}, True),
        ({"is_apart": "on", "minutes": ""}, True),
    ):
        again = page.post(address, sent | changed)
        assert again.status_code == 422
        assert (says in again.content.decode()) is is_asked, changed
    done = page.post(address, sent | {"is_apart": "on"})
    assert done.status_code == 302
    assert Consultation.objects.get(state="given").service_user_id == person.pk
