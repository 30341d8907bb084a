"""The table of contents tells the truth."""

import pathlib

import pytest
from django.urls import get_resolver

from throughcare.commissioning import decisions, funding
from throughcare.commissioning.decisions import states
from throughcare.delivery import appointments, casework, concerns, panels, people, referrals
from throughcare.delivery.services.states import Event
from throughcare.flows import DECISION, FLOWS, PUBLICATION
from throughcare.voice import coding, feedback, proposals

NAMES = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
APPS = {
    "decision": decisions,
    "publication": decisions,
    "historical decision": decisions,
    "money": funding,
    "cohort": people,
    "duplicate records": people,
    "challenge": people,
    "panel meeting": panels,
    "referral": referrals,
    "consultation": referrals,
    "casework": casework,
    "onward referral": casework,
    "survey": feedback,
    "concern": concerns,
    "coding": coding,
    "proposal": proposals,
    "appointment": appointments,
    "visit alone": appointments,
}
BY_VARIABLE = (decisions, feedback)
STEPS = [pytest.param(flow, step, id=f"{flow}-{step.action}") for flow, steps in FLOWS.items() for step in steps]
RECORDED = [one for one in STEPS if APPS[one.values[0]] not in BY_VARIABLE]


def part(app, name):
    return __import__(f"{app.__name__}.{name}", fromlist=["*"])


def source(app, name):
    folder = pathlib.Path(app.__file__).parent
    files = [*folder.glob(f"{name}.py"), *(folder / name).rglob("*.py")]
    return "\n".join(path.read_text() for path in files)


@pytest.mark.parametrize(("flow", "step"), STEPS)
def test_every_action_and_screen_is_there(flow, step):
    assert callable(getattr(part(APPS[flow], "actions"), step.action))
    assert step.screen in NAMES


def test_every_step_of_the_machines_is_in_a_flow_and_stands_in_the_table():
    for machine, flow in ((states.EFFECT_TRANSITIONS, DECISION), (states.PUBLICATION_TRANSITIONS, PUBLICATION)):
        for step in flow:
            name = step.event.partition(".")[2]
            if name in machine:
                assert step.state in machine[name].start, step


@pytest.mark.parametrize(("flow", "step"), RECORDED)
def test_events_are_really_recorded_and_stand_in_their_machine(flow, step):
    subject, _, name = step.event.partition(".")
    known = vars(part(APPS[flow], "states"))
    tables = [table for title, table in known.items() if title.endswith(("TRANSITIONS", "STARTS"))]
    text = source(APPS[flow], "actions")
    own = getattr(part(APPS[flow], "states"), "MACHINES", {}).get(subject)
    named = any(f'"{subject}.{{{variable}}}"' in text for variable in ("step", "name", "state", "change.what"))
    named = named or (subject == "rating" and 'f"rating.rated_{change.rating}"' in text)
    named = named or (own is not None and '"{machine}.{step}"' in text)
    tables = tables if own is None else [own]
    by_machine = named and any(name in machine for machine in tables)
    by_vocabulary = 'f"referral.{asked.event}"' in text and subject == "referral" and name in set(Event)
    opened = own is not None and name == "opened" and '"{machine}.{name}"' in text
    assert f'"{step.event}"' in text or by_machine or by_vocabulary or opened
    if step.state and by_machine:
        assert any(step.state in machine[name].start for machine in tables if name in machine)
