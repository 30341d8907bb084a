"""A seat in commissioning: on the decision's page, on its thread, with small numbers untold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.browser import valid_html
from tests.support.papers import sound_paper
from tests.support.world import AT, TODAY, client_for, organisation
from tests.voice.proposals.conftest import PROVIDER, Voices
from throughcare.commissioning.decisions import actions as decisions
from throughcare.commissioning.decisions.models import Decision
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.ports.parts import DECISION, parts_of
from throughcare.foundation.ports.thread import thread_of
from throughcare.voice.proposals import actions
from throughcare.voice.proposals.models import Seat
from throughcare.voice.proposals.queries import seats
from throughcare.voice.proposals.rules.seats import people_shown

WORDS = "Four people read the draft and asked for evening hours."


@pytest.fixture
def paper(voices: Voices):
    organisation("secretary_of_state_for_justice", "probation")
    return decisions.start_paper(paper=sound_paper(reference="PCD 9001"), by=voices.commissioner, at=AT)


def seat(by, **more):
    given = {"kind": "specification", "title": "Mentoring", "on": TODAY, "words": WORDS, "people": 12, "at": AT}
    given["reference"] = "MOPAC 12/34"
    return actions.take_seat(**{**given, **more}, by=by)


def test_a_decision_shows_which_voices_informed_it(voices: Voices, paper) -> None:
    row = voices.sent()
    seat(voices.commissioner, decision_reference="pcd 9001", proposal_ids=[row.pk])
    (part,) = [one for one in parts_of(DECISION, voices.commissioner, paper.pk, AT) if one.title.startswith("Voices")]
    assert [(line.what, line.fact) for line in part.lines] == [
        ("Specification: Mentoring", "12 people"),
        ("Proposal: Tell us how long we wait", ""),
    ]
    stage = next(one for one in thread_of(paper.pk, voices.commissioner, AT) if one.code == "insight")
    assert [step.title for step in stage.steps] == ["Specification: Mentoring", "Tell us how long we wait"]
    page = client_for("commissioner").get(f"/papers/{paper.pk}").content.decode()
    assert "Voices that informed it" in page
    assert "12 people" in page


def test_anyone_sees_which_published_voices_informed_a_published_decision(voices: Voices) -> None:
    organisation("secretary_of_state_for_justice", "probation")
    row = decisions.import_signed(paper=sound_paper(reference="PCD 9002"), by=voices.commissioner, at=AT)
    decisions.publish(decision_id=row.pk, by=voices.commissioner, at=AT)
    address = reverse("decision", args=[Decision.objects.get(pk=row.pk).slug])
    assert "Voices that informed it" not in Client().get(address).content.decode()
    sent, raised = voices.sent(), voices.raised(title="Not sent to anyone")
    more = {"decision_reference": "PCD 9002", "proposal_ids": [sent.pk, raised.pk]}
    seat(voices.worker, people=3, title="An inner title", **more)
    page = Client().get(address)
    valid_html(page)
    shown = page.content.decode()
    assert "Specification with people on IOM, fewer than 5 people" in shown
    assert f'href="/changes/#change-{sent.pk}">Tell us how long we wait</a>, no answer yet' in shown
    for kept in ("Not sent to anyone", "An inner title", WORDS):
        assert kept not in shown


def test_a_decision_without_voices_says_so(voices: Voices, paper) -> None:
    (part,) = [one for one in parts_of(DECISION, voices.commissioner, paper.pk, AT) if one.title.startswith("Voices")]
    assert part.lines == ()
    assert "Nobody on IOM" in part.empty
    assert not [one for one in parts_of(DECISION, voices.peer, paper.pk, AT) if one.title.startswith("Voices")]


@pytest.mark.parametrize("kind", Seat.Kind.values)
def test_each_kind_of_step_takes_a_seat(voices: Voices, kind) -> None:
    row = seat(voices.worker, kind=kind)
    found = seats.seat(voices.commissioner, row.pk, at=AT)
    assert (found.title, found.people, found.decision) == ("Mentoring", "12 people", "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": " "}, "title"),
        ({"words": "Ok"}, "words"),
        ({"words": "Karen Whitlock rang 07700 900123 about it."}, "words"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"people": -1}, "people"),
        ({"decision_reference": "PCD 0000"}, "decision_reference"),
        ({"proposal_ids": [424242]}, "proposals"),
    ],
)
def test_a_seat_says_what_when_and_what_came_of_it(voices: Voices, given, field) -> None:
    with pytest.raises(Invalid) as caught:
        seat(voices.worker, **given)
    assert field in caught.value.fields
    assert not Seat.objects.exists()


def test_who_takes_and_sees_seats(voices: Voices, paper) -> None:
    with pytest.raises(NotAllowed):
        seat(voices.peer)
    with pytest.raises(Invalid, match="No decision has this reference"):
        seat(voices.worker, decision_reference="PCD 9001")
    row = seat(voices.worker)
    with pytest.raises(NotFound):
        seats.seat(voices.practitioner, row.pk, at=AT)


def test_small_numbers_of_people_are_not_told() -> None:
    assert people_shown(0, fewest=5) == "nobody in person"
    assert people_shown(4, fewest=5) == "fewer than 5 people"
    assert people_shown(5, fewest=5) == "5 people"


def test_a_seat_leads_to_the_specification_where_the_house_has_it(voices: Voices, paper, settings) -> None:
    settings.DEMO = True
    seat(voices.commissioner, service="mental_health", reference="", decision_reference="PCD 9001")
    page = client_for("commissioner").get(reverse("seat", args=[Seat.objects.get().pk]))
    valid_html(page)
    specification = reverse("service", args=["mental_health"])
    assert f'href="{specification}"' in page.content.decode()
    assert f'href="/papers/{paper.pk}"' in page.content.decode()
    assert Client().get(specification).status_code == 200, "whoever reads the seat can open it"


def test_a_seat_leads_those_who_see_no_draft_to_the_published_decision(voices: Voices, settings) -> None:
    settings.DEMO = True
    organisation("secretary_of_state_for_justice", "probation")
    row = decisions.import_signed(paper=sound_paper(reference="PCD 9003"), by=voices.commissioner, at=AT)
    seat(voices.commissioner, reference="", decision_reference="PCD 9003")
    lead = client_for("engagement_lead", **PROVIDER)
    here = reverse("seat", args=[Seat.objects.get().pk])
    address = reverse("decision", args=[Decision.objects.get(pk=row.pk).slug])
    assert address not in lead.get(here).content.decode()
    decisions.publish(decision_id=row.pk, by=voices.commissioner, at=AT)
    assert f'href="{address}"' in lead.get(here).content.decode()


def test_a_seat_without_a_page_here_bears_the_number_of_its_document(voices: Voices) -> None:
    for nothing in ({}, {"reference": "  "}):
        with pytest.raises(Invalid, match="so that it can be found again"):
            seat(voices.commissioner, **{"reference": "", **nothing})
    with pytest.raises(Invalid, match="leads to a person"):
        seat(voices.commissioner, reference="ask sam@example.test")
    row = seat(voices.commissioner, kind="variation", reference=" MOPAC  2023/117, variation 2 ")
    assert row.reference == "MOPAC 2023/117, variation 2"
    shown = seats.seat(voices.commissioner, row.pk, at=AT)
    assert (shown.reference, shown.service_code) == ("MOPAC 2023/117, variation 2", "")
