"""The screens: what they show to whom, and that they come back with what was typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from tests.support.browser import valid_html
from tests.support.referrals import PROVIDER
from tests.support.world import client_for
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.appointments.rules.telling import Flag

pytestmark = pytest.mark.django_db
AFTER = SOON + timedelta(hours=1)
HOSTILE = "'; DROP TABLE x; -- <script>alert(1)</script> 🙂 שלום"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True


def client(who: str) -> Any:
    """A client signed in as one of the cast."""
    at = PROVIDER["mental_health"]
    roles = {
        "worker": ("service_practitioner", "mental_health.worker"),
        "second_worker": ("service_practitioner", "mental_health.second"),
        "lead": ("service_lead", "mental_health.lead"),
        "administrator": ("service_administrator", "mental_health.admin"),
    }
    if who == "referrer":
        return client_for(
            "probation_practitioner", name="referrer", at="london_probation", kind="probation", area="london"
        )
    role, name = roles[who]
    return client_for(role, name=name, at=at, kind="provider")


def form_of(page: Any) -> dict[str, Any]:
    """The hidden key and version of a page's form."""
    text = page.content.decode()

    def value(name: str) -> str:
        start = text.index(f'name="{name}"')
        return text[start : text.index(">", start)].split('value="')[1].split('"')[0]

    return {"key": value("key"), "version": value("version")}


def test_today_shows_what_must_not_be_missed() -> None:
    row = make.case("in_delivery")
    make.booked(row, SOON - timedelta(days=1), at=NOW)
    make.booked(row, SOON + timedelta(hours=2), despite=["outside_hours"])
    page = client("worker").get(reverse("today"))
    valid_html(page)
    text = page.content.decode()
    assert text.index("Today</h1>") < text.index("Not recorded yet") < text.index("Sessions used")
    assert text.count("Record<span") == 2
    assert "0 of 8 used, 2 booked" in text


@pytest.mark.parametrize("who", ["worker", "lead", "administrator", "referrer"])
def test_every_page_about_an_appointment_is_sound_and_keeps_the_note_to_clinical_eyes(who: str) -> None:
    row, cast = make.case(), make.people()
    made = make.booked(row)
    record = make.record(
        note="CLINICAL WORDS",
        activities=("formulation",),
        flags=(Flag("concern", frozenset({"referrer"}), "Told about the flat"),),
    )
    actions.record_session(appointment_id=made.pk, record=record, by=cast.worker, at=AFTER)
    pages = [
        client(who).get(reverse(name, args=[pk]))
        for name, pk in (("appointment", made.pk), ("case_appointments", row.pk), ("clinical_notes", row.pk))
    ]
    for page in pages[:2]:
        valid_html(page)
    seen = any("CLINICAL WORDS" in page.content.decode() for page in pages)
    assert seen is (who in ("worker", "lead"))
    assert ("Told about the flat" in pages[0].content.decode()) is (who != "administrator")
    assert pages[2].status_code == (200 if who in ("worker", "lead") else 403)


def test_a_session_is_recorded_by_a_plain_form() -> None:
    made = make.booked(make.case())
    worker = client("worker")
    address = reverse("record_session", args=[made.pk])
    page = worker.get(address)
    valid_html(page)
    given = form_of(page) | {"code": "attended_on_time", "activities": ["formulation"], "note": HOSTILE}
    given |= {"following": "week"}
    answer = worker.post(address, given)
    assert (answer.status_code, answer["Location"]) == (302, reverse("today"))
    made.refresh_from_db()
    assert made.state == "attended_on_time"
    assert models.ClinicalNote.objects.get().words == HOSTILE
    following = models.Appointment.objects.exclude(pk=made.pk).get()
    assert following.starts_at == SOON + timedelta(days=7)
    assert worker.post(address, given).status_code == 302
    assert models.Appointment.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Say whether they attended"),
        ({"code": "attended_late"}, "Say how many minutes late"),
        ({"code": "other"}, "Choose what happened."),
        ({"code": "other", "other": "acceptable_absence"}, "Choose the reason."),
        ({"code": "attended_on_time", "behaviour_words": "Shouted"}, "Choose who is told."),
        ({"code": "attended_on_time", "following": "chosen"}, "Say which day."),
        ({"code": "attended_on_time", "note": "x" * 50_001}, "1 characters over the limit"),
        ({"code": "attended_on_time", "minutes_late": "many"}, "Write a whole number for “Minutes late”"),
        ({"code": "nonsense"}, "Choose one of the answers listed for “"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(given: dict[str, Any], says: str) -> None:
    made = make.booked(make.case())
    worker = client("worker")
    address = reverse("record_session", args=[made.pk])
    note = given.get("note", HOSTILE)
    answer = worker.post(address, form_of(worker.get(address)) | {"note": note} | given)
    assert answer.status_code == 422
    valid_html(answer)
    text = answer.content.decode()
    assert says in text
    assert "DROP TABLE x" in text or "xxx" in text
    made.refresh_from_db()
    assert made.state == "booked"


def test_cautions_come_back_with_a_box_and_are_accepted_by_it() -> None:
    row = make.case()
    worker = client("worker")
    address = reverse("book_appointment", args=[row.pk])
    page = worker.get(address)
    valid_html(page)
    given = {
        "key": "k1",
        "purpose": "session",
        "on-day": "13",
        "on-month": "6",
        "on-year": "2026",
        "at": "2pm",
        "minutes": "60",
        "manner": "phone",
        "worker": str(row.worker_id),
    }
    answer = worker.post(address, given)
    assert answer.status_code == 422
    valid_html(answer)
    text = answer.content.decode()
    assert "13 June 2026 is a Saturday." in text
    assert 'name="cautions" value="weekend"' in text
    assert worker.post(address, given | {"cautions": "weekend", "despite": "on"}).status_code == 302
    assert models.Appointment.objects.get().despite == "weekend"


def test_a_second_tab_keeps_what_was_typed_and_may_amend() -> None:
    made = make.booked(make.case())
    worker = client("worker")
    address = reverse("record_session", args=[made.pk])
    first, second = form_of(worker.get(address)), form_of(worker.get(address))
    worker.post(address, first | {"code": "attended_on_time", "note": "from the first tab"})
    answer = worker.post(address, second | {"code": "did_not_attend", "note": "from the second tab"})
    assert answer.status_code == 409
    valid_html(answer)
    text = answer.content.decode()
    assert "from the second tab" in text
    assert "What is there now" in text
    assert reverse("amend_session", args=[made.pk]) in text
    again = form_of(answer) | {"code": "did_not_attend", "note": "from the second tab", "because": "First was wrong"}
    assert worker.post(reverse("amend_session", args=[made.pk]), again).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.version) == ("did_not_attend", 3)


def test_saving_as_typed_and_two_windows() -> None:
    made = make.booked(make.case())
    worker = client("worker")
    save = reverse("save_session_draft", args=[made.pk])
    one = worker.post(save, {"version": "1.0", "note": "half\u0000", "code": "attended_on_time"}).json()
    assert (one["saved"], one["version"]) == (True, "1.1")
    other = worker.post(save, {"version": "1.0", "note": "other"})
    assert other.status_code == 409
    assert other.json()["theirs"]["note"] == ["half"]
    page = worker.get(reverse("record_session", args=[made.pk])).content.decode()
    assert ">half</textarea>" in page
    assert 'value="attended_on_time" checked' in page
    stale = worker.post(
        reverse("record_session", args=[made.pk]),
        {"key": "x", "version": "1.0", "code": "attended_on_time", "note": "other"},
    )
    assert stale.status_code == 409
    assert ">other</textarea>" in stale.content.decode()
    long = worker.post(save, {"version": "1.1", "note": "x" * 50_001})
    assert long.status_code == 422
    assert client("administrator").post(save, {"version": "1.1", "note": "x"}).status_code == 403


def test_a_contact_that_took_place_is_recorded_at_once() -> None:
    row = make.case("allocated")
    worker = client("worker")
    address = reverse("log_contact", args=[row.pk])
    page = worker.get(address)
    valid_html(page)
    given = {
        "key": "c1",
        "version": "0.0",
        "purpose": "contact",
        "on-day": "9",
        "on-month": "6",
        "on-year": "2026",
        "at": "10:30",
        "minutes": "30",
        "manner": "phone",
        "worker": str(row.worker_id),
        "code": "attended_on_time",
        "note": "Rang back",
    }
    assert worker.post(address, given).status_code == 302
    assert models.Appointment.objects.get().state == "attended_on_time"
    saved = worker.post(reverse("save_contact_draft", args=[row.pk]), {"version": "0.0", "note": "draft"}).json()
    assert saved["version"] == "0.1"


@pytest.mark.parametrize("name", ["week", "groups", "plan_group", "lone_visits", "start_lone_visit", "calendar"])
def test_other_pages_are_sound(name: str) -> None:
    make.booked(make.case())
    page = client("worker").get(reverse(name))
    assert page.status_code == 200
    valid_html(page)
