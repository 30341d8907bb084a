"""Booking, moving and cancelling: what is refused, what is warned of, and that nothing is ever overwritten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.support import appointments as make
from tests.support import referrals
from tests.support.appointments import NOW, SOON
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.appointments.queries import telling
from throughcare.delivery.appointments.rules.places import Place
from throughcare.delivery.referrals.actions import advance
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.ui.words import LONDON

pytestmark = pytest.mark.django_db


def test_booking_the_assessment_moves_the_case_and_the_administrator_may_do_it() -> None:
    row = make.case("allocated")
    made = make.booked(row, purpose="assessment", by=make.people().administrator)
    row.refresh_from_db()
    assert row.state == "assessment_booked"
    assert (made.state, made.worker_id, made.version) == ("booked", row.worker_id, 1)
    assert folded_state(history(("appointment", made.pk))) == "booked"


def test_an_offer_moves_the_case_once_it_is_taken() -> None:
    row = make.case("allocated")
    offered = actions.book(
        referral_id=row.pk,
        terms=make.terms(purpose="assessment"),
        is_offer=True,
        by=make.people().worker,
        at=NOW,
    )
    row.refresh_from_db()
    assert (offered.state, row.state) == ("offered", "allocated")
    for _ in range(2):
        actions.answer_offer(appointment_id=offered.pk, accepted=True, by=make.people().worker, at=NOW)
    row.refresh_from_db()
    offered.refresh_from_db()
    assert (offered.state, offered.version, row.state) == ("booked", 2, "assessment_booked")


def test_sessions_wait_for_their_step() -> None:
    with pytest.raises(WrongState, match="sessions have not begun"):
        make.booked(make.case("allocated"))
    assert make.booked(make.case("allocated"), purpose="contact").state == "booked"


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"starts": NOW - timedelta(days=1)}, "starts", "This time has passed"),
        ({"starts": NOW + timedelta(days=200)}, "starts", "more than 6 months ahead"),
        ({"minutes": 2}, "minutes", "between 5 minutes and 8 hours"),
        ({"place": Place("office", office="ZZ99")}, "office", "Choose the office"),
        ({"place": Place("address", first_line="", postcode="nonsense")}, "postcode", "whole postcode"),
        ({"place": Place("pigeon")}, "manner", "Say how"),
        ({"worker_id": 424242}, "worker", "Choose somebody who works cases"),
        ({"purpose": "lunch"}, "purpose", "Say what it is for"),
    ],
)
def test_terms_that_cannot_be_are_refused_beside_their_field(changes: dict, field: str, says: str) -> None:
    row = make.case()
    with pytest.raises(Invalid) as caught:
        make.booked(row, **changes)
    assert says in " ".join(caught.value.fields[field])
    assert not models.Appointment.objects.exists()


def test_an_address_is_kept_in_its_written_form() -> None:
    made = make.booked(make.case(), place=Place("address", first_line=" 7  Example  Court ", postcode="se19gf"))
    assert (made.first_line, made.postcode, made.office) == ("7 Example Court", "SE1 9GF", "")


def test_cautions_are_told_in_plain_words_and_can_be_accepted() -> None:
    row, other = make.case(), make.case()
    make.booked(row)
    clash = SOON + timedelta(minutes=30)
    with pytest.raises(Invalid) as caught:
        make.booked(other, clash)
    assert caught.value.fields["despite"] == ["The worker has another appointment from 14:00 to 15:00 that day."]
    with pytest.raises(Invalid, match="person has another appointment"):
        make.booked(row, clash, despite=["worker_busy"])
    made = make.booked(row, clash, despite=["worker_busy", "person_busy"])
    assert made.despite == "worker_busy person_busy"


@pytest.mark.parametrize(
    ("starts", "says"),
    [
        (datetime(2026, 8, 31, 11, tzinfo=LONDON), "31 August 2026 is a bank holiday."),
        (datetime(2026, 6, 13, 11, tzinfo=LONDON), "13 June 2026 is a Saturday."),
        (datetime(2026, 6, 12, 16, 30, tzinfo=LONDON), "outside the service's hours, which are 09:00 to 17:00"),
    ],
)
def test_holidays_weekends_and_hours_are_cautions(starts: datetime, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        make.booked(make.case(), starts)


def test_a_double_click_books_once() -> None:
    row = make.case()
    call = {"referral_id": row.pk, "terms": make.terms(), "key": "same", "by": make.people().worker, "at": NOW}
    assert actions.book(**call).pk == actions.book(**call).pk
    assert models.Appointment.objects.count() == 1


def test_moving_keeps_the_old_one_and_says_who_asked_and_why() -> None:
    row = make.case()
    old = make.booked(row)
    worker = make.people().worker
    call = {
        "appointment_id": old.pk,
        "terms": make.terms(SOON + timedelta(days=1)),
        "reason": "person_unwell",
        "asked_by": "person",
        "why": "Has a cold",
        "version": 1,
        "key": "moved",
        "by": worker,
        "at": NOW,
    }
    new = actions.move(**call)
    assert actions.move(**call).pk == new.pk
    old.refresh_from_db()
    assert (old.state, old.starts_at, new.replaces_id) == ("rescheduled", SOON, old.pk)
    last = old.statuses.get(number=2)
    assert (last.reason, last.asked_by, last.why) == ("person_unwell", "person", "Has a cold")
    with pytest.raises(WrongState, match="cannot be moved"):
        actions.move(**call | {"key": "again", "version": None})


def test_moving_needs_a_reason_and_the_version_that_was_seen() -> None:
    old = make.booked(make.case())
    call = {"appointment_id": old.pk, "terms": make.terms(SOON + timedelta(days=1)), "by": make.people().worker}
    with pytest.raises(Invalid) as caught:
        actions.move(**call, reason="whim", asked_by="nobody", at=NOW)
    assert set(caught.value.fields) == {"reason", "asked_by"}
    with pytest.raises(Conflict):
        actions.move(**call, reason="urgent", asked_by="service", version=9, at=NOW)
    old.refresh_from_db()
    assert old.state == "booked"


@pytest.mark.parametrize(
    ("hours_before", "by_service", "code"),
    [(48, False, "cancelled_by_person"), (3, False, "late_cancelled_by_person"), (3, True, "cancelled_by_service")],
)
def test_a_cancellation_finds_its_own_code(hours_before: int, by_service: bool, code: str) -> None:
    made = make.booked(make.case())
    at = SOON - timedelta(hours=hours_before)
    row = actions.cancel(
        appointment_id=made.pk, by_service=by_service, why="Room flooded", by=make.people().administrator, at=at
    )
    assert row.state == code
    with pytest.raises(WrongState, match="nothing to cancel"):
        actions.cancel(appointment_id=made.pk, by_service=False, by=make.people().worker, at=at)


def test_the_service_says_why_it_cancels() -> None:
    made = make.booked(make.case())
    with pytest.raises(Invalid, match="Say why"):
        actions.cancel(appointment_id=made.pk, by_service=True, by=make.people().worker, at=NOW)


def test_the_ninth_of_eight_sessions_is_refused_with_what_to_do() -> None:
    row = make.case("in_delivery")
    for number in range(8):
        made = make.booked(row, SOON + timedelta(days=7 * number))
        if number < 3:
            make.attended(made)
    with pytest.raises(NotAllowed) as caught:
        make.booked(row, SOON + timedelta(days=70))
    assert "allows 8 sessions; 3 are used and 5 booked" in caught.value.says
    assert "refer the person on" in caught.value.remedy
    assert make.booked(row, SOON + timedelta(days=70), purpose="contact").purpose == "contact"


def test_nothing_is_booked_for_the_dead_the_closed_the_paused_or_the_undecided() -> None:
    cast = make.people()
    paused = make.case("in_delivery")
    advance(
        referral_id=paused.pk,
        event="case_paused",
        reason="custody",
        review_on=(NOW + timedelta(days=20)).date(),
        by=cast.worker,
        at=NOW,
    )
    with pytest.raises(WrongState, match="paused since 8 June 2026"):
        make.booked(paused)
    triage = referrals.referral("triage")
    with pytest.raises(WrongState, match="not been accepted"):
        make.booked(triage, by=cast.administrator)
    dead = make.case()
    make.dies(dead, (NOW - timedelta(days=1)).date())
    with pytest.raises(WrongState, match="died on 7 June 2026"):
        make.booked(dead)


def test_strangers_and_referrers_book_nothing() -> None:
    row = make.case()
    with pytest.raises(NotAllowed):
        make.booked(row, by=make.people().referrer)
    with pytest.raises(NotFound):
        make.booked(row, by=make.people().second_worker)


def test_the_database_refuses_changes_of_history() -> None:
    made = make.booked(make.case())
    make.attended(made)
    table = "appointments_appointment"
    attempts = (
        f"UPDATE {table} SET starts_at = '2026-01-01 10:00:00+00:00', version = version + 1 WHERE id = {made.pk}",
        f"UPDATE {table} SET state = 'booked' WHERE id = {made.pk}",
        f"DELETE FROM {table} WHERE id = {made.pk}",
        "UPDATE appointments_appointmentstatus SET state = 'did_not_attend'",
        "DELETE FROM appointments_appointmentstatus",
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)
    made.refresh_from_db()
    assert (made.state, made.starts_at) == ("attended_on_time", SOON)


def test_what_was_never_recorded_is_nowhere_shown_as_booked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = True
    made = make.booked(make.case("in_delivery"))
    worker = make.people().worker
    page = Client()
    page.force_login(
        Person.objects.get(pk=worker.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    places = [f"/appointments/{made.pk}", f"/referrals/{made.referral_id}/appointments", "/week?from=2026-06-10"]
    for moment, shown, hidden in (
        (SOON - timedelta(hours=1), "Booked</strong>", "Not recorded</strong>"),
        (SOON + timedelta(hours=2), "Not recorded</strong>", "Booked</strong>"),
    ):
        monkeypatch.setattr("throughcare.clock.now", lambda moment=moment: moment)
        for place in places:
            text = page.get(place).content.decode()
            assert shown in text, (place, moment)
            assert hidden not in text, (place, moment)
        part = telling.case_part(worker, made.referral_id, moment)
        assert part is not None
        assert part.lines[0].tag == (("appointment", "booked") if moment < SOON else ("unrecorded", "due"))
