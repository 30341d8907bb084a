"""Whatever is done in casework, by whom and in whatever order: each stored state is the fold of its events, and a
refused step leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.casework import AT, LETTER, PLANNED, assessed, in_delivery
from tests.support.referrals import cast
from throughcare.delivery.casework import actions, models, states
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TODAY = AT.date()
PLAN_WAY = ["revise", "write", "submit", "approve", "revise", "submit", "return", "submit", "approve"]
PLAN_STEPS = sorted(set(PLAN_WAY))
ONWARD_WAY = ["send", "acknowledge", "accept", "list", "miss", "rebook", "attend"]
ONWARD_STEPS = [*ONWARD_WAY, "decline", "unknown", "lapse", "withdraw", "chase", "send"]


def attempt(step: Callable[[], object]) -> bool:
    """One attempt; the domain may refuse it, and then nothing was written."""
    events = Event.objects.count()
    try:
        step()
    except DomainError:
        assert Event.objects.count() == events
        return False
    return True


def anybody(data: Any, likely: Any) -> Any:
    people = cast()
    return data.draw(st.sampled_from([likely, likely, likely, people.worker, people.lead, people.referrer]))


def walk(data: Any, way: list[str], steps: list[str], most: int) -> list[str]:
    """Steps that mostly lead on, with others in between."""
    helpful = iter(way)
    count = data.draw(st.integers(1, most))
    return [
        next(helpful, way[-1]) if data.draw(st.booleans()) else data.draw(st.sampled_from(steps)) for _ in range(count)
    ]


def plan_steps(plan_id: int, by: Any, at: Any) -> dict[str, Callable[[], object]]:
    """Attempts at a plan, by name."""
    call = {"plan_id": plan_id}
    return {
        "revise": lambda: actions.revise_plan(why="More time", by=by, at=at, **call),
        "write": lambda: actions.save_plan(given={"their_words": "Changed"}, by=by, at=at, **call),
        "submit": lambda: actions.submit_plan(given={**PLANNED, "why": "More time"}, by=by, at=at, **call),
        "approve": lambda: actions.approve_plan(by=by, at=at, **call),
        "return": lambda: actions.return_plan(reason=_reason(), words="Say more", by=by, at=at, **call),
    }


def onward_steps(onward_id: int, number: int, by: Any, at: Any) -> dict[str, Callable[[], object]]:
    """Attempts at a referral on, by name."""
    call = {"onward_id": onward_id}
    return {
        "send": lambda: actions.send_onward(given=LETTER, by=by, at=at, **call),
        "acknowledge": lambda: actions.onward_acknowledged(by=by, at=at, **call),
        "accept": lambda: actions.onward_accepted(by=by, at=at, **call),
        "list": lambda: actions.onward_on_waiting_list(by=by, at=at, **call),
        "miss": lambda: actions.onward_first_missed(words="Lost", by=by, at=at, **call),
        "rebook": lambda: actions.onward_rebooked(appointment_on=TODAY, by=by, at=at, **call),
        "attend": lambda: actions.onward_first_attended(attended_on=TODAY, by=by, at=at, **call),
        "decline": lambda: actions.onward_declined(reason="no_capacity", by=by, at=at, **call),
        "unknown": lambda: actions.onward_left_unknown(words="Tried", by=by, at=at, **call),
        "withdraw": lambda: actions.withdraw_onward(words="Changed mind", by=by, at=at, **call),
        "chase": lambda: actions.chase_onward(
            words="Rang", chase_on=TODAY + timedelta(days=number + 1), by=by, at=at, **call
        ),
        "lapse": lambda: actions.lapse_onward(by=by, at=AT + timedelta(days=200)),
    }


@QUICK
@given(data=st.data())
def test_the_state_of_a_plan_is_the_fold_of_its_events(data: Any) -> None:
    people = cast()
    plan = models.Plan.objects.exclude(state="ended").first() or models.Plan.objects.get(referral=in_delivery())
    for number, name in enumerate(walk(data, PLAN_WAY, PLAN_STEPS, 10)):
        at = AT + timedelta(minutes=number)
        likely = people.referrer if name in ("approve", "return") else people.worker
        by = anybody(data, likely)
        before = models.Plan.objects.get(pk=plan.pk)
        every = plan_steps(plan.pk, by, at)
        done = attempt(every[name])
        after = models.Plan.objects.get(pk=plan.pk)
        assert after.state == folded_state(history(("plan", plan.pk)))
        if not done:
            assert (after.state, after.approved, after.version) == (before.state, before.approved, before.version)
        revisions = list(models.PlanRevision.objects.filter(plan=plan).order_by("number"))
        assert [one.number for one in revisions] == list(range(1, len(revisions) + 1))
        approved = [one.number for one in revisions if one.decision == "approved"]
        assert after.approved == max(approved)
        assert all(one.decided_by_id != one.author_id for one in revisions)


def _reason() -> str:
    from throughcare.delivery.services.queries import definition

    return definition("mental_health").reasons_for("plan_returned", "plan_submitted")[0].code


@QUICK
@given(data=st.data())
def test_the_state_of_a_referral_on_is_the_fold_of_its_events_and_its_machine_is_kept(data: Any) -> None:
    people = cast()
    case = Referral.objects.first() or assessed().referral
    row = actions.start_onward(referral_id=case.pk, route="cmht", addressee="Example CMHT", by=people.worker, at=AT)
    for number, name in enumerate(walk(data, ONWARD_WAY, ONWARD_STEPS, 12)):
        at, by = AT + timedelta(minutes=number), anybody(data, people.worker)
        before = models.OnwardReferral.objects.get(pk=row.pk)
        every = onward_steps(row.pk, number, by, at)
        done = attempt(every[name])
        after = models.OnwardReferral.objects.get(pk=row.pk)
        assert after.state == folded_state(history(("onward_referral", row.pk)))
        if not done:
            assert (after.state, after.version) == (before.state, before.version)
        if after.state != before.state:
            ways = states.ONWARD_TRANSITIONS.values()
            assert any(before.state in one.start and one.end == after.state for one in ways)
        if after.state not in ("draft", "withdrawn"):
            assert after.consent == "agreed"


@pytest.mark.parametrize("machine", sorted(states.MACHINES))
def test_every_machine_can_be_walked_and_names_who_owns_each_state(machine: str) -> None:
    table = states.MACHINES[machine]
    owner = next(value for name, value in vars(states).items() if name.endswith("_OWNER") and _table_of(name) is table)
    reached = {step.end for step in table.values()} | {start for step in table.values() for start in step.start}
    assert reached == set(map(str, owner))


def _table_of(owner: str) -> Any:
    return getattr(states, owner.replace("_OWNER", "_TRANSITIONS"))
