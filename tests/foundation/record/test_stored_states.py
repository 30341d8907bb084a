"""What is stored must be what the events add up to: a state written past the application shows."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.support import appointments as given
from tests.support.append_only import history_may_go
from throughcare.delivery.referrals.actions import advance
from throughcare.foundation.ports import stored
from throughcare.foundation.record.events import event
from throughcare.foundation.record.rebuilding import verify_states
from throughcare.foundation.record.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    row = given.walked("plan_approved")
    given.attended(given.booked(row))
    assert verify_states().problems == []
    return row


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_case_with_its_appointment_agrees(case):
    found = verify_states()
    assert found.subjects == 2
    assert found.events > 10


def test_a_state_written_past_the_application_shows(case):
    run("UPDATE referrals_referral SET state = 'waiting' WHERE id = %s", case.pk)
    assert verify_states().problems == [
        f"The referral {case.pk} is stored as waiting, and its events add up to in_delivery."
    ]


def test_a_step_that_the_service_does_not_have_shows(case):
    run("UPDATE referrals_referral SET state = 'allocated' WHERE id = %s", case.pk)
    subject = ("referral", case.pk)
    event("referral.worker_allocated", subject=subject, by=None, at=given.NOW, state="allocated")
    (problem,) = verify_states().problems
    assert "went from in_delivery to allocated by worker_allocated" in problem


def test_a_pause_comes_back_to_where_it_began(case):
    cast = given.people()
    from throughcare.delivery.referrals.actions import pause

    later = given.SOON
    pause(referral_id=case.pk, reason="custody", review_on=later.date(), by=cast.worker, at=given.NOW)
    advance(referral_id=case.pk, event="case_resumed", by=cast.worker, at=later)
    assert verify_states().problems == []


def test_a_row_that_is_gone_shows(case):
    with history_may_go(connection):
        for table in ("appointments_clinicalnote", "appointments_appointmentstatus", "appointments_appointment"):
            run(f"DELETE FROM {table}")  # noqa: S608 - our own names
    (problem,) = verify_states().problems
    assert "gone from its table" in problem


def test_two_kinds_of_subject_under_one_name_are_refused():
    with pytest.raises(RuntimeError, match="cannot tell them apart"):
        stored.keeps_state("referral", list, {})


def test_the_command_says_so_and_fails(case, capsys):
    seal(at=given.NOW)
    call_command("verify_record")
    assert "Every stored state" in capsys.readouterr().out
    run("UPDATE referrals_referral SET state = 'waiting' WHERE id = %s", case.pk)
    with pytest.raises(SystemExit):
        call_command("verify_record")
    assert "add up to in_delivery" in capsys.readouterr().out
