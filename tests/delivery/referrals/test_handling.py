"""Who works a case over time: allocation, cover, transfer and its undoing, a leaver's referrals, a death."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.support.referrals import SENT, cast, referral, service_user
from tests.support.world import organisation, viewer
from throughcare import clock
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Allocation, Referral, Transfer
from throughcare.delivery.referrals.queries.cases import case
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import event, folded_state, history
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db
NEXT = SENT + timedelta(days=2)


@action
def _mark(*, service_user_id: int, what: str, values: dict[str, Any], by: None, at: datetime) -> None:
    ServiceUser.objects.filter(pk=service_user_id).update(**values)
    event(f"service_user.{what}", subject=("service_user", service_user_id), by=by, at=at)


def mark(service_user_id: int, what: str, **values: Any) -> None:
    """Changes a person's record past the actions of the app that owns it."""
    _mark(service_user_id=service_user_id, what=what, values=values, by=None, at=NEXT)


def sees(who: object, row: Referral) -> bool:
    return visible_to(who, Referral).filter(pk=row.pk).exists()  # type: ignore[arg-type]


def test_accepting_goes_on_to_the_waiting_list_or_to_a_worker() -> None:
    people = cast()
    row = actions.accept(referral_id=referral("triage").pk, tier="assessment", by=people.lead, at=NEXT)
    assert (row.state, row.tier) == ("waiting", "assessment")
    row = actions.accept(referral_id=referral("triage").pk, worker_id=people.worker.person_id, by=people.lead, at=NEXT)
    assert (row.state, row.worker_id) == ("allocated", people.worker.person_id)
    with pytest.raises(Invalid):
        actions.accept(referral_id=referral("triage").pk, tier="fourth", by=people.lead, at=NEXT)
    with pytest.raises(NotAllowed):
        actions.accept(referral_id=referral("triage").pk, by=people.administrator, at=NEXT)


def test_a_change_of_worker_keeps_who_had_it_when() -> None:
    people, row = cast(), referral("allocated")
    assert not sees(people.second_worker, row)
    call = {"worker_id": people.second_worker.person_id, "reason": "balance", "by": people.lead, "at": NEXT}
    actions.change_worker(referral_id=row.pk, **call)
    assert sees(people.second_worker, row)
    assert not sees(people.worker, row)
    spans = Allocation.objects.filter(referral=row).values_list("worker_id", "until")
    assert list(spans) == [(people.worker.person_id, NEXT), (people.second_worker.person_id, None)]
    with pytest.raises(Invalid, match="has the case already"):
        actions.change_worker(referral_id=row.pk, **call)
    with pytest.raises(Invalid, match="from the list"):
        actions.allocate(
            referral_id=referral("waiting").pk, worker_id=people.referrer.person_id, by=people.lead, at=NEXT
        )


def test_cover_opens_cases_over_its_days_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    people, row = cast(), referral("allocated")
    cover = actions.arrange_cover(
        absent_id=people.worker.person_id,
        covering_id=people.second_worker.person_id,
        from_date=date(2026, 6, 8),
        until=date(2026, 6, 15),
        reason="leave",
        by=people.lead,
        at=NEXT,
    )
    for day, expected in ((7, False), (8, True), (14, True), (15, False)):
        monkeypatch.setattr(clock, "now", lambda day=day: SENT.replace(day=day))
        assert sees(people.second_worker, row) is expected
    monkeypatch.setattr(clock, "now", lambda: SENT.replace(day=10))
    assert case(people.second_worker, row.pk).sees_clinical
    actions.advance(referral_id=row.pk, event="appointment_booked", by=people.second_worker, at=SENT.replace(day=10))
    actions.end_cover(cover_id=cover.pk, until=date(2026, 6, 10), by=people.lead, at=SENT.replace(day=10))
    assert not sees(people.second_worker, row)
    with pytest.raises(Invalid, match="first day back"):
        actions.arrange_cover(
            absent_id=people.worker.person_id,
            covering_id=people.second_worker.person_id,
            from_date=date(2026, 7, 8),
            until=date(2026, 7, 8),
            reason="leave",
            by=people.lead,
            at=NEXT,
        )


def offer(row: Referral, **changes: object) -> Transfer:
    given = {"to_provider": "mentoring_example", "to_service": "mentoring", "reason": "moved_service", "words": "Fits."}
    return actions.offer_transfer(referral_id=row.pk, by=cast().lead, at=NEXT, **(given | changes))


def test_a_transfer_needs_both_sides_and_its_history_follows() -> None:
    people, other, row = cast(), cast("mentoring"), referral("allocated")
    assert not sees(other.lead, row)
    transfer = offer(row)
    assert sees(other.lead, row)
    assert Referral.objects.get(pk=row.pk).state == "allocated"
    with pytest.raises(NotAllowed):
        actions.answer_transfer(transfer_id=transfer.pk, accept=True, by=people.lead, at=NEXT)
    transfer = actions.answer_transfer(transfer_id=transfer.pk, accept=True, by=other.lead, at=NEXT)
    old, new = Referral.objects.get(pk=row.pk), transfer.new_referral
    assert (old.state, old.state_before_transfer, new.state, new.moved_from_id) == (
        "transferred",
        "allocated",
        "accepted",
        old.pk,
    )
    assert new.form.reason == old.form.reason
    actions.allocate(referral_id=new.pk, worker_id=other.worker.person_id, by=other.lead, at=NEXT)
    assert sees(other.worker, old)
    assert case(other.worker, old.pk).sees_clinical
    assert not sees(other.second_worker, old)
    for one in (old, new):
        one.refresh_from_db()
        assert folded_state(history(("referral", one.pk))) == one.state


def test_a_transfer_is_undone_while_nothing_has_begun() -> None:
    people, other, row = cast(), cast("mentoring"), referral("allocated")
    transfer = actions.answer_transfer(transfer_id=offer(row).pk, accept=True, by=other.lead, at=NEXT)
    actions.undo_transfer(transfer_id=transfer.pk, reason="mistake", by=people.lead, at=NEXT + timedelta(days=14))
    row.refresh_from_db()
    transfer.new_referral.refresh_from_db()
    assert (row.state, transfer.new_referral.state) == ("allocated", "withdrawn")
    assert not sees(other.lead, row)
    again = actions.answer_transfer(transfer_id=offer(row).pk, accept=True, by=other.lead, at=NEXT)
    with pytest.raises(WrongState, match="within 14 days"):
        actions.undo_transfer(transfer_id=again.pk, reason="mistake", by=other.lead, at=NEXT + timedelta(days=15))


def test_an_offer_is_refused_taken_back_or_not_possible() -> None:
    people, other, row = cast(), cast("mentoring"), referral("allocated")
    first = offer(row)
    with pytest.raises(Invalid, match="offered already"):
        offer(row)
    with pytest.raises(Invalid, match="reason"):
        actions.answer_transfer(transfer_id=first.pk, accept=False, by=other.lead, at=NEXT)
    refused = actions.answer_transfer(transfer_id=first.pk, accept=False, reason="no_room", by=other.lead, at=NEXT)
    assert (refused.state, sees(other.lead, row)) == ("refused", False)
    second = offer(row)
    actions.take_back_transfer(transfer_id=second.pk, by=people.lead, at=NEXT)
    with pytest.raises((NotFound, WrongState)):
        actions.answer_transfer(transfer_id=second.pk, accept=True, by=other.lead, at=NEXT)
    with pytest.raises(Invalid, match="there already"):
        offer(row, to_provider="mental_health_example", to_service="mental_health")
    organisation("nobody_example", "provider")
    with pytest.raises(Invalid, match="does not take"):
        offer(row, to_provider="nobody_example")


def test_a_leavers_referrals_pass_to_a_successor() -> None:
    people = cast()
    rows = [referral("submitted"), referral("draft")]
    successor = viewer(
        "probation_practitioner", name="successor", at="london_probation", kind="probation", area="london"
    )
    call = {"from_id": people.referrer.person_id, "to_id": successor.person_id, "at": NEXT}
    with pytest.raises(NotAllowed):
        actions.hand_over(by=people.referrer, **call)
    assert actions.hand_over(by=people.manager, **call) == 2
    assert all(sees(successor, row) and not sees(people.referrer, row) for row in rows)
    with pytest.raises(Invalid):
        actions.hand_over(by=people.manager, **(call | {"to_id": people.lead.person_id}))


def test_cases_of_people_who_died_are_closed_by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    row = referral("allocated")
    mark(row.service_user_id, "died", died_on=date(2026, 6, 2))
    monkeypatch.setattr(clock, "now", lambda: NEXT)
    call_command("keep_referrals")
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("closed", "died")
    with pytest.raises(WrongState, match="died"):
        actions.advance(
            referral_id=row.pk, event="case_reopened", reason="came_back", words="?", by=cast().lead, at=NEXT
        )


def test_a_restricted_persons_referral_is_seen_by_nobody_who_is_not_named() -> None:
    people, row = cast(), referral("allocated", person=service_user(is_restricted=False))
    assert sees(people.worker, row)
    mark(row.service_user_id, "restricted", is_restricted=True)
    for who in (people.worker, people.lead, people.administrator, people.referrer, people.manager):
        assert not sees(who, row)
    with pytest.raises(NotFound):
        actions.advance(referral_id=row.pk, event="appointment_booked", by=people.worker, at=NEXT)
