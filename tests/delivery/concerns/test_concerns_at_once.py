"""Two handlers at one concern, a double tap, and two who close: nothing is lost, nothing is written twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.delivery.concerns.cast import AT, handler, lead, raised, raiser, team
from tests.delivery.concerns.test_concern_steps import acknowledged, acted, told
from tests.support.at_once import at_once
from throughcare.delivery.concerns import actions
from throughcare.delivery.concerns.models import Concern
from throughcare.errors import DomainError
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(hours=1)


def test_a_double_tap_raises_one():
    team()
    by = raiser()
    found = at_once(*[lambda: raised(key="same", by=by).pk] * 3)
    assert len(set(found)) == 1
    assert Concern.objects.count() == 1
    assert Event.objects.filter(kind="concern.raised").count() == 1


def test_two_who_acknowledge_at_once_acknowledge_once():
    row = raised()
    mine, hers = handler(), lead()

    def work(by):
        return lambda: actions.acknowledge(concern_id=row.pk, owner_id=by.person_id, by=by, at=LATER).owner_id

    found = at_once(work(mine), work(hers))
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    row.refresh_from_db()
    assert row.owner_id in found


def test_a_step_beside_a_closing_is_before_it_or_refused():
    row = acted(acknowledged(raised()))
    told(row, "complainant")
    call = {"concern_id": row.pk, "by": handler(), "at": LATER}
    found = at_once(
        lambda: actions.record_step(kind="other", words="Another thing.", **call).kind,
        lambda: actions.close_concern(outcome="not_upheld", words="It was not so.", **call).state,
    )
    assert found[1] == "closed"
    steps = [one.kind for one in row.steps.order_by("pk")]
    if isinstance(found[0], DomainError):
        assert "other" not in steps
    else:
        assert steps.index("other") < steps.index("closed")
