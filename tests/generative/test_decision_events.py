"""Whatever people do with a paper, in whatever order, its stored state is the fold of its events."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.papers import sound_paper
from tests.support.world import organisation, viewer
from throughcare.commissioning.decisions import actions, states
from throughcare.commissioning.decisions.models import Decision, PaperVersion
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS
from throughcare.errors import DomainError
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.record.events import folded_states
from throughcare.foundation.record.models import Event
from throughcare.foundation.record.sealing import seal, verify

AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
ROLES_HERE = [role for role in ROLES if "policing_body" in ROLES[role].kinds]


def _attempt(step, row, by, at):
    """One attempt at a step, as anybody; the domain may refuse it."""
    common = {"decision_id": row.pk, "by": by, "at": at}
    versioned = common | {"version": row.version}
    every = {
        "ask": lambda: actions.ask_advice(**versioned),
        "waive": lambda: [actions.not_needed(kind=kind, reason="Not this time.", **common) for kind in ADVICE_KINDS],
        "complete": lambda: actions.complete_advice(**common),
        "skip_board": lambda: actions.complete_advice(board_not_needed="Below its remit.", **common),
        "support": lambda: actions.support_at_board(**versioned),
        "approve": lambda: actions.approve_as_chief_executive(**versioned),
        "sign": lambda: actions.sign(interests="None", **versioned),
        "refuse": lambda: actions.refuse(reason="No.", **versioned),
        "return": lambda: actions.return_to_draft(reason="Mend it.", **versioned),
        "withdraw": lambda: actions.withdraw(reason="Not now.", **versioned),
        "effect": lambda: actions.bring_into_effect(**common),
        "publish": lambda: actions.publish(**common),
        "defer": lambda: actions.defer(reason="A tender is open.", until=date(2023, 9, 1), **common),
        "part_2": lambda: actions.keep_in_part_2(exemption="s43", rationale="Prices.", **common),
        "supersede": lambda: actions.supersede(reason="PCD 9999", **common),
    }
    try:
        every[step]()
    except DomainError:
        return False
    return True


STEPS = (
    "ask waive complete skip_board support approve sign refuse return withdraw effect publish defer part_2 supersede"
)
WAY = ["ask", "waive", "complete", "support", "approve", "sign", "effect", "publish"]
WHO = {"support": "board_member", "approve": "chief_executive", "sign": "decision_maker", "refuse": "decision_maker"}


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_state_is_the_fold_of_events(data):
    organisation("secretary_of_state_for_justice", "probation")
    reference = f"PCD {Decision.objects.count() + 9000}"
    row = actions.start_paper(paper=sound_paper(reference=reference), by=viewer(), at=AT)
    helpful = iter(WAY)
    for number in range(data.draw(st.integers(1, 14))):
        step = next(helpful, "publish") if data.draw(st.booleans()) else data.draw(st.sampled_from(STEPS.split()))
        likely = WHO.get(step, "commissioner")
        role = data.draw(st.sampled_from([likely, likely, likely, *ROLES_HERE]))
        by = viewer(role)
        before, events = (row.effect, row.publication, row.content), Event.objects.count()
        done = _attempt(step, row, by, AT + timedelta(days=number))
        row.refresh_from_db()
        if not done and step != "waive":
            assert (row.effect, row.publication, row.content) == before
            assert Event.objects.count() == events
        if before[0] in states.SIGNED_STATES:
            assert row.content == before[2]
    assert folded_states("decision")[str(row.pk)] == row.effect
    folded = folded_states("publication").get(str(row.pk), states.Publication.TO_BE_PUBLISHED)
    assert folded == row.publication
    if row.publication == states.Publication.PUBLISHED:
        assert row.effect in states.SIGNED_STATES
    if row.effect in states.SIGNED_STATES:
        assert PaperVersion.objects.filter(decision=row, kept_because="signed").count() == 1
    seal(at=AT)
    assert verify().problems == []
