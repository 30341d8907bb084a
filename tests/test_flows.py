"""The table of contents tells the truth."""

import pathlib

import pytest
from django.urls import get_resolver

from throughcare.commissioning.decisions import actions as decision_actions
from throughcare.commissioning.decisions import states
from throughcare.commissioning.funding import actions as money_actions
from throughcare.commissioning.funding import states as money_states
from throughcare.flows import DECISION, FLOWS, MONEY, PUBLICATION

ROOT = pathlib.Path(__file__).parent.parent / "throughcare"
NAMES = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
ACTIONS = "\n".join(path.read_text() for path in (ROOT / "commissioning" / "funding" / "actions").rglob("*.py"))
STEPS = [pytest.param(flow, step, id=f"{flow}-{step.action}") for flow, steps in FLOWS.items() for step in steps]


@pytest.mark.parametrize(("flow", "step"), STEPS)
def test_every_action_and_screen_is_there(flow, step):
    app = money_actions if flow == "money" else decision_actions
    assert callable(getattr(app, step.action))
    assert step.screen in NAMES


def test_every_step_of_the_machines_is_in_a_flow_and_stands_in_the_table():
    for machine, flow in ((states.EFFECT_TRANSITIONS, DECISION), (states.PUBLICATION_TRANSITIONS, PUBLICATION)):
        for step in flow:
            name = step.event.partition(".")[2]
            if name in machine:
                assert step.state in machine[name].start, step


@pytest.mark.parametrize("step", MONEY, ids=lambda step: step.event)
def test_money_events_are_really_recorded(step):
    subject, _, name = step.event.partition(".")
    machines = [table for title, table in vars(money_states).items() if title.endswith("TRANSITIONS")]
    by_machine = f'"{subject}.{{step}}"' in ACTIONS and any(name in machine for machine in machines)
    assert f'"{step.event}"' in ACTIONS or by_machine
