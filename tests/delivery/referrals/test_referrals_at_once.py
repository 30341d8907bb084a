"""Two people at once, a double click, and a kill in mid-save: nothing lost, nothing twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.at_once import at_once
from tests.support.processes import child, last_words
from tests.support.referrals import SENT, cast, fill, referral
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Allocation, Referral, Step
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = SENT + timedelta(days=1)


def whole(row: Referral) -> bool:
    row.refresh_from_db()
    return folded_state(history(("referral", row.pk))) == row.state and row.steps.count() == row.steps_taken


def test_one_accepts_while_another_declines_and_one_of_them_is_told() -> None:
    people, row = cast(), referral("triage")
    found = at_once(
        lambda: actions.accept(referral_id=row.pk, by=people.lead, at=NEXT).state,
        lambda: (
            actions.decline(
                referral_id=row.pk, reason="no_capacity", words="Full.", alternative="None.", by=people.lead, at=NEXT
            ).state
        ),
    )
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert whole(row)


def test_a_double_click_sends_once() -> None:
    people, row = cast(), referral("draft")
    fill(row, people.referrer)
    found = at_once(*[lambda: actions.send(referral_id=row.pk, by=people.referrer, at=NEXT).state] * 3)
    assert found == ["submitted"] * 3
    assert Step.objects.count() == 1
    assert whole(row)


def test_two_who_allocate_at_once_give_it_to_one_worker() -> None:
    people, row = cast(), referral("waiting")
    workers = (people.worker.person_id, people.second_worker.person_id)
    found = at_once(
        *[
            lambda worker=worker: actions.allocate(referral_id=row.pk, worker_id=worker, by=people.lead, at=NEXT).state
            for worker in workers
        ]
    )
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert Allocation.objects.get().worker_id == Referral.objects.get().worker_id
    assert whole(row)


CHILD = """
import sys, time
import django
django.setup()
from tests.support.processes import child, last_words
from tests.support.referrals import cast
from tests.delivery.referrals.test_referrals_at_once import NEXT
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.actions import advancing

def stop(*args, **kwargs):
    print("written", flush=True)
    time.sleep(120)

if sys.argv[2] == "hang":
    advancing.record = stop
actions.accept(referral_id=int(sys.argv[1]), by=cast().lead, at=NEXT)
print("accepted", flush=True)
"""


def test_a_kill_in_mid_save_leaves_nothing_and_the_step_can_be_taken_again(tmp_path: Path) -> None:
    row = referral("triage")
    before = (row.state, row.version, Step.objects.count())
    with child(CHILD, row.pk, "hang", folder=tmp_path) as running:
        assert last_words(running) == "written\n"
    assert whole(row)
    assert (row.state, row.version, Step.objects.count()) == before
    with child(CHILD, row.pk, "through", folder=tmp_path) as again:
        assert again.communicate(timeout=120)[0] == "accepted\n"
    assert whole(row)
    assert row.state == "waiting"
