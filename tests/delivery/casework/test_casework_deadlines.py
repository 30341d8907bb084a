"""A pause moves the day by which something is due; while it lasts no day is named."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.support.casework import AT, planned
from tests.support.referrals import cast
from throughcare.delivery.casework.queries import owed, plans
from throughcare.delivery.casework.queries.deadlines import deadline
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.reference.working_days import add_working_days, working_days_between

pytestmark = pytest.mark.django_db


def paused(plan: Any, *, days: int, reason: str = "custody", again: bool = True) -> date:
    """A case put on hold the next day for some days; gives the first day on which it goes on."""
    worker, start = cast().worker, AT + timedelta(days=1)
    call = {"referral_id": plan.referral_id, "by": worker}
    until = (start + timedelta(days=60)).date()
    advance(event="case_paused", reason=reason, review_on=until, at=start, **call)
    if again:
        advance(event="case_resumed", at=start + timedelta(days=days), **call)
    return (start + timedelta(days=days)).date()


def due_of(plan: Any, at: datetime) -> date | None:
    return plans.plan(cast().worker, plan.pk, at=at).due_on


@pytest.mark.parametrize("reason", ["custody", "hospital", "recall"])
def test_the_day_for_the_plan_moves_by_the_working_days_on_hold(reason: str) -> None:
    plan = planned("draft")
    before = due_of(plan, AT)
    assert before is not None
    resumed = paused(plan, days=14, reason=reason)
    lost = working_days_between((AT + timedelta(days=1)).date(), resumed)
    assert lost > 5
    assert due_of(plan, AT + timedelta(days=20)) == add_working_days(before, lost)
    line = next(one for one in owed.things(cast().worker, AT + timedelta(days=20)) if "Plan to write" in one.what)
    assert line.due == add_working_days(before, lost)


def test_while_the_case_is_on_hold_no_day_is_named_and_the_page_says_why() -> None:
    plan = planned("draft")
    paused(plan, days=14, again=False)
    at = AT + timedelta(days=6)
    page = plans.plan(cast().worker, plan.pk, at=at)
    assert (page.due_on, page.is_still) == (None, True)
    line = next(one for one in owed.things(cast().worker, at) if "Plan to write" in one.what)
    assert (line.due, line.fact) == (None, "on hold: the deadline waits")


def test_a_pause_for_a_reason_that_stops_no_clock_moves_nothing() -> None:
    plan = planned("draft")
    before = due_of(plan, AT)
    paused(plan, days=14, reason="family")
    assert due_of(plan, AT + timedelta(days=20)) == before


def test_where_no_clock_runs_the_stored_day_holds() -> None:
    case = Referral.objects.get(pk=planned("draft").referral_id)
    assert deadline(case, "no_such_clock", date(2026, 7, 1), AT.date()).due == date(2026, 7, 1)
