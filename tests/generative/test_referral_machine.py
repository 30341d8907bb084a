"""Whatever people do with a referral, in whatever order and service: state, steps and events tell one story."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.referrals import SENT, Cast, advised, cast, fill, service_user
from throughcare.delivery.referrals import actions, states
from throughcare.delivery.referrals.models import Referral, Transfer
from throughcare.delivery.referrals.rules.steps import WITH_MORE
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import Transition
from throughcare.delivery.services.states import EVENTS, Event
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event as Recorded

SERVICES = ("mental_health", "neurodiversity", "mentoring")
ELSEWHERE = {"mental_health": "mentoring", "neurodiversity": "mental_health", "mentoring": "neurodiversity"}


def given_for(step: Transition, state: str, row: Referral, at: datetime, data: Any) -> dict[str, Any]:
    """What a step needs, mostly right and sometimes left out."""
    found = definition(row.service, row.definition)
    reasons = [one.code for one in found.reasons_for(step.event, state)]
    values: dict[str, Any] = {"words": "In a sentence." if data.draw(st.integers(0, 9)) else ""}
    if reasons:
        values["reason"] = data.draw(st.sampled_from([*reasons, "whim"]))
    if "review_on" in EVENTS[Event(step.event)].asks:
        values["review_on"] = (at + timedelta(days=data.draw(st.sampled_from([-1, 7, 7, 7])))).date()
    return values


def attempt(step: Transition, row: Referral, people: Cast, at: datetime, data: Any) -> None:
    """One step by somebody who may often take it, or by somebody who may not."""
    by = data.draw(st.sampled_from([people.referrer, people.administrator, people.lead, people.lead, people.worker]))
    common = {"referral_id": row.pk, "by": by, "at": at}
    more = given_for(step, row.state, row, at, data)
    named = WITH_MORE.get(states.Event(step.event))
    if named == "allocate":
        worker = data.draw(st.sampled_from([people.worker, people.lead]))
        actions.allocate(worker_id=worker.person_id, **common)
    elif named == "decline":
        actions.decline(alternative="Talking therapies.", **({"reason": "", "words": ""} | more), **common)
    elif step.event == Event.CASE_TRANSFERRED:
        transfer(row, people, at, data)
    elif step.event == Event.TRANSFER_UNDONE:
        offer = Transfer.objects.get(referral=row, state="accepted")
        actions.undo_transfer(transfer_id=offer.pk, reason="mistake", by=people.lead, at=at)
    elif named is None:
        if step.event == Event.CONSULTATION_COMPLETED:
            advised(row, people.worker, at=at)
        actions.advance(event=step.event, **more, **common)


def transfer(row: Referral, people: Cast, at: datetime, data: Any) -> None:
    """Offers a case elsewhere and lets the other side answer."""
    service = ELSEWHERE[row.service]
    other = cast(service)
    offer = actions.offer_transfer(
        referral_id=row.pk,
        to_provider=other.lead.organisation_code,
        to_service=service,
        reason="moved_service",
        words="Fits better.",
        by=people.lead,
        at=at,
    )
    accept = data.draw(st.booleans())
    actions.answer_transfer(transfer_id=offer.pk, accept=accept, reason="no_room", by=other.lead, at=at)


@pytest.mark.django_db
@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_state_steps_and_events_tell_one_story(data: Any) -> None:
    service = data.draw(st.sampled_from(SERVICES))
    people = cast(service)
    row = actions.start_draft(service=service, service_user_id=service_user().pk, by=people.referrer, at=SENT)
    fill(row, people.referrer)
    row = actions.send(referral_id=row.pk, by=people.referrer, at=SENT)
    at = SENT
    for _ in range(data.draw(st.integers(3, 22))):
        at += timedelta(days=data.draw(st.sampled_from([0, 1, 5])))
        found = definition(row.service, row.definition)
        steps = found.steps_from(row.state)
        if not steps:
            break
        forward = [one for one in steps if one.event not in ("referral_withdrawn", "person_died", "case_transferred")]
        step = data.draw(st.sampled_from(forward if data.draw(st.integers(0, 5)) and forward else steps))
        known = (row.state, row.version)
        try:
            attempt(step, row, people, at, data)
        except DomainError:
            row.refresh_from_db()
            assert (row.state, row.version) == known, "what was refused left something behind"
        row = Referral.objects.get(pk=row.pk)
    for one in Referral.objects.all():
        assert_whole(one)


def assert_whole(row: Referral) -> None:
    """The stored state equals the fold of the record, of the steps, and of the definition's own machine."""
    steps = list(row.steps.order_by("number"))
    assert [step.number for step in steps] == list(range(1, row.steps_taken + 1))
    place = states.folded(definition(row.service, row.definition), [step.event for step in steps])
    assert (place.state, place.before_pause, place.before_transfer) == (
        row.state,
        row.state_before_pause,
        row.state_before_transfer,
    )
    assert folded_state(history(("referral", row.pk))) == row.state
    recorded = Recorded.objects.filter(subject_type="referral", subject_id=str(row.pk)).exclude(state="").order_by("id")
    told = [(one.kind.partition(".")[2], one.state, one.reason_code, one.actor) for one in recorded][1:]
    assert told == [(step.event, step.to_state, step.reason, step.by_id) for step in steps]
    assert (row.closed_at is not None) == states.is_over(row.state)
    approvals = {step.event: step.by_id for step in steps}
    if "plan_approved" in approvals:
        assert approvals["plan_approved"] != approvals["plan_submitted"]
