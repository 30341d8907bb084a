"""Two people at one record: one of them is told, and nothing is written twice."""

from __future__ import annotations

import pytest

from tests.delivery.people.cast import AT, NORTH, TODAY, adopted, chair, coordinator, nominated, police, someone
from tests.support.at_once import at_once, refused
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import (
    Challenge,
    DuplicatePair,
    LedgerEntry,
    Merge,
    Nominal,
    ServiceUser,
    Transfer,
)
from throughcare.errors import Conflict, WrongState
from throughcare.foundation.record.events import folded_states
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_nominate_somebody_at_once_open_one_stay():
    person = someone()
    call = {"service_user_id": person.pk, "reason": "meets_rule", "at": AT}
    first, second = police(), coordinator()
    found = at_once(lambda: actions.nominate(by=first, **call), lambda: actions.nominate(by=second, **call))
    assert len(refused(found)) == 1
    assert Nominal.objects.count() == 1
    assert LedgerEntry.objects.count() == 1


def test_a_form_sent_three_times_at_the_same_moment_nominates_once():
    person = someone()
    by = police()
    call = {"service_user_id": person.pk, "reason": "meets_rule", "key": "same", "by": by, "at": AT}
    found = at_once(*[lambda: actions.nominate(**call).pk] * 3)
    assert len(set(found)) == 1
    assert Event.objects.filter(kind="nominal.put_forward").count() == 1


def test_two_who_decide_on_a_nomination_from_the_same_page_decide_once():
    row = nominated()
    by = chair()
    call = {"nominal_id": row.pk, "version": row.version, "by": by, "at": AT}
    found = at_once(
        lambda: actions.adopt(reason="spare_place", rating="red", **call).state,
        lambda: actions.not_adopt(reason="below_rule", **call).state,
    )
    assert [type(one) for one in refused(found)] in ([Conflict], [WrongState])
    row.refresh_from_db()
    assert row.state in found
    assert folded_states("nominal") == {str(row.pk): row.state}


def test_a_transfer_accepted_and_taken_back_at_once_ends_one_way():
    row = adopted()
    here, there = coordinator(), coordinator(NORTH)
    asked = actions.ask_transfer(
        service_user_id=row.service_user_id, to_borough="camden", reason="moved_home", by=here, at=AT
    )
    found = at_once(
        lambda: actions.accept_transfer(transfer_id=asked.pk, by=there, at=AT).state,
        lambda: actions.withdraw_transfer(transfer_id=asked.pk, by=here, at=AT).state,
    )
    assert len(refused(found)) == 1
    is_moved = Transfer.objects.get().state == "accepted"
    assert ServiceUser.objects.get().borough == ("camden" if is_moved else "hackney")
    assert Nominal.objects.filter(state="adopted").count() == 1


def test_records_merged_one_way_and_the_other_at_once_are_merged_once():
    actions_on = [someone("Rowan", "Sample"), someone("Rowan", "Sample")]
    pair, by = DuplicatePair.objects.get(), coordinator()
    found = at_once(
        *[lambda one=one: actions.merge_records(pair_id=pair.pk, keep=one.pk, by=by, at=AT).pk for one in actions_on]
    )
    assert len(refused(found)) == 1
    assert Merge.objects.count() == 1
    assert ServiceUser.objects.filter(merged_into__isnull=True).count() == 1


def test_a_death_recorded_while_the_person_is_adopted_leaves_nobody_in_the_cohort():
    row = nominated()
    by, other = chair(), coordinator()
    at_once(
        lambda: actions.adopt(nominal_id=row.pk, reason="spare_place", rating="red", by=by, at=AT).state,
        lambda: (
            actions.record_death(
                service_user_id=row.service_user_id, died_on=TODAY, words="Told by the coroner.", by=other, at=AT
            ).pk
        ),
    )
    row.refresh_from_db()
    assert row.state == "deselected"
    assert folded_states("nominal") == {str(row.pk): "deselected"}


def test_a_challenge_answered_two_ways_at_once_has_one_answer():
    row = adopted()
    rating = LedgerEntry.objects.exclude(rating="").get()
    made = actions.make_challenge(
        entry_id=rating.pk, made_by="person", made_on=TODAY, words="I have been home since May.", by=police(), at=AT
    )
    by = coordinator()
    call = {"challenge_id": made.pk, "words": "The panel looked again.", "by": by, "at": AT}
    found = at_once(
        *[lambda how=how: actions.answer_challenge(outcome=how, **call) for how in ("upheld", "not_upheld")]
    )
    assert len(refused(found)) == 1
    assert Event.objects.filter(kind__in=("challenge.upheld", "challenge.not_upheld")).count() == 1
    assert Challenge.objects.get().version == 2
    assert row.pk
