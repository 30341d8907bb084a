"""A panel knows all that is written under either record of one person, whichever of the two stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.delivery.panels import cast as panels
from tests.delivery.panels.cast import MEETS_ON, THEN, chair, coordinator, decide, held, meeting, police, probation
from tests.delivery.people.cast import adopted, later, nominated, someone
from tests.support.world import organisation
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import Meeting, Paper
from throughcare.delivery.panels.queries.agenda import cards
from throughcare.delivery.panels.queries.cases import case, paper_for, sought
from throughcare.delivery.panels.queries.minutes import minutes
from throughcare.delivery.panels.queries.owed import owed
from throughcare.delivery.people import actions as people_actions
from throughcare.delivery.people.models import DuplicatePair, ServiceUser

pytestmark = pytest.mark.django_db
NEXT = timedelta(days=28)
Twins = tuple[ServiceUser, ServiceUser]


@pytest.fixture
def twins() -> Twins:
    return someone("Toni", "Twinson"), someone("Toni", "Twinson")


def merge(kept: ServiceUser, merged: ServiceUser) -> None:
    pair = DuplicatePair.objects.get(first=min(kept.pk, merged.pk), second=max(kept.pk, merged.pk))
    people_actions.merge_records(pair_id=pair.pk, keep=kept.pk, words="One person.", by=coordinator(), at=later(9))


def put_on(row: Meeting, person: ServiceUser) -> None:
    actions.add_case(meeting_id=row.pk, service_user_id=person.pk, asked_for="Housing.", by=coordinator(), at=panels.AT)


def agenda(row: Meeting) -> list[tuple[str, ...]]:
    return [one.whys for one in cards(coordinator(), row)]


@pytest.mark.parametrize("stands", [0, 1])
def test_a_case_tells_of_earlier_meetings_about_the_other_record(twins: Twins, stands: int) -> None:
    first, second = twins
    row = panels.panel()
    earlier, now = meeting(row), meeting(row, on=MEETS_ON + NEXT)
    put_on(earlier, first)
    put_on(now, second)
    held(earlier)
    owner = organisation("mps").pk
    promised = actions.promise(
        meeting_id=earlier.pk,
        service_user_id=first.pk,
        owner_id=owner,
        words="Visit the hostel.",
        due=MEETS_ON + timedelta(days=7),
        by=coordinator(),
        at=THEN,
    )
    decide(earlier, first, "noted", "")
    actions.finish_meeting(meeting_id=earlier.pk, by=chair(), at=THEN)
    actions.do_action(action_id=promised.pk, outcome="Visited.", by=police(), at=THEN + timedelta(days=2))
    merge(twins[stands], twins[1 - stands])
    held(now, at=THEN + NEXT)
    page = case(chair(), now.pk, second.pk, at=THEN + NEXT, on=now.on)
    assert (len(page.earlier), len(page.actions)) == (1, 1)
    assert any("Visited." in line.words for line in minutes(chair(), now.pk).lines)


def test_whoever_is_on_the_agenda_under_the_other_record_is_found_as_such(twins: Twins) -> None:
    first, second = twins
    row = meeting()
    put_on(row, second)
    merge(first, second)
    assert [(one.service_user_id, one.is_listed) for one in sought(coordinator(), row.pk, "Twinson")] == [
        (first.pk, True)
    ]


@pytest.mark.parametrize("inside", [0, 1])
def test_a_review_waits_for_release_whichever_record_says_that_they_are_in_custody(twins: Twins, inside: int) -> None:
    adopted(twins[1 - inside], review_on=MEETS_ON)
    row = meeting()
    assert len(agenda(row)) == 1
    people_actions.record_overlay(
        service_user_id=twins[inside].pk,
        kind="custody",
        from_date=later(1).date(),
        reason="police",
        by=police(),
        at=later(1),
    )
    merge(*twins)
    assert agenda(row) == []


@pytest.mark.parametrize("told", [0, 1])
def test_a_release_that_is_near_is_on_the_agenda_whichever_record_tells_of_it(twins: Twins, told: int) -> None:
    adopted(twins[1 - told], review_on=MEETS_ON + 3 * NEXT)
    row = meeting()
    call: dict[str, Any] = {"by": probation(), "at": later(1)}
    actions.expect_release(service_user_id=twins[told].pk, on=MEETS_ON, **call)
    assert agenda(row) == []
    merge(*twins)
    assert len(agenda(row)) == 1
    far = MEETS_ON + 6 * NEXT
    actions.expect_release(service_user_id=twins[1].pk, on=far, by=probation(), at=later(10))
    assert agenda(row) == []


@pytest.mark.parametrize("stands", [0, 1])
def test_what_was_carried_over_has_been_discussed_under_the_other_record(twins: Twins, stands: int) -> None:
    first, second = twins
    row = panels.panel()
    dates = [MEETS_ON + number * NEXT for number in range(3)]
    one, two, three = (meeting(row, on=on) for on in dates)
    put_on(one, first)
    put_on(two, second)
    held(one)
    actions.carry_over_case(meeting_id=one.pk, service_user_id=first.pk, by=chair(), at=THEN)
    assert len(agenda(three)) == 1
    merge(twins[stands], twins[1 - stands])
    assert agenda(three) == []


@pytest.mark.parametrize("stands", [0, 1])
def test_a_paper_stays_with_the_person_when_their_record_is_merged(twins: Twins, stands: int) -> None:
    nominated(twins[0])
    row = meeting()
    given: dict[str, Any] = {"meeting_id": row.pk, "by": police()}
    assert any("Papers for" in one.what for one in owed(police(), panels.AT))
    actions.save_paper(service_user_id=twins[0].pk, words="Seen twice.", share=True, at=panels.AT, **given)
    merge(twins[stands], twins[1 - stands])
    number = twins[stands].pk
    (card,) = cards(police(), row)
    assert (card.papers, card.own_paper) == (1, "shared")
    assert [one.words for one in case(police(), row.pk, number, at=panels.AT, on=row.on).papers] == ["Seen twice."]
    own = paper_for(police(), row.pk, number)
    assert own.words == "Seen twice."
    assert not any("Papers for" in one.what for one in owed(police(), panels.AT))
    actions.save_paper(service_user_id=number, words="Seen thrice.", version=own.version, at=later(10), **given)
    assert Paper.objects.get().words == "Seen thrice."
