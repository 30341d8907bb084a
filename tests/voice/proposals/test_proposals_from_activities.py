"""What a council carries becomes a proposal in one press; a group's or an event's page opens one half filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.browser import valid_html
from tests.support.world import AT, client_for
from tests.voice.proposals.conftest import PROVIDER, Voices
from throughcare.errors import NotAllowed, NotFound, WrongState
from throughcare.voice.feedback import actions as feedback
from throughcare.voice.proposals import actions
from throughcare.voice.proposals.models import Proposal
from throughcare.voice.proposals.rules.activities import title_from
from throughcare.voice.proposals.rules.proposing import LONGEST_TITLE

DAY = date(2026, 5, 20)
WORDS = "Tell each person within a week how long they will wait. Put it in the first letter."


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.DEMO = True


def held(by: Any, kind: str = "council", came: int = 9) -> Any:
    row = feedback.plan_activity(kind=kind, title="East council", day=DAY, service="mentoring", by=by, at=AT)
    row = feedback.send_invitations(activity_id=row.pk, version=row.version, invited=14, by=by, at=AT)
    return feedback.hold(
        activity_id=row.pk, version=row.version, came=came, consented=came, consent_version="group-1", by=by, at=AT
    )


def voted(by: Any, votes_for: int = 7, votes_against: int = 0) -> Any:
    row = held(by)
    feedback.set_agenda(activity_id=row.pk, items="Waiting\nWhere we meet", by=by, at=AT)
    asked = feedback.put_to_council(activity_id=row.pk, words=WORDS, by=by, at=AT)
    return feedback.count_votes(
        proposal_id=asked.pk, version=1, votes_for=votes_for, votes_against=votes_against, abstained=2, by=by, at=AT
    )


def test_what_a_council_carried_becomes_a_proposal_in_one_press(voices: Voices) -> None:
    asked = voted(voices.worker)
    client = client_for("engagement_worker", **PROVIDER)
    page = client.get(f"/voice/activities/{asked.activity_id}")
    valid_html(page)
    assert "Take it to those who decide" in page.content.decode()
    address = f"/voices/proposals/from-council/{asked.pk}"
    for _ in range(2):
        answer = client.post(address, follow=True)
        assert "with the council&#39;s vote" in answer.content.decode()
    row = Proposal.objects.get()
    assert (row.votes_for, row.votes_against, row.votes_neither) == (7, 0, 2)
    assert (row.source, row.activity_id, row.service) == ("council", asked.activity_id, "mentoring")
    assert row.title == "Tell each person within a week how long they will wait"
    assert row.asked == WORDS
    assert "7 for, 0 against, 2 for neither" in row.insight
    assert "On the agenda: Waiting; Where we meet." in row.insight
    assert "9 people came" in row.insight
    assert actions.support_proposal(proposal_id=row.pk, reason="", by=voices.worker, at=AT).state == "supported"
    assert client.get(address).status_code == 405


@pytest.mark.parametrize(("votes_for", "votes_against"), [(3, 4), (3, 3)])
def test_what_was_not_carried_goes_no_further(voices: Voices, votes_for: int, votes_against: int) -> None:
    asked = voted(voices.worker, votes_for, votes_against)
    page = client_for("engagement_worker", **PROVIDER).get(f"/voice/activities/{asked.activity_id}")
    assert "Take it to those who decide" not in page.content.decode()
    with pytest.raises(WrongState, match="did not carry"):
        actions.propose_from_council(council_proposal_id=asked.pk, by=voices.worker, at=AT)


def test_before_the_vote_by_others_and_by_those_who_may_not_it_is_refused(voices: Voices) -> None:
    row = held(voices.worker)
    asked = feedback.put_to_council(activity_id=row.pk, words=WORDS, by=voices.worker, at=AT)
    for by, why in ((voices.worker, WrongState), (voices.stranger, NotFound), (voices.peer, NotAllowed)):
        with pytest.raises(why):
            actions.propose_from_council(council_proposal_id=asked.pk, by=by, at=AT)


def test_a_group_opens_a_proposal_half_filled_in_and_an_interview_none(voices: Voices) -> None:
    client = client_for("engagement_worker", **PROVIDER)
    row = held(voices.worker, "group")
    assert "Make a proposal from it" in client.get(f"/voice/activities/{row.pk}").content.decode()
    shown = client.get("/voices/proposals/new", {"activity": row.pk})
    valid_html(shown)
    assert "Heard at the discussion group “East council”" in shown.content.decode()
    assert 'value="group" checked' in shown.content.decode()
    interview = held(voices.worker, "interview")
    assert "Make a proposal from it" not in client.get(f"/voice/activities/{interview.pk}").content.decode()
    assert client.get("/voices/proposals/new", {"activity": interview.pk}).status_code == 404
    assert client.get("/voices/proposals/new", {"activity": "x"}).status_code == 200


@given(st.text(min_size=1, max_size=400).filter(str.strip))
def test_a_title_is_never_too_long(words: str) -> None:
    assert 0 < len(title_from(words)) <= LONGEST_TITLE


def test_peers_who_may_not_propose_are_not_offered_it(voices: Voices) -> None:
    asked = voted(voices.worker)
    page = client_for("peer_researcher", **PROVIDER).get(f"/voice/activities/{asked.activity_id}")
    assert "Take it to those who decide" not in page.content.decode()


@pytest.mark.parametrize(("came", "told"), [(4, "in May 2026."), (5, "on 20 May 2026. 5 people came.")])
def test_a_group_too_small_to_hide_in_is_told_by_its_month_alone(voices: Voices, came: int, told: str) -> None:
    row = held(voices.worker, kind="group", came=came)
    page = client_for("engagement_worker", **PROVIDER).get("/voices/proposals/new", {"activity": row.pk})
    assert f"Heard at the discussion group “East council” {told}" in page.content.decode()
    assert ("people came" in page.content.decode()) == (came >= 5)
