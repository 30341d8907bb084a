"""Whatever people do with a concern, in whatever order: its state is the fold of its events, and nobody acts unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.concerns.cast import AT, handler, lead, police, raised, raiser, stranger, team, worker
from tests.support.world import organisation
from throughcare import clock
from throughcare.delivery.concerns import actions, states
from throughcare.delivery.concerns.actions.settling import untold
from throughcare.delivery.concerns.models import Concern, ConcernStep, Telling
from throughcare.errors import DomainError
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

WHO = (handler, lead, raiser, worker, police, stranger)
STEPS = ("acknowledge", "own", "step", "tell", "why_not", "pass_on", "close", "close_empty", "reopen", "withdraw")
WAY = ["acknowledge", "step", "tell", "close", "reopen", "close"]


def attempts(row, data, by, at):
    """Every step that somebody might try, by name."""
    common = {"concern_id": row.pk, "by": by, "at": at}
    owner = data.draw(st.sampled_from([handler, lead, worker]))().person_id
    version = data.draw(st.sampled_from([None, None, None, 1, 2]))
    end = {"outcome": "upheld", "learning": "Learnt."}
    missing = dict.fromkeys(["complainant", "person", "local_authority", "commissioner", "made_up"])
    whom = data.draw(st.sampled_from(list(missing)))
    return {
        "acknowledge": lambda: actions.acknowledge(owner_id=owner, version=version, **common),
        "own": lambda: actions.change_owner(owner_id=owner, **common),
        "step": lambda: actions.record_step(kind="looked_into", words="Asked.", version=version, **common),
        "tell": lambda: actions.record_telling(whom=whom, on=at.date(), **common),
        "why_not": lambda: actions.record_telling(whom=whom, why_not="unsafe", **common),
        "pass_on": lambda: actions.pass_on(organisation_id=organisation("elsewhere").pk, reason="Theirs.", **common),
        "close": lambda: actions.close_concern(words="Found.", **end, **common),
        "close_empty": lambda: actions.close_concern(words=" ", **end, **common),
        "reopen": lambda: actions.reopen(reason="New facts.", **common),
        "withdraw": lambda: actions.withdraw(reason="Settled.", **common),
    }


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_state_is_the_fold_of_events(data):
    real = clock.now
    with transaction.atomic():
        try:
            one_concern(data)
        finally:
            clock.now = real
            transaction.set_rollback(True)


def one_concern(data):
    """A concern with which people do this and that, mostly what helps it along."""
    team()
    stranger()
    kind = data.draw(st.sampled_from(["complaint", "incident", "safeguarding"]))
    about = data.draw(st.sampled_from([None, handler, worker]))
    row = raised(kind, about_staff_id=about().person_id if about else None)
    helpful = iter(WAY)
    for number in range(data.draw(st.integers(1, 14))):
        at = AT + timedelta(hours=number)
        clock.now = lambda at=at: at
        likely = data.draw(st.booleans())
        step = next(helpful, "close") if likely else data.draw(st.sampled_from(STEPS))
        by = (lead if likely else data.draw(st.sampled_from(WHO)))()
        could_see = visible_to(by, Concern).filter(pk=row.pk).exists()
        before, events = list(Concern.objects.values()), Event.objects.count()
        try:
            attempts(row, data, by, at)[step]()
        except DomainError:
            assert list(Concern.objects.values()) == before
            assert Event.objects.count() == events
        else:
            assert could_see
            assert by.person_id != row.about_staff_id or by.person_id == row.raised_by_id
        row.refresh_from_db()
    assert folded_state(history(("concern", row.pk))) == row.state
    if row.state == states.Concern.CLOSED:
        assert row.acknowledged_at
        assert row.acted_at
        assert untold(row) == ()
    assert row.owner_id is None or row.owner_id != row.about_staff_id
    assert ConcernStep.objects.filter(concern=row, kind="looked_into").exists() == (row.acted_at is not None)
    assert Telling.objects.filter(concern=row).count() <= 3
