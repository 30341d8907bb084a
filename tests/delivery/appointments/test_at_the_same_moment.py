"""Two people at once, a double click, and a kill in mid-save: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from tests.support.at_once import at_once
from tests.support.processes import child, last_words
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Conflict, DomainError
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = SOON + timedelta(hours=1)


def recording(made: models.Appointment, key: str, note: str) -> Callable[[], object]:
    call = {"appointment_id": made.pk, "version": 1, "key": key, "by": make.people().worker, "at": AFTER}
    return lambda: actions.record_session(**call, record=make.record(note=note)).version


def test_two_windows_and_a_double_click_at_the_same_moment() -> None:
    made = make.booked(make.case())
    one, two = recording(made, "one", "first words"), recording(made, "two", "second words")
    found = at_once(one, one, two)
    saved = [result for result in found if result == 2]
    refused = [result for result in found if isinstance(result, Conflict)]
    assert len(saved) + len(refused) == 3
    assert refused
    assert made.statuses.count() == 2
    assert models.ClinicalNote.objects.count() == 1
    assert Event.objects.filter(kind="appointment.attended_on_time").count() == 1


def test_the_last_session_left_is_booked_once() -> None:
    row = make.case("in_delivery")
    for number in range(7):
        make.booked(row, SOON + timedelta(days=7 * number))

    def booking(day: int, key: str) -> Callable[[], object]:
        terms, worker = make.terms(SOON + timedelta(days=60 + day)), make.people().worker
        call = {"referral_id": row.pk, "terms": terms, "key": key, "by": worker, "at": NOW}
        return lambda: actions.book(**call, despite=["weekend"]).pk

    found = at_once(booking(0, "a"), booking(1, "b"))
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert models.Appointment.objects.count() == 8


CHILD = """
import sys, time
import django
django.setup()
from tests.support import appointments as make
from tests.support.appointments import SOON
from throughcare.delivery.appointments import actions
from throughcare.delivery.appointments.actions import recording
from datetime import timedelta

def stop(*args, **kwargs):
    print("written", flush=True)
    time.sleep(120)

if sys.argv[2] == "hang":
    recording._after = stop
actions.record_session(
    appointment_id=int(sys.argv[1]),
    record=make.record(note="Words that must not be lost"),
    key="form",
    by=make.people().worker,
    at=SOON + timedelta(hours=1),
)
print("recorded", flush=True)
"""


def test_a_kill_in_mid_save_leaves_the_draft_and_nothing_half_written(tmp_path: Path) -> None:
    row = make.case()
    made = make.booked(row)
    worker = make.people().worker
    call = {"referral_id": row.pk, "appointment_id": made.pk, "version": 0, "by": worker, "at": AFTER}
    actions.save_draft(**call, content={"note": ["Words that must not be lost"]})
    with child(CHILD, made.pk, "hang", folder=tmp_path) as running:
        assert last_words(running) == "written\n"
    made.refresh_from_db()
    assert (made.state, made.statuses.count()) == ("booked", 1)
    assert not models.ClinicalNote.objects.exists()
    assert models.SessionDraft.objects.get().content == {"note": ["Words that must not be lost"]}
    with child(CHILD, made.pk, "through", folder=tmp_path) as again:
        assert again.communicate(timeout=120)[0] == "recorded\n"
    made.refresh_from_db()
    assert made.state == folded_state(history(("appointment", made.pk))) == "attended_on_time"
    assert Referral.objects.get(pk=row.pk).state == "in_delivery"
    assert models.ClinicalNote.objects.get().words == "Words that must not be lost"
    assert not models.SessionDraft.objects.exists()
