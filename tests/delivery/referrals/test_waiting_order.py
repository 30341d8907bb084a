"""The waiting list in its explained order, and its next few as Today tells of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.referrals import SENT, cast, referral
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.moments import moments_for, moments_of
from throughcare.delivery.referrals.queries.waiting import waiting_lists
from throughcare.delivery.referrals.queries.waits import Wait
from throughcare.delivery.referrals.rules.clocks import runs
from throughcare.delivery.services.queries import definition
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db
LATER = SENT + timedelta(days=40)


@action
def _known(*, row, facts, by, at):
    row.form.told = row.form.told | {"facts": facts}
    row.form.save()
    event("test.changed", subject=("referral", row.pk), by=by, at=at)


def test_the_next_few_are_the_head_of_the_list_less_those_on_hold() -> None:
    people = cast()
    rows = [referral("waiting") for _ in range(5)]
    _known(row=rows[3], facts={"rating": ["red"], "linked_to_harm": True}, by=None, at=LATER)
    actions.pause(
        referral_id=rows[0].pk, reason="hospital", review_on=LATER.date() + timedelta(days=7), by=people.lead, at=LATER
    )
    (whole,) = waiting_lists(people.lead, LATER)
    (few,) = waiting_lists(people.lead, LATER, first=3)
    assert [row.place for row in whole.rows] == [1, 2, 3, 4, 5]
    assert (whole.rows[-1].id, whole.rows[-1].is_on_hold) == (rows[0].pk, True)
    assert few.rows == tuple(row for row in whole.rows if not row.is_on_hold)[:3]
    assert (few.length, whole.length) == (5, 5)
    assert few.rows[0].id == rows[3].pk
    assert "past the promise" in few.rows[0].why
    assert "rated red" in few.rows[0].why
    assert few.rows[0].person_name == Referral.objects.get(pk=few.rows[0].id).service_user.name


def test_somebody_else_sees_no_list() -> None:
    referral("waiting")
    assert waiting_lists(cast("neurodiversity").lead, LATER) == []


def test_what_one_clock_reads_makes_the_runs_that_the_whole_history_makes() -> None:
    people = cast()
    rows = [referral(state) for state in ("submitted", "triage", "waiting", "allocated")]
    no = {"reason": "no_capacity", "words": "Full until July.", "alternative": "Talking therapies."}
    ended = actions.decline(referral_id=referral("triage").pk, by=people.lead, at=LATER, **no)
    paused = referral("waiting")
    actions.pause(
        referral_id=paused.pk, reason="hospital", review_on=LATER.date(), by=people.lead, at=SENT + timedelta(days=9)
    )
    actions.advance(referral_id=paused.pk, event="case_resumed", by=people.lead, at=LATER)
    numbers = [row.pk for row in (*rows, ended, paused)]
    whole = moments_of(numbers)
    for one in definition("mental_health").clocks:
        few = moments_for(one, numbers)
        for number in numbers:
            assert runs(one, few.get(number, [])) == runs(one, whole[number])


def test_one_day_is_told_as_one_day() -> None:
    assert Wait(1, 7, 5, "working_days").words == (
        "About 1 working day (middle of 7 people in the last three months). The promise is 5 working days."
    )
