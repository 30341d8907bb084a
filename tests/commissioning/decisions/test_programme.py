"""Decisions of one programme: what does not agree between them stands in the way of signature like any other error."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.decisions import AT, at_decision_maker, draft, in_effect, now, signed
from tests.support.papers import sound_paper
from tests.support.world import client_for, organisation, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.rules import reading, writing
from throughcare.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _partner():
    organisation("secretary_of_state_for_justice", "probation")


def stating(reference, *, envelope=0.6):
    """Changes to a sound paper, which takes £500,000, by which it states an envelope in millions."""
    text = writing.to_toml(sound_paper()).replace(
        "2025/26 includes £500,000 for this work, and all", f"2025/26 includes £{envelope}m for this work, and part"
    )
    paper = reading.read_paper(text.encode(), name="paper.toml")
    return {"reference": reference, "programme": "shared", "sections": paper.sections}


def imported(reference, **amounts):
    paper = replace(sound_paper(**stating(reference, **amounts)), signed=AT.date() - timedelta(days=200))
    row = actions.import_signed(paper=paper, by=viewer(name="importer"), at=AT)
    row.refresh_from_db()
    return row


def between(row, who="decision_maker"):
    return [one for one in papers.page(viewer(who), row.pk, on=AT.date()).together if one.severity == "error"]


def sign(row):
    actions.sign(decision_id=row.pk, version=now(row), interests="None", by=viewer("decision_maker"), at=AT)


def test_an_envelope_overdrawn_together_stops_the_signature_until_it_is_accepted_with_a_reason(settings):
    settings.DEMO = True  # no second factor here
    imported("PCD 8001")
    row = at_decision_maker(draft(**stating("PCD 8002")))
    (error,) = between(row)
    page = papers.page(viewer("decision_maker"), row.pk, on=AT.date())
    assert error.is_open_error
    assert page.open_errors == page.count("error") == 1
    with pytest.raises(NotAllowed, match="1 error is open"):
        sign(row)
    answer = client_for("chief_executive").get(f"/papers/{row.pk}")
    assert f"/papers/{row.pk}/findings/{error.key}" in answer.content.decode()
    posted = {"reason": "The envelope is raised next week."}
    assert client_for("chief_executive").post(f"/papers/{row.pk}/findings/{error.key}", posted).status_code == 302
    assert between(row)[0].accepted is not None
    sign(row)
    row.refresh_from_db()
    assert row.effect == "signed"
    assert between(row)[0].accepted is not None


def test_only_decisions_that_stand_are_compared():
    refused = at_decision_maker(draft(**stating("PCD 8001")))
    row = draft(**stating("PCD 8002"))
    assert between(row) == []
    who = viewer("decision_maker")
    actions.refuse(decision_id=refused.pk, version=now(refused), reason="Too dear.", by=who, at=AT)
    assert between(row) == []
    standing = imported("PCD 8003")
    assert len(between(row)) == 1
    actions.bring_into_effect(decision_id=standing.pk, by=viewer(), at=AT)
    assert len(between(row)) == 1


def test_an_amendment_is_not_compared_with_what_it_replaces():
    first = in_effect(draft(**stating("PCD 8001")))
    words = "The second year costs less."
    amendment = actions.start_amendment(decision_id=first.pk, reference="PCD 8002", changes=words, by=viewer(), at=AT)
    assert between(amendment) == []
    assert between(first) == []
    signed(amendment)
    (error,) = between(draft(**stating("PCD 8003")))
    assert "PCD 8002" in error.says
    assert "PCD 8001" not in error.says
    assert between(first) == []


def test_more_than_a_dozen_decisions_are_compared_the_newest_too():
    for number in range(13):
        imported(f"PCD 81{number:02d}", envelope=15 if number == 0 else 0)
    row = draft(**stating("PCD 8200", envelope=6.5))
    assert len(between(row)) == 1
