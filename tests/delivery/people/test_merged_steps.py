"""Steps and lists of the cohort hold for a person whichever of their two records a row is written under."""

from __future__ import annotations

from typing import Any

import pytest

from tests.delivery.concerns.cast import raised, raiser
from tests.delivery.people.cast import (
    NORTH,
    adopted,
    chair,
    coordinator,
    later,
    police,
    someone,
)
from throughcare.delivery.concerns.queries import concerns
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, LedgerEntry, RestrictedAccess, ServiceUser, Transfer
from throughcare.delivery.people.queries.cohort import cohort
from throughcare.delivery.people.queries.identity import can_be_named
from throughcare.delivery.people.queries.owed import owed
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer

pytestmark = pytest.mark.django_db
Twins = tuple[ServiceUser, ServiceUser]
REASON = "A relative works in this office."


@pytest.fixture
def twins() -> Twins:
    return someone("Toni", "Twinson"), someone("Toni", "Twinson")


def merge(twins: Twins, *, by: Viewer | None = None) -> ServiceUser:
    pair = DuplicatePair.objects.get(first=twins[0], second=twins[1])
    call = {"words": "One person.", "by": by or coordinator(), "at": later(3)}
    return actions.merge_records(pair_id=pair.pk, keep=twins[0].pk, **call)


def asked_of(by: Viewer) -> list[str]:
    return [one.what for one in owed(by, later(20))]


class TestOwed:
    def test_the_record_that_stands_is_named(self, twins: Twins) -> None:
        first, second = twins
        adopted(second, review_on=later(22).date())
        call: dict[str, Any] = {"date_of_birth": first.date_of_birth, "gender": first.gender, "by": coordinator()}
        actions.change_service_user(
            service_user_id=first.pk, given_name="Antonia", family_name="Twinson", at=later(2), **call
        )
        merge(twins)
        assert "Review the rating of Antonia Twinson" in asked_of(chair())

    @pytest.mark.parametrize("inside", [0, 1])
    def test_a_review_waits_for_release_from_custody_on_either_record(self, twins: Twins, inside: int) -> None:
        adopted(twins[1 - inside], review_on=later(22).date())
        call: dict[str, Any] = {"kind": "custody", "reason": "police", "by": police(), "at": later(1)}
        actions.record_overlay(service_user_id=twins[inside].pk, from_date=later(1).date(), **call)
        review = f"Review the rating of {twins[0].name}"
        assert review in asked_of(chair())
        merge(twins)
        assert review not in asked_of(chair())


class TestTransfers:
    def asked(self, person: ServiceUser, to: str = "camden") -> Transfer:
        return actions.ask_transfer(
            service_user_id=person.pk, to_borough=to, reason="moved_home", by=coordinator(), at=later(4)
        )

    def test_one_waits_at_a_time(self, twins: Twins) -> None:
        self.asked(twins[1])
        kept = merge(twins)
        with pytest.raises(WrongState, match="waiting for an answer already"):
            self.asked(kept, "islington")

    def test_one_that_waited_under_the_other_record_ends_when_one_is_accepted(self, twins: Twins) -> None:
        other, row = self.asked(twins[1], "islington"), self.asked(twins[0])
        merge(twins)
        actions.accept_transfer(transfer_id=row.pk, by=coordinator(NORTH), at=later(5))
        row.refresh_from_db()
        other.refresh_from_db()
        assert (row.state, other.state) == ("accepted", "withdrawn")

    def test_leaving_the_cohort_ends_one_that_waits_under_the_other_record(self, twins: Twins) -> None:
        stay = adopted(twins[1])
        row = self.asked(twins[0])
        merge(twins)
        actions.deselect(nominal_id=stay.pk, reason="left_london", by=chair(), at=later(6))
        row.refresh_from_db()
        assert row.state == "withdrawn"


class TestRestricted:
    @pytest.fixture
    def named(self, twins: Twins) -> RestrictedAccess:
        """Somebody named for the second record before it was merged into the first."""
        call: dict[str, Any] = {"service_user_id": twins[1].pk, "by": coordinator()}
        actions.restrict(reason=REASON, at=later(1), **call)
        who = police().person_id or 0
        actions.name_for_restricted(person_id=who, reason="Manages them.", at=later(1), **call)
        merge(twins)
        return RestrictedAccess.objects.get(person_id=who)

    def test_whoever_is_named_for_the_other_is_not_named_again(self, twins: Twins, named: RestrictedAccess) -> None:
        choices = can_be_named(coordinator(), twins[0].pk, at=later(4))
        assert named.person_id not in {number for number, _ in choices}
        call: dict[str, Any] = {"service_user_id": twins[0].pk, "person_id": named.person_id, "by": coordinator()}
        with pytest.raises(Invalid, match="named already"):
            actions.name_for_restricted(reason="Manages them.", at=later(4), **call)

    def test_whoever_is_named_for_the_other_is_taken_off(self, twins: Twins, named: RestrictedAccess) -> None:
        actions.end_restricted_access(access_id=named.pk, by=coordinator(), at=later(4))
        named.refresh_from_db()
        assert named.until == later(4)


def test_what_is_beside_a_person_is_written_with_their_stay_on_the_other_record(twins: Twins) -> None:
    call: dict[str, Any] = {"kind": "custody", "reason": "police", "by": police(), "at": later(1)}
    row = actions.record_overlay(service_user_id=twins[1].pk, from_date=later(1).date(), **call)
    stay = adopted(twins[0])
    merge(twins)
    actions.end_overlay(overlay_id=row.pk, until=later(4).date(), reason="prison", by=police(), at=later(4))
    assert LedgerEntry.objects.get(what="overlay_ended").nominal_id == stay.pk


def test_somebody_who_moved_is_counted_by_the_area_that_had_them_under_the_other_record() -> None:
    twins = someone("Toni", "Twinson", borough="camden"), someone("Toni", "Twinson", borough="camden")
    adopted(twins[1])
    kept = merge(twins, by=coordinator(NORTH))
    call: dict[str, Any] = {"service_user_id": kept.pk, "to_borough": "hackney", "reason": "moved_home"}
    row = actions.ask_transfer(by=coordinator(NORTH), at=later(4), **call)
    actions.accept_transfer(transfer_id=row.pk, by=coordinator(), at=later(5))
    page = cohort(coordinator(NORTH), on=later(1).date(), today=later(6).date())
    assert (page.total, page.moved) == (0, 1)


def test_concerns_of_a_person_are_of_both_records(twins: Twins) -> None:
    raised(service_user_id=twins[1].pk)
    kept = merge(twins)
    assert len(concerns.about(raiser(), now=later(4), service_user_id=kept.pk)) == 1
