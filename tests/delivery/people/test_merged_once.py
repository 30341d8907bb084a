"""One whose two records are merged stands once on an agenda and in one joint plan; apart again, each has its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.delivery.panels import cast as panels
from tests.delivery.people.cast import NORTH, coordinator, later, nominated, someone
from tests.support import casework
from tests.support.referrals import cast
from tests.support.world import viewer
from throughcare.delivery.casework import actions as casework_actions
from throughcare.delivery.casework.models import JointPlan
from throughcare.delivery.panels import actions as panel_actions
from throughcare.delivery.panels.models import PanelCase
from throughcare.delivery.panels.queries.agenda import cards
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, ServiceUser
from throughcare.errors import Invalid, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> DuplicatePair:
    one = someone("Toni", "Twinson", borough="camden")
    two = someone("Toni", "Twinson", borough="camden")
    return DuplicatePair.objects.get(first=one, second=two)


def merged(pair: DuplicatePair) -> ServiceUser:
    return actions.merge_records(
        pair_id=pair.pk, keep=pair.first_id, words="One person.", by=coordinator(NORTH), at=later(2)
    )


def apart(pair: DuplicatePair) -> None:
    actions.undo_decision(pair_id=pair.pk, words="Two after all.", by=coordinator(NORTH), at=later(4))


def put_on(meeting: Any, number: int, asked_for: str = "Housing.") -> PanelCase:
    return panel_actions.add_case(
        meeting_id=meeting.pk, service_user_id=number, asked_for=asked_for, by=coordinator(NORTH), at=later(1)
    )


def listed(meeting: Any) -> list[int]:
    meeting.refresh_from_db()
    return [one.service_user_id for one in cards(coordinator(NORTH), meeting)]


@pytest.mark.parametrize("is_frozen", [False, True])
def test_two_cards_added_by_hand_become_one_and_come_back_when_kept_apart(pair: DuplicatePair, is_frozen: bool) -> None:
    meeting = panels.meeting(panels.panel(NORTH))
    for number in (pair.first_id, pair.second_id):
        put_on(meeting, number)
    assert sorted(listed(meeting)) == [pair.first_id, pair.second_id]
    merged(pair)
    if is_frozen:
        panels.frozen(meeting)
        assert PanelCase.objects.get(service_user=pair.second_id).state == "taken_off"
    assert listed(meeting) == [pair.first_id]
    apart(pair)
    assert sorted(listed(meeting)) == ([pair.first_id] if is_frozen else [pair.first_id, pair.second_id])


def test_what_is_due_and_what_was_added_on_the_other_record_are_one_card(pair: DuplicatePair) -> None:
    meeting = panels.meeting(panels.panel(NORTH))
    put_on(meeting, pair.second_id)
    nominated(pair.first, at=later(1))
    kept = merged(pair)
    (card,) = cards(coordinator(NORTH), meeting)
    assert card.service_user_id == pair.second_id
    assert len(card.whys) == 2
    with pytest.raises(Invalid, match="on the agenda already"):
        put_on(meeting, kept.pk)
    apart(pair)
    assert sorted(listed(meeting)) == [pair.first_id, pair.second_id]


def test_one_joint_plan_of_the_same_providers_a_person(pair: DuplicatePair) -> None:
    people = cast()
    partner = viewer("service_practitioner", name="substance.worker", at="substance_example", kind="provider")
    cases = [casework.case(person=one) for one in (pair.first, pair.second)]

    def opened(case: Any) -> JointPlan:
        return casework_actions.open_joint_plan(
            referral_id=case.pk,
            others=[partner.person_id or 0],
            review_on=later(40).date(),
            by=people.worker,
            at=later(3),
        )

    first = opened(cases[0])
    merged(pair)
    with pytest.raises(WrongState, match="have a joint plan for this person"):
        opened(cases[1])
    apart(pair)
    assert opened(cases[1]).service_user_id == pair.second_id
    assert JointPlan.objects.filter(service_user=pair.first).get() == first
