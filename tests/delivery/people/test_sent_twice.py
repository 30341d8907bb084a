"""A form about a person that is sent twice is acted on once; other content under its key is told and not written."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.delivery.people.cast import AT, adopted, later, police, practitioner, someone
from tests.delivery.people.test_computed_scores import answered
from tests.support.world import client_for
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import RiskScore, ServiceUser
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
OFFICER = {"role": "police_officer", "name": "police.ce", "at": "mps", "kind": "police", "area": "ce"}
COORDINATOR = {"role": "iom_coordinator", "name": "coordinator.ce", "at": "hackney", "kind": "borough", "area": "ce"}


def day(name: str, on: str) -> dict[str, str]:
    year, month, number = on.split("-")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


SCORE = {"instrument": "ovp", "version": "1", "percent_2y": "31.5"} | day("assessed_on", "2026-5-20")
FORMS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "score": (OFFICER, SCORE),
    "score/compute/ovp": (OFFICER, answered("ovp", whole=True)),
    "offence": (OFFICER, {"group": "robbery"} | day("committed_on", "2026-2-3")),
    "circumstances": (COORDINATOR, {"what_matters": "His daughter.", "gp_registered": "yes", "interpreter": "no"}),
    "nominate": (OFFICER, {"reason": "meets_rule", "kind": "fixed"}),
    "identify": (OFFICER, {"reason": "meets_rule"}),
    "beside": (OFFICER, {"kind": "custody", "reason": "police"} | day("from_date", "2026-5-30")),
    "number": (COORDINATOR, {"kind": "nomis", "value": "A1234BC"}),
    "name": (COORDINATOR, {"given_name": "Ashley", "family_name": "Sample"}),
    "transfer": (COORDINATOR, {"to_borough": "camden", "reason": "moved_home"}),
    "death": (COORDINATOR, {"words": "Told by the coroner."} | day("died_on", "2026-5-30")),
    "restrict": (COORDINATOR, {"reason": "A relative works in this office."}),
}


def page_of(who: dict[str, str]) -> Client:
    return client_for(who["role"], name=who["name"], at=who["at"], kind=who["kind"], area=who.get("area", "ce"))


@pytest.fixture
def person(settings: Any, monkeypatch: pytest.MonkeyPatch) -> ServiceUser:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: later(1))
    return someone(gender="male")


def sent(page: Client, address: str, given: dict[str, Any]) -> tuple[int, int]:
    """The status of an answer, and how much was written that is no reading."""
    before = Event.objects.exclude(kind__endswith=".read").count()
    status = page.post(address, given).status_code
    return status, Event.objects.exclude(kind__endswith=".read").count() - before


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_written_the_second_time(person: ServiceUser, form: str) -> None:
    who, given = FORMS[form]
    page, address = page_of(who), f"/people/{person.pk}/{form}"
    status, written = sent(page, address, {"key": "k", **given})
    assert status == 302
    assert written > 0
    assert sent(page, address, {"key": "k", **given})[1] == 0


@pytest.mark.parametrize("form", ["score", "score/compute/ovp", "offence", "circumstances"])
def test_the_second_sending_is_answered_as_the_first(person: ServiceUser, form: str) -> None:
    who, given = FORMS[form]
    page, address = page_of(who), f"/people/{person.pk}/{form}"
    assert [sent(page, address, {"key": "k", **given})[0] for _ in range(2)] == [302, 302]
    assert sent(page, address, {**given, "key": "another"}) == (302, 1)


def test_other_content_under_the_same_key_is_told_and_not_written(person: ServiceUser) -> None:
    page, address = page_of(OFFICER), f"/people/{person.pk}/score"
    page.post(address, {"key": "k", **SCORE})
    again = page.post(address, {"key": "k", **SCORE, "percent_2y": "13.5"})
    assert again.status_code == 422
    assert "already sent with other content" in again.content.decode()
    assert RiskScore.objects.get().tenths_2y == 315


def test_the_type_of_a_place_is_changed_once(person: ServiceUser) -> None:
    stay = adopted(person, at=AT)
    address = f"/cohort/stay/{stay.pk}/kind"
    given = {"kind": "free", "reason": "professional_judgement", "version": str(stay.version)}
    page = page_of(COORDINATOR)
    assert sent(page, address, given | {"key": "k"}) == (302, 1)
    assert sent(page, address, given | {"key": "k"}) == (422, 0)


def test_a_death_is_corrected_once(person: ServiceUser) -> None:
    actions.record_death(
        service_user_id=person.pk, died_on=AT.date(), words="Told by the coroner.", by=practitioner(), at=AT
    )
    given = {"key": "k", "words": "It was the day before."} | day("died_on", "2026-5-31")
    page, address = page_of(COORDINATOR), f"/people/{person.pk}/death/correct"
    assert [sent(page, address, given) for _ in range(2)] == [(302, 1), (302, 0)]


def test_a_challenge_is_made_once(person: ServiceUser) -> None:
    call: dict[str, Any] = {"instrument": "ovp", "version": "1", "tenths_2y": 300, "by": police(), "at": AT}
    row = actions.record_score(service_user_id=person.pk, assessed_on=AT.date(), **call)
    given = {"key": "k", "made_by": "person", "words": "Half of it is not mine."} | day("made_on", "2026-6-1")
    page, address = page_of(COORDINATOR), f"/people/score/{row.pk}/challenge"
    assert sent(page, address, given) == (302, 1)
    assert sent(page, address, given)[1] == 0
