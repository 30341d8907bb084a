"""Group sessions: everybody's own attendance, moved together, recorded together, full at its places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support import appointments as make
from tests.support import referrals
from tests.support.appointments import NOW, SOON
from tests.support.browser import valid_html
from tests.support.referrals import PROVIDER
from tests.support.world import client_for
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.appointments.queries import groups, today
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.ports.today import APPOINTMENTS

pytestmark = pytest.mark.django_db
AFTER = SOON + timedelta(hours=2)


def plan(**changes: Any) -> models.GroupSession:
    cast = make.people()
    given = {
        "service": "mental_health",
        "title": "Ways of coping",
        "terms": make.terms(minutes=90),
        "places": 2,
        "facilitator_ids": [cast.worker.person_id, cast.second_worker.person_id],
        "by": cast.administrator,
        "at": NOW,
    }
    return actions.plan_group(**given | changes)


def member(group: models.GroupSession, name: str, **more: Any) -> models.Appointment:
    row = make.case("in_delivery", person=referrals.service_user(given_name=name))
    return actions.add_to_group(group_id=group.pk, referral_id=row.pk, by=make.people().administrator, at=NOW, **more)


def test_each_member_has_an_attendance_of_their_own() -> None:
    group = plan()
    first, second = member(group, "Ann"), member(group, "Bob")
    records = {first.pk: make.record("attended_on_time", activities=("coping",)), second.pk: make.record("in_custody")}
    for _ in range(2):
        actions.record_group(group_id=group.pk, records=records, key="g", by=make.people().second_worker, at=AFTER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("attended_on_time", "in_custody")
    assert models.AppointmentStatus.objects.count() == 4
    assert models.ClinicalNote.objects.get().activities == ["coping"]


def test_one_that_cannot_be_recorded_holds_all_back() -> None:
    group = plan()
    first, second = member(group, "Ann"), member(group, "Bob")
    records = {first.pk: make.record("attended_on_time"), second.pk: make.record("attended_late")}
    with pytest.raises(Invalid, match="minutes late"):
        actions.record_group(group_id=group.pk, records=records, key="g", by=make.people().worker, at=AFTER)
    first.refresh_from_db()
    assert first.state == "booked"


def test_a_group_is_full_at_its_places_and_takes_a_case_once() -> None:
    group = plan()
    first = member(group, "Ann")
    again = actions.add_to_group(
        group_id=group.pk, referral_id=first.referral_id, by=make.people().administrator, at=NOW
    )
    assert again.pk == first.pk
    member(group, "Bob")
    with pytest.raises(WrongState, match="All 2 places are taken"):
        member(group, "Cid")


def test_moving_takes_everybody_along_and_keeps_the_old_places() -> None:
    group = plan()
    first, second = member(group, "Ann"), member(group, "Bob")
    actions.cancel(appointment_id=second.pk, by_service=False, by=make.people().worker, at=NOW)
    call = {
        "group_id": group.pk,
        "terms": make.terms(SOON + timedelta(days=7), minutes=90),
        "reason": "place_not_free",
        "asked_by": "service",
        "key": "m",
        "by": make.people().administrator,
        "at": NOW,
    }
    moved = actions.move_group(**call)
    assert actions.move_group(**call).pk == moved.pk
    first.refresh_from_db()
    assert first.state == "rescheduled"
    assert [one.replaces_id for one in moved.members.all()] == [first.pk]
    with pytest.raises(WrongState, match="was moved"):
        member(group, "Cid")
    with pytest.raises(WrongState, match="place in a group"):
        actions.move(
            appointment_id=moved.members.get().pk,
            terms=make.terms(SOON + timedelta(days=8)),
            reason="urgent",
            asked_by="service",
            by=make.people().worker,
            at=NOW,
        )


def test_whoever_runs_it_is_warned_when_busy_and_sees_it_on_today() -> None:
    group = plan()
    member(group, "Ann")
    with pytest.raises(Invalid, match="The worker has another appointment"):
        plan(title="Another")
    with pytest.raises(Invalid, match="The worker has another appointment"):
        make.booked(make.case(), SOON + timedelta(minutes=30))
    lines = [line for line in today.lines(make.people().second_worker, SOON) if line.section == APPOINTMENTS]
    assert [line.what for line in lines] == ["Group: Ways of coping"]
    assert lines[0].fact == "1 person, Camden office (example)"


def test_it_is_for_those_who_run_it_and_those_who_book() -> None:
    group = plan(facilitator_ids=[make.people().worker.person_id])
    ann = member(group, "Ann")
    cast = make.people()
    assert groups.group(cast.administrator, group.pk).members[0].person_name == "Ann Sample"
    assert not visible_to(cast.second_worker, models.Appointment).filter(pk=ann.pk).exists()
    with pytest.raises(NotFound):
        groups.group(cast.second_worker, group.pk)
    with pytest.raises(NotAllowed):
        plan(by=cast.referrer)
    other = make.case("allocated")
    with pytest.raises(WrongState, match="sessions have not begun"):
        actions.add_to_group(group_id=group.pk, referral_id=other.pk, by=cast.worker, at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"facilitator_ids": []}, "facilitators"),
        ({"facilitator_ids": [424242]}, "facilitators"),
        ({"service": "nothing"}, "service"),
        ({"terms": make.terms(NOW - timedelta(days=1))}, "starts"),
        ({"places": 1}, ""),
    ],
)
def test_a_group_that_cannot_be_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        plan(**changes)
    assert field in caught.value.fields


def test_its_pages_are_sound(settings: Any) -> None:
    settings.DEMO = True
    group = plan()
    ann = member(group, "Ann")
    client = client_for(
        "service_practitioner", name="mental_health.worker", at=PROVIDER["mental_health"], kind="provider"
    )
    for address in ("", "/add", "/move", "/record"):
        page = client.get(f"/groups/{group.pk}{address}")
        assert page.status_code == 200
        valid_html(page)
    answer = client.post(f"/groups/{group.pk}/record", {"key": "x", f"code_{ann.pk}": "did_not_attend"})
    assert answer.status_code == 302
    ann.refresh_from_db()
    assert ann.state == "did_not_attend"
