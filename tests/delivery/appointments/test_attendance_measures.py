"""What appointments say for the measures, two ways that must agree; custody and the service's own cancelling apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from tests.support.world import viewer_with
from throughcare.delivery.appointments import actions
from throughcare.delivery.appointments.queries import measures
from throughcare.delivery.appointments.queries.settings import counting
from throughcare.delivery.appointments.rules import measuring
from throughcare.delivery.appointments.rules.measuring import CaseFacts, Contact, Share
from throughcare.errors import NotAllowed
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.ui.words import LONDON

CODES = counting()
MONDAY = datetime(2026, 6, 1, 10, tzinfo=LONDON)


def contact(case_id: int, day: int, code: str, *, made: int = 0, recorded: int | None = None) -> Contact:
    starts = MONDAY + timedelta(days=day)
    at = starts + timedelta(hours=2) if recorded is None else MONDAY + timedelta(days=recorded)
    return Contact(case_id, "session", starts, 60, code, MONDAY + timedelta(days=made), at)


def test_custody_and_the_services_own_cancelling_are_in_no_share() -> None:
    rows = [
        contact(1, 0, code)
        for code in ("attended_on_time", "attended_late", "did_not_attend", "in_custody", "cancelled_by_service")
    ]
    assert measuring.attendance(rows, CODES) == Share(2, 3, {"cancelled_by_service": 1, "in_custody": 1})
    assert measuring.attendance([], CODES).rate is None


def test_a_first_appointment_that_custody_prevented_is_not_the_first() -> None:
    rows = [contact(1, 0, "in_custody"), contact(1, 7, "did_not_attend"), contact(1, 14, "attended_on_time", made=9)]
    rows += [contact(2, 0, "attended_on_time")]
    assert measuring.first_missed(rows, CODES) == Share(1, 2)
    assert measuring.days_to_rebook(rows, CODES) == [2]


def test_a_pause_stops_the_clock_and_open_cases_within_their_time_are_left_out() -> None:
    pause = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=22))
    cases = [
        CaseFacts(1, MONDAY),
        CaseFacts(2, MONDAY, pauses=(pause,)),
        CaseFacts(3, MONDAY),
        CaseFacts(4, MONDAY + timedelta(days=20)),
        CaseFacts(5, MONDAY, closed_at=MONDAY + timedelta(days=3)),
    ]
    came = {1: MONDAY + timedelta(days=3), 2: MONDAY + timedelta(days=24)}
    found = measuring.first_within(cases, came.get, limit=10, at=MONDAY + timedelta(days=24))
    assert found == Share(2, 4, {"still_within": 1})


def test_notes_written_after_two_working_days_are_late() -> None:
    rows = [contact(1, 0, "attended_on_time", recorded=2), contact(2, 0, "attended_on_time", recorded=3)]
    rows += [contact(3, 4, "attended_on_time", recorded=8), contact(4, 0, "did_not_attend", recorded=30)]
    assert measuring.recorded_in_time(rows, CODES, limit=2) == Share(2, 3)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 60), st.sampled_from(sorted(CODES))), max_size=30))
@settings(max_examples=150, deadline=None)
def test_shares_are_shares_whatever_happened(drawn: list[tuple[int, int, str]]) -> None:
    rows = [contact(*one) for one in drawn]
    found = measuring.attendance(rows, CODES)
    assert 0 <= found.part <= found.whole
    assert found.whole + sum(found.apart.values()) == len(rows)
    missed = measuring.first_missed(rows, CODES)
    assert 0 <= missed.part <= missed.whole <= len({one.case_id for one in rows})


@pytest.mark.django_db
def test_the_database_counts_the_same() -> None:
    codes = ["did_not_attend", "in_custody", "attended_on_time", "cancelled_by_service", "attended_on_time"]
    for offset, first in enumerate(("did_not_attend", "in_custody")):
        row = make.walked("in_delivery")
        for number, code in enumerate([first, *codes[offset + 1 :]]):
            starts = SOON + timedelta(days=7 * number, hours=offset)
            made = make.booked(row, starts)
            why = {"why": "Room flooded"} if code == "cancelled_by_service" else {}
            actions.record_session(
                appointment_id=made.pk,
                record=make.record(code, **why),
                by=make.people().worker,
                at=starts + timedelta(hours=1),
            )
    viewer = viewer_with("contract_manager")
    span = {"from_": NOW - timedelta(days=60), "until": NOW + timedelta(days=90)}
    rows = measures.contacts(viewer, "mental_health", **span)
    assert measuring.attendance(rows, CODES) == measures.attendance_by_database(viewer, "mental_health", **span)
    assert measuring.attendance(rows, CODES).part == 4
    assert measuring.first_missed(rows, CODES) == measures.first_missed_by_database(viewer, "mental_health", **span)
    firsts = measuring.first_attended(rows, CODES)
    assert firsts == measures.first_attended_by_database(viewer, "mental_health", **span)
    cases = measures.cases(viewer, "mental_health", **span)
    assert measuring.first_within(cases, firsts.get, limit=30, at=NOW + timedelta(days=90)).whole == 2
    hide(row.service_user)
    assert {one.case_id for one in measures.contacts(viewer, "mental_health", **span)} == {rows[0].case_id}
    assert len(measures.cases(viewer, "mental_health", **span)) == 1
    with pytest.raises(NotAllowed):
        measures.contacts(make.people().worker, "mental_health", **span)


def hide(person: Any) -> None:
    """Restricts somebody's record, past the actions of another app."""

    @action
    def close(*, by: Any, at: datetime) -> None:
        person.is_restricted = True
        person.save()
        event("service_user.restricted", subject=("service_user", person.pk), by=by, at=at)

    close(by=None, at=NOW)
