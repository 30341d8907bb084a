"""One door by which a referral moves: the right person, from the right state, with what the step needs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.referrals import SENT, advised, cast, referral
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Referral, Step
from throughcare.delivery.referrals.queries.cases import case
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
NEXT = SENT + timedelta(days=2)


def test_a_referral_goes_from_the_referrer_to_a_worker() -> None:
    people, row = cast(), referral("allocated")
    assert row.worker_id == people.worker.person_id
    assert [step.event for step in row.steps.all()] == [
        "referral_submitted",
        "referral_acknowledged",
        "referral_accepted",
        "placed_on_waiting_list",
        "worker_allocated",
    ]
    assert folded_state(history(("referral", row.pk))) == row.state == "allocated"
    shown = case(people.worker, row.pk)
    assert (shown.state_name, shown.stage, shown.sees_clinical) == ("Allocated", "waiting", True)
    assert shown.turn == "the forensic mental health practitioner, to begin"
    assert not case(people.referrer, row.pk).sees_clinical


def test_a_step_that_is_not_possible_says_whose_turn_it_is() -> None:
    people, row = cast(), referral("submitted")
    with pytest.raises(WrongState) as error:
        actions.advance(referral_id=row.pk, event="referral_accepted", by=people.lead, at=NEXT)
    assert "the service's administrator, to acknowledge it" in error.value.remedy


def test_only_those_whose_step_it_is_take_it() -> None:
    people, row = cast(), referral("triage")
    with pytest.raises(NotAllowed, match="service lead"):
        actions.advance(referral_id=row.pk, event="referral_accepted", by=people.administrator, at=NEXT)
    with pytest.raises(NotFound):
        actions.advance(referral_id=row.pk, event="referral_accepted", by=cast("mentoring").lead, at=NEXT)


def test_a_reason_is_of_the_list_and_other_needs_words() -> None:
    people, row = cast(), referral("triage")
    with pytest.raises(Invalid) as error:
        actions.advance(referral_id=row.pk, event="information_requested", by=people.lead, at=NEXT, reason="whim")
    assert set(error.value.fields) == {"reason", "words"}
    row = actions.advance(
        referral_id=row.pk, event="information_requested", by=people.lead, at=NEXT, reason="need", words="What helps?"
    )
    assert row.state == "information_requested"
    assert row.steps.last().words == "What helps?"


def test_an_appeal_is_heard_once() -> None:
    people, row = cast(), referral("triage")
    no = {"reason": "no_capacity", "words": "Full until July.", "alternative": "Talking therapies.", "by": people.lead}
    appeal = {"event": "decline_appealed", "reason": "facts_new", "words": "Release is nearer.", "by": people.referrer}
    with pytest.raises(Invalid, match="another route"):
        actions.decline(referral_id=row.pk, at=NEXT, **(no | {"alternative": " "}))
    actions.decline(referral_id=row.pk, at=NEXT, **no)
    actions.advance(referral_id=row.pk, at=NEXT, **appeal)
    row = actions.decline(referral_id=row.pk, at=NEXT, **no)
    assert row.state == "declined"
    with pytest.raises(WrongState, match="once only"):
        actions.advance(referral_id=row.pk, at=NEXT, **appeal)


def test_a_pause_needs_a_day_of_review_and_returns_where_it_began() -> None:
    people, row = cast(), referral("waiting")
    with pytest.raises(Invalid) as error:
        actions.pause(referral_id=row.pk, reason="custody", review_on=None, by=people.lead, at=NEXT)
    assert "review_on" in error.value.fields
    with pytest.raises(Invalid, match="after today"):
        actions.pause(referral_id=row.pk, reason="custody", review_on=NEXT.date(), by=people.lead, at=NEXT)
    row = actions.pause(referral_id=row.pk, reason="custody", review_on=date(2026, 7, 1), by=people.lead, at=NEXT)
    assert (row.state, row.state_before_pause) == ("paused", "waiting")
    assert case(people.lead, row.pk).stage == "waiting"
    row = actions.advance(referral_id=row.pk, event="case_resumed", by=people.lead, at=NEXT)
    assert (row.state, row.state_before_pause, row.review_on) == ("waiting", "", None)


def test_a_plan_is_approved_by_somebody_else() -> None:
    people, row = cast(), referral("accepted")
    row = actions.allocate(referral_id=row.pk, worker_id=people.lead.person_id, by=people.lead, at=NEXT)
    for event in ("appointment_booked", "assessment_completed", "intervention_agreed", "plan_submitted"):
        row = actions.advance(referral_id=row.pk, event=event, by=people.lead, at=NEXT)
    with pytest.raises(NotAllowed, match="themselves"):
        actions.advance(referral_id=row.pk, event="plan_approved", by=people.lead, at=NEXT)
    row = actions.advance(referral_id=row.pk, event="plan_approved", by=people.referrer, at=NEXT)
    assert row.state == "plan_approved"


def test_an_end_has_an_outcome_and_is_opened_again_within_its_window() -> None:
    people, row = cast(), referral("allocated")
    row = actions.advance(referral_id=row.pk, event="consultation_requested", by=people.worker, at=NEXT)
    ends = {"event": "consultation_completed", "by": people.worker, "reason": "consultation_given"}
    with pytest.raises(WrongState, match="No advice is logged"):
        actions.advance(referral_id=row.pk, at=NEXT, **ends)
    advised(row, people.worker, at=NEXT)
    row = actions.advance(referral_id=row.pk, at=NEXT, **ends)
    assert (row.state, row.outcome, row.end_reason) == ("closed", "completed", "consultation_given")
    again = {"event": "case_reopened", "by": people.lead, "reason": "came_back", "words": "Asked to come back."}
    with pytest.raises(WrongState, match="within 90 days"):
        actions.advance(referral_id=row.pk, at=NEXT + timedelta(days=91), **again)
    row = actions.advance(referral_id=row.pk, at=NEXT + timedelta(days=90), **again)
    assert (row.state, row.outcome, row.closed_at) == ("reopened", "", None)


def test_a_stale_version_writes_nothing() -> None:
    people, row = cast(), referral("triage")
    with pytest.raises(Conflict):
        actions.advance(referral_id=row.pk, event="referral_accepted", by=people.lead, at=NEXT, version=row.version - 1)
    assert Referral.objects.get(pk=row.pk).state == "triage"
    assert Step.objects.count() == 2


def test_events_that_need_more_have_an_action_of_their_own() -> None:
    people, row = cast(), referral("accepted")
    with pytest.raises(ValueError, match="allocate"):
        actions.advance(referral_id=row.pk, event="worker_allocated", by=people.lead, at=NEXT)
