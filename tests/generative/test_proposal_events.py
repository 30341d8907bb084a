"""Whatever people do with a proposal, in whatever order: its state is the fold of its events."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import AT
from tests.voice.proposals.conftest import ANSWER, ASKED, CHANGED, SAID, Voices, voices  # noqa: F401 - a fixture
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_states
from throughcare.foundation.record.models import Event
from throughcare.voice.proposals import actions, states
from throughcare.voice.proposals.models import Addressing, Change, Proposal, Telling
from throughcare.voice.proposals.queries.listing import proposal as page_of
from throughcare.voice.proposals.queries.listing import steps_of

WAY = ["support", "send", "answer", "publish", "change", "tell"]
STEPS = [*WAY, "send_back", "withdraw", "reword"]


def attempt(step: str, row: Proposal, by, at, kind: str) -> bool:
    common = {"proposal_id": row.pk, "by": by, "at": at}
    to = {"organisation": "mopac", "role": "commissioner", "said_plainly": SAID, "asked_plainly": ASKED}
    done = {"what": "The letter says it.", "evidence": "The new letter of June.", "evidence_kind": "seen"}
    answer = {"answer": kind, "words": "This is our answer.", "reasons": "We have our reasons."}
    every = {
        "support": lambda: actions.support_proposal(reason="All three back it.", **common),
        "send": lambda: actions.send_proposal(**to, **common),
        "answer": lambda: actions.answer_proposal(change_due=date(2027, 1, 1), **answer, **common),
        "publish": lambda: actions.publish_answer(answer_plainly=ANSWER, **common),
        "change": lambda: actions.record_change(made_on=at.date(), **done, **common),
        "tell": lambda: actions.tell_back(change_plainly=CHANGED, **common),
        "send_back": lambda: actions.send_back(reason="Not ours to do.", **common),
        "withdraw": lambda: actions.withdraw_proposal(reason="Taken back by all.", **common),
        "reword": lambda: actions.change_proposal(title="Wait", insight="Many.", asked="Say it.", **common),
    }
    try:
        every[step]()
    except DomainError:
        return False
    return True


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_state_is_the_fold_of_events(data, voices: Voices) -> None:  # noqa: F811
    row = voices.raised()
    likely = {"answer": voices.commissioner, "change": voices.commissioner, "send_back": voices.commissioner}
    everyone = [
        voices.lead,
        voices.worker,
        voices.commissioner,
        voices.second_commissioner,
        voices.probation,
        voices.peer,
    ]
    helpful = iter(WAY)
    for number in range(data.draw(st.integers(1, 12))):
        step = next(helpful, "tell") if data.draw(st.booleans()) else data.draw(st.sampled_from(STEPS))
        usual = likely.get(step, voices.lead)
        by = data.draw(st.sampled_from([usual, usual, usual, *everyone]))
        row.refresh_from_db()
        before, events = row.state, Event.objects.count()
        done = attempt(step, row, by, AT + timedelta(days=number), data.draw(st.sampled_from(["adopted", "declined"])))
        row.refresh_from_db()
        if not done:
            assert (row.state, Event.objects.count()) == (before, events)
        assert folded_states("proposal")[str(row.pk)] == row.state
        assert row.state in states.PROPOSAL_OWNER
        in_force = Addressing.objects.filter(proposal=row, sent_back_on__isnull=True).count()
        assert in_force == (0 if row.state in ("raised", "supported", "withdrawn") else 1)
    assert Change.objects.filter(proposal=row).exists() <= (row.answer in ("adopted", "adapted"))
    assert Telling.objects.filter(proposal=row).exists() <= (row.answer_published_on is not None)
    for viewer in everyone[:3]:
        page_of(voices.lead, row.pk, at=AT)
        for step in steps_of(viewer, row):
            assert step.label
