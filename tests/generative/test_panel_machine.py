"""Whatever people do at a panel, in whatever order: states are the fold of events, and decisions and cohort agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.panels.cast import (
    MEETS_ON,
    THEN,
    chair,
    coming,
    coordinator,
    deputy,
    meeting,
    nominated,
    police,
    probation,
    someone,
)
from tests.support.world import organisation
from throughcare.delivery.panels import actions, states
from throughcare.delivery.panels.models import Meeting, Minutes, PanelAction, PanelCase, PanelDecision
from throughcare.delivery.panels.rules.deciding import KINDS, kind_of
from throughcare.delivery.people.models import Nominal
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_states
from throughcare.foundation.record.models import Event

WHO = (coordinator, chair, chair, chair, deputy, police, probation)
REASONS = ("professional_judgement", "progress", "court_pending", "below_rule", "left_london", "risk_increased", "")


def attempts(row, person, data, by, at):
    """Every step that somebody might try, by name."""
    common = {"meeting_id": row.pk, "by": by, "at": at}
    one = common | {"service_user_id": person.pk}
    owned = PanelAction.objects.filter(meeting=row).order_by("-pk").first()
    number = owned.pk if owned else 0
    due = MEETS_ON + timedelta(days=data.draw(st.integers(-2, 40)))
    kind, reason = data.draw(st.sampled_from([*KINDS, "noted"])), data.draw(st.sampled_from(REASONS))
    version = data.draw(st.sampled_from([None, None, 1, 2, 3]))
    reported = {"action_id": number, "by": by, "at": at}
    owner = organisation("mps").pk
    return {
        "freeze": lambda: actions.freeze_agenda(**common),
        "open": lambda: actions.open_meeting(coming=coming(), **common),
        "open_with_few": lambda: actions.open_meeting(coming=coming("mps", "hackney"), **common),
        "attend": lambda: actions.record_attendance(coming=coming("mps"), **common),
        "add": lambda: actions.add_case(asked_for="A visit", **one),
        "take_off": lambda: actions.take_off(reason="Moved", **one),
        "aside": lambda: actions.step_aside(**one),
        "carry": lambda: actions.carry_over_case(**one),
        "decide": lambda: actions.decide(kind=kind, reason=reason, version=version, **one),
        "note": lambda: actions.save_discussion(words="Said.", version=version, **one),
        "paper": lambda: actions.save_paper(words="Ours", share=True, version=version, **one),
        "promise": lambda: actions.promise(owner_id=owner, words="Visit", due=due, **one),
        "done": lambda: actions.do_action(outcome="Seen", **reported),
        "not_done": lambda: actions.give_up_action(outcome="No", **reported),
        "later": lambda: actions.carry_over_action(due=due, reason="Away", **reported),
        "finish": lambda: actions.finish_meeting(**common),
        "approve": lambda: actions.approve_minutes(**common),
        "close": lambda: actions.close_meeting(**common),
        "cancel": lambda: actions.cancel_meeting(reason="Snow", **common),
    }


WAY = ["paper", "freeze", "open", "decide", "promise", "decide", "finish", "approve", "close"]


STEPS = (
    *("freeze", "open", "open_with_few", "attend", "add", "take_off", "aside", "carry", "decide", "note", "paper"),
    *("promise", "done", "not_done", "later", "finish", "approve", "close", "cancel"),
)


def stored():
    """Everything that must stay as it is where a step is refused."""
    rows = (Meeting, PanelCase, PanelAction, PanelDecision, Minutes, Nominal)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def states_are_folds():
    """Each stored state is what its events add up to."""
    for model, subject in ((Meeting, "panel_meeting"), (PanelCase, "panel_case"), (PanelAction, "panel_action")):
        folded = folded_states(subject)
        assert {str(row.pk): row.state for row in model.objects.all()} == {
            str(row.pk): folded[str(row.pk)] for row in model.objects.all()
        }


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_states_are_the_fold_of_events_and_decisions_agree_with_the_cohort(data):
    with transaction.atomic():
        one_meeting(data)
        transaction.set_rollback(True)


def one_meeting(data):
    """A meeting at which people do this and that, mostly what helps it along."""
    row, person = meeting(), someone()
    nominated(person)
    helpful = iter(WAY)
    for _ in range(data.draw(st.integers(2, 16))):
        likely = data.draw(st.booleans())
        step = next(helpful, "close") if likely else data.draw(st.sampled_from(STEPS))
        by = (coordinator if step == "freeze" else chair)() if likely else data.draw(st.sampled_from(WHO))()
        before, events = stored(), Event.objects.count()
        try:
            attempts(row, person, data, by, THEN)[step]()
        except DomainError:
            assert stored() == before
            assert Event.objects.count() == events
        row.refresh_from_db()
    states_are_folds()
    for case in PanelCase.objects.filter(meeting=row):
        decisions_agree_with_the_cohort(case)
    if Minutes.objects.filter(meeting=row).exists():
        assert row.state in (states.Meeting.DECIDED, states.Meeting.CLOSED)


def decisions_agree_with_the_cohort(case):
    """A case is decided where it has a decision; the last one that changed the cohort is what the cohort says."""
    made = list(case.decisions.order_by("number"))
    assert [one.number for one in made] == list(range(1, len(made) + 1))
    assert bool(made) or case.state != states.Case.DECIDED
    changing = [one for one in made if kind_of(one.kind).cohort]
    if changing:
        stay = Nominal.objects.get(service_user=case.service_user)
        ends = {"not_adopt": "not_adopted", "defer": "deferred", "deselect": "deselected"}
        assert stay.state == ends.get(kind_of(changing[-1].kind).cohort, "adopted")
        assert stay.rating == changing[-1].rating or not changing[-1].rating
