"""The whole demo loads, and shows two years in which the panel, the cohort and the record agree."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from example.loading import load
from example.people import CREWS, EVERYBODY
from tests.delivery.panels import cast as panel_cast
from tests.support import doors, world
from tests.support.referrals import referral
from tests.support.world import person
from throughcare import clock
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.casework.models import Assessment, ClosureReport, Plan, Questionnaire
from throughcare.delivery.panels.models import Meeting, MinutesLine, Panel, PanelDecision
from throughcare.delivery.panels.queries.agenda import cards
from throughcare.delivery.people.actions import restrict
from throughcare.delivery.people.models import DuplicatePair, LedgerEntry, Nominal, ServiceUser
from throughcare.delivery.people.queries import cohort
from throughcare.delivery.people.queries.ledger import plain
from throughcare.delivery.people.rules import ledger
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.areas import unit_of
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, viewer_of
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.record.events import folded_states

pytestmark = pytest.mark.django_db
STRANGERS = (
    *("coordinator.nw", "police.nw", "panel.chair.nw", "practitioner.nw", "panel.provider"),
    *("neurodiversity.lead", "neurodiversity.coach", "second.service.practitioner"),
)
NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)


def long_on_postgresql(test: Any) -> Any:
    """The demo runs on SQLite. That it loads on PostgreSQL too takes a minute, and is left to the long tests."""
    return pytest.mark.long(test) if os.environ.get("DATABASE_URL", "").startswith("postgres") else test


def check_ended() -> None:
    """What ended has what an ending stands for."""
    ended = Referral.objects.filter(pk__in=ClosureReport.objects.filter(state="accepted").values("referral"))
    assert ended.count() >= 12
    for case in ended:
        measured = set(Questionnaire.objects.filter(referral=case, state="finished").values_list("occasion", flat=True))
        assert {"first"} <= measured
        assert Assessment.objects.filter(referral=case, state="completed").exists()
        assert Plan.objects.filter(referral=case, state="ended").exists()
    paired = Questionnaire.objects.filter(state="finished", occasion="last", instrument="phq9")
    assert paired.count() >= 10


def check_everywhere(now: datetime) -> None:
    """Each command unit has its panel that met and meets again, with somebody on its agenda, and refers people."""
    panels = {one.area: one for one in Panel.objects.all()}
    assert set(panels) == set(CREWS)
    listed = 0
    for area, panel in panels.items():
        crew = CREWS[area]
        chair, coordinator = (
            viewer_of(Person.objects.get(email=f"{name}@example.test"), on=now.date())
            for name in (crew.chair, crew.coordinator)
        )
        assert panel.chair_id == chair.person_id
        assert Meeting.objects.filter(panel=panel, state="closed").exists(), area
        following = Meeting.objects.get(panel=panel, state="scheduled")
        assert following.on >= now.date()
        listed += bool(cards(coordinator, following))
        assert visible_to(coordinator, Nominal).exists(), area
    assert listed >= 10
    mine = visible_to(viewer_of(Person.objects.get(email="coordinator@example.test"), on=now.date()), DuplicatePair)
    assert set(mine.values_list("state", flat=True)) == {"merged", "proposed"}
    units = Counter(unit_of(one) for one in Referral.objects.values_list("service_user__borough", flat=True))
    assert set(units) == set(CREWS)
    assert Referral.objects.values("referrer").distinct().count() == len(CREWS)


def signed_in(*names: str) -> list[tuple[Person, Viewer]]:
    """People of the demo with what they are today: those of some names, all where none is given."""
    found = Person.objects.order_by("email")
    if names:
        found = found.filter(email__in=[f"{name}@example.test" for name in names])
    return [(one, viewer_of(one, on=NOW.date())) for one in found]


def check_doors(settings: Any) -> None:
    """Nobody opens or acts on a row that they may not see, whichever room of delivery they come by."""
    settings.DEMO = True
    rooms = list(doors.addresses())
    assert len(rooms) > 150
    found = list(doors.holes(signed_in(*STRANGERS), rooms))
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_room_is_closed_to_whoever_may_not_see_and_open_to_somebody(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.DEMO = True
    load(now=NOW)
    rooms = list(doors.addresses())
    people = signed_in()
    found = list(doors.holes(people, rooms))
    assert not found, "\n".join(found)
    # Nobody of the demo has a questionnaire handed over, or words of their area.
    unused = {"measures/code/<int:code_id>/hand-over", "instruments/words/<int:wording_id>/withdraw"}
    assert set(doors.never_opened(people, rooms)) <= unused


def test_a_hole_is_seen(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A room that asks for no row of its own lets a stranger in, and is named."""
    settings.DEMO = True
    row = referral("allocated")
    stranger = person("service_lead", name="neurodiversity.lead", at="neurodiversity_example", kind="provider")
    viewer = viewer_of(stranger, on=NOW.date())
    room = doors.Address("referrals/<int:referral_id>", Referral)
    assert list(doors.holes([(stranger, viewer)], [room])) == []
    monkeypatch.setattr("throughcare.foundation.access.scope.visible_to", lambda viewer, model: model.objects.all())
    (told,) = [one for one in doors.holes([(stranger, viewer)], [room]) if "GET" in one]
    assert "answers 200 on a row they may not see" in told
    assert row.pk


@pytest.mark.parametrize("what", ["person", "referral"])
def test_a_concern_that_is_raised_about_what_is_not_seen_is_a_hole(
    monkeypatch: pytest.MonkeyPatch, settings: Any, what: str
) -> None:
    settings.DEMO = True
    referral("allocated")
    stranger = person("service_lead", name="neurodiversity.lead", at="neurodiversity_example", kind="provider")
    signed = [(stranger, viewer_of(stranger, on=NOW.date()))]
    rooms = [one for one in doors.addresses() if one.route.startswith(f"concerns/raise/{what}")]
    assert len(rooms) == 2
    assert list(doors.holes(signed, rooms)) == []
    monkeypatch.setattr(
        "throughcare.delivery.concerns.views.concerns.get_visible", lambda _, model, pk: model.objects.get(pk=pk)
    )
    assert {one.split()[2] for one in doors.holes(signed, rooms)} == {f"/{one.route}" for one in rooms}


def test_a_row_out_of_sight_beside_one_that_is_seen_is_a_hole(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = True
    hidden = panel_cast.someone()
    panel_cast.meeting()
    monkeypatch.setattr(clock, "now", lambda: panel_cast.AT)
    colleague = world.viewer("iom_coordinator", name="second", at="hackney", kind="borough", area=panel_cast.EAST)
    restrict(service_user_id=hidden.pk, reason="A relative works here.", by=colleague, at=panel_cast.AT)
    signed = [(Person.objects.get(pk=panel_cast.coordinator().person_id), panel_cast.coordinator())]
    rooms = [one for one in doors.addresses() if one.route.endswith("add/<int:person_id>")]
    assert list(doors.holes(signed, rooms)) == []
    monkeypatch.setattr("throughcare.delivery.panels.queries.cases.name_of", lambda viewer, number: "Somebody")
    assert ["answers 200" in one for one in doors.holes(signed, rooms) if "GET" in one] == [True]


def test_every_number_in_an_address_is_known() -> None:
    assert len(list(doors.addresses())) > 150
    for route, told in (("cases/<int:number>", "in ROWS"), ("cases/<int:referral_id>/<int:number>", "in SECOND")):
        with pytest.raises(AssertionError, match=told):
            list(doors.addresses_of(route))


@long_on_postgresql
def test_the_demo_shows_two_years_that_agree_with_themselves(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert load(now=NOW)
    assert not load(now=NOW)
    boroughs = set(ServiceUser.objects.values_list("borough", flat=True))
    assert len(boroughs) == 32
    met = Meeting.objects.filter(state="closed")
    assert met.count() >= 24
    assert met.order_by("on")[0].on < (NOW - timedelta(days=600)).date()
    kinds = set(PanelDecision.objects.values_list("kind", flat=True))
    assert {
        "adopt_red",
        "adopt_amber",
        "not_adopt",
        "defer",
        "rate_red",
        "rate_amber",
        "rate_green",
        "deselect",
    } <= kinds
    assert MinutesLine.objects.count() > 100
    assert len(set(Appointment.objects.values_list("state", flat=True))) >= 8
    assert len(set(Referral.objects.values_list("state", flat=True))) >= 12
    check_ended()
    check_everywhere(NOW)
    check_doors(settings)
    stored = {str(pk): state for pk, state in Nominal.objects.values_list("pk", "state")}
    assert folded_states("nominal") == stored
    lines = plain(LedgerEntry.objects.all())
    assert {pk: one.state for pk, one in ledger.stays_on(lines, NOW.date()).items()} == {
        int(pk): state for pk, state in stored.items()
    }
    by = viewer_of(Person.objects.get(email="coordinator@example.test"), on=NOW.date())
    sizes = [
        cohort.cohort(by, on=(NOW - timedelta(days=days)).date(), today=NOW.date()).total for days in (600, 365, 180, 0)
    ]
    assert sizes[-1] >= 10
    assert len(set(sizes)) > 1
    assert Person.objects.count() == len(EVERYBODY)
