"""Publication follows what the signed paper itself says of its deferral."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.decisions import AT, draft, signed
from tests.support.papers import sound_paper
from tests.support.world import organisation, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.rules.paper import Access
from throughcare.errors import WrongState
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
DEFERRED = Access(deferred=True, reason="A tender is open.", until=date(2027, 1, 1), part_2=False)


@pytest.fixture(autouse=True)
def _partner():
    organisation("secretary_of_state_for_justice", "probation")


def imported(access):
    return actions.import_signed(paper=replace(sound_paper(), access=access), by=viewer(), at=AT)


@pytest.mark.parametrize("make", [lambda: signed(draft(access=DEFERRED)), lambda: imported(DEFERRED)])
def test_a_paper_that_says_it_is_deferred_starts_deferred_and_is_published_after_the_day(make):
    row = make()
    row.refresh_from_db()
    assert (row.publication, row.deferred_until) == ("deferred", date(2027, 1, 1))
    assert row.deferral_reason == "A tender is open."
    assert folded_state(history(("publication", row.pk))) == "deferred"
    with pytest.raises(WrongState, match="deferred until 1 January 2027"):
        actions.publish(decision_id=row.pk, by=viewer(), at=AT)
    actions.publish(decision_id=row.pk, by=viewer(), at=AT + timedelta(days=1500))
    row.refresh_from_db()
    assert row.publication == "published"


def test_a_deferral_without_a_day_is_given_one_before_the_paper_is_published():
    row = imported(Access(deferred=True, part_2=False))
    with pytest.raises(WrongState, match="says that publication is deferred and names no day"):
        actions.publish(decision_id=row.pk, by=viewer(), at=AT)
    actions.defer(decision_id=row.pk, reason="A tender is open.", until=date(2023, 7, 1), by=viewer(), at=AT)
    actions.publish(decision_id=row.pk, by=viewer(), at=AT + timedelta(days=30))


def test_a_deferral_without_a_reason_says_so():
    row = imported(Access(deferred=True, until=date(2027, 1, 1), part_2=False))
    row.refresh_from_db()
    assert row.deferral_reason == "The paper gives no reason."
