"""Each instrument is computed on the screen, marked as computed, stands behind a recorded score, and is explained."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.delivery.people.cast import AT, adopted, later, police, practitioner, someone
from tests.support.referrals import cast, fill
from tests.support.world import client_for
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import LedgerEntry, RiskScore
from throughcare.delivery.people.queries.computing import computable, inputs_of
from throughcare.delivery.people.queries.explaining import of_rating, of_score
from throughcare.delivery.referrals import actions as referrals
from throughcare.delivery.referrals.queries.known import standing_scores
from throughcare.foundation.access.viewers import Viewer

pytestmark = pytest.mark.django_db
GIVEN = {"total_sanctions": "12", "age_at_first_sanction": "15", "violent_sanctions": "3", "offence_code": "02800"}
ON = AT.date()


@pytest.fixture
def page(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: AT)
    return client_for("police_officer", name="police.ce", at="mps", kind="police", area="ce")


def answered(code: str, *, whole: bool) -> dict[str, Any]:
    """Everything that an instrument asks for on its form, the fuller form's questions where ``whole``."""
    known = next(one for one in computable(ON) if one.id == code)
    sent: dict[str, Any] = {"key": f"{code}-{whole}"}
    for one in inputs_of(known):
        if one.type == "date":
            sent |= {f"{one.column}-day": "1", f"{one.column}-month": "3", f"{one.column}-year": "2026"}
        elif one.column in GIVEN:
            sent[one.column] = GIVEN[one.column]
        elif one.required or (whole and one.when == "dynamic form"):
            sent[one.column] = {"true or false": "no", "list of codes": ["NONE"]}.get(one.type) or one.codes[0]
    return sent


def test_all_six_are_offered(page: Any) -> None:
    person = someone(gender="male")
    shown = page.get(f"/people/{person.pk}").content.decode()
    codes = [one.id for one in computable(ON)]
    assert codes == ["ogrs3", "ovp", "ogp", "arp", "vrp", "svrp"]
    for code in codes:
        assert f"/people/{person.pk}/score/compute/{code}" in shown
    assert page.get(f"/people/{person.pk}/score/compute/rosh").status_code == 404


@pytest.mark.parametrize("code", ["ogrs3", "ovp", "ogp", "arp", "vrp", "svrp"])
@pytest.mark.parametrize("whole", [True, False])
def test_each_is_computed_from_its_form_and_marked(page: Any, code: str, whole: bool) -> None:
    person = someone(gender="male")
    answer = page.post(f"/people/{person.pk}/score/compute/{code}", answered(code, whole=whole))
    assert answer.status_code == 302, answer.content.decode()
    row = RiskScore.objects.get()
    assert (row.instrument, row.source) == (code, "computed")
    assert row.tenths_2y is not None
    if code in ("arp", "vrp", "svrp"):
        assert row.variant == ("dynamic" if whole else "static")


def test_what_is_missing_is_told_and_the_day_of_conviction_is_known(page: Any) -> None:
    person = someone(gender="male")
    proven = date(2026, 2, 3)
    actions.record_offence(
        service_user_id=person.pk,
        group="robbery",
        committed_on=date(2025, 12, 1),
        proven_on=proven,
        is_index=True,
        by=police(),
        at=AT,
    )
    address = f"/people/{person.pk}/score/compute/ovp"
    assert page.post(address, {"key": "k"}).status_code == 422
    shown = page.get(f"/people/{person.pk}/score/compute/arp").content.decode()
    assert 'value="2026"' in shown
    assert not RiskScore.objects.exists()


def scored(person: Any, *, tenths: int, at: Any = AT, band: str = "") -> RiskScore:
    call = {"service_user_id": person.pk, "assessed_on": at.date(), "by": practitioner("cn"), "at": at, "band": band}
    return actions.record_score(instrument="ovp", version="1", tenths_2y=tenths, **call)


def test_a_newer_computed_score_never_stands_before_a_recorded_one_in_a_referral(page: Any) -> None:
    person = someone(gender="male")
    page.post(f"/people/{person.pk}/score/compute/ovp", answered("ovp", whole=True))
    computed = RiskScore.objects.get()
    assert standing_scores(person) == {"violence_percent": computed}
    earlier = actions.record_score(
        service_user_id=person.pk,
        instrument="ovp",
        version="1",
        assessed_on=date(2026, 1, 5),
        tenths_2y=300,
        by=practitioner(),
        at=AT,
    )
    assert standing_scores(person) == {"violence_percent": earlier}


def referred(person: Any, by: Viewer, service: str = "mental_health") -> Any:
    row = referrals.start_draft(service=service, service_user_id=person.pk, by=by, at=later(2))
    fill(row, by)
    return referrals.send(referral_id=row.pk, by=by, at=later(2))


def test_what_a_score_and_a_rating_did_to_a_referral_is_explained() -> None:
    people = cast()
    person = someone(borough="camden")
    stay = adopted(person, at=later(0))
    high = scored(person, tenths=700, band="HIGH")
    unused = actions.record_score(
        service_user_id=person.pk,
        instrument="ogrs3",
        version="3",
        assessed_on=ON,
        tenths_2y=800,
        by=practitioner("cn"),
        at=AT,
    )
    referred(person, people.referrer)
    told = of_score(people.referrer, high.pk, on=later(3).date()).led_to
    assert any("up the waiting list: high risk of violent reoffending" in one for one in told), told
    told = of_score(people.referrer, unused.pk, on=later(3).date()).led_to
    assert any("decided nothing there" in one for one in told), told
    entry = LedgerEntry.objects.exclude(rating="").get(nominal=stay)
    told = of_rating(people.referrer, entry.pk, on=later(3).date()).led_to
    assert any("up the waiting list: rated red" in one for one in told), told
    later_score = scored(person, tenths=200, at=later(3))
    assert not [
        one for one in of_score(people.referrer, later_score.pk, on=later(3).date()).led_to if "referred" in one
    ]
