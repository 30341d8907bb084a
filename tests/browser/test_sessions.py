"""Recording a session in a real browser: on a phone, by keyboard, without scripts, in a tunnel; every page sound."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import appointments as make
from tests.support import browser
from tests.support.appointments import NOW, SOON
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.appointments.rules.telling import Flag
from throughcare.foundation.organisations.models import Person

PHONE = 320
AFTER = SOON + timedelta(hours=1)
COUNTS = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "time-to-record.md"
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(autouse=True)
def _site(settings: Any, transactional_db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr("throughcare.clock.now", lambda: AFTER)


@pytest.fixture
def made() -> Any:
    """A session of today that waits for its record."""
    return make.booked(make.case())


def person(who: str = "worker") -> Person:
    return Person.objects.get(pk=getattr(make.people(), who).person_id)


def picture(page: Any, name: str) -> None:
    """Keeps a picture of the whole page where somebody asked for pictures."""
    if PICTURES:
        for width in browser.WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
            page.screenshot(path=f"{PICTURES}/{name}-{width}-top.png")


class Hand:
    """Somebody's thumb: counts what it taps and how many screens it goes through."""

    def __init__(self, page: Any) -> None:
        self.page, self.taps, self.typed, self.screens = page, 0, 0, 1
        page.on("framenavigated", lambda frame: self._moved(frame))

    def _moved(self, frame: Any) -> None:
        if frame == self.page.main_frame:
            self.screens += 1

    def tap(self, target: Any) -> None:
        target.click()
        self.taps += 1

    def type(self, target: Any, text: str) -> None:
        target.click()
        self.taps += 1
        target.fill(text)
        self.typed += len(text)


def recorded_by(hand: Hand, note: str) -> None:
    """From Today to a saved record with a note and the next appointment."""
    page = hand.page
    hand.tap(page.get_by_role("button", name=re.compile("Record.*Sam Sample")))
    hand.tap(page.get_by_label("Attended on time"))
    hand.tap(page.get_by_label("Ways of coping with distress"))
    hand.type(page.locator("#id_note"), note)
    hand.tap(page.get_by_label("Same time next week"))
    hand.tap(page.get_by_role("button", name="Save the record"))
    page.wait_for_url("**/today")


def check_recorded(made: Any, note: str) -> None:
    made.refresh_from_db()
    assert made.state == "attended_on_time"
    found = models.ClinicalNote.objects.get()
    assert (found.words, found.activities) == (note, ["coping"])
    assert models.Appointment.objects.filter(starts_at=SOON + timedelta(days=7), state="booked").count() == 1
    assert not models.SessionDraft.objects.exists()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_session_is_recorded_on_a_phone_in_as_many_taps_as_the_page_says(
    browse: Any, made: Any, javascript: bool
) -> None:
    page = browse.page("/today", width=PHONE, person=person(), javascript=javascript)
    hand = Hand(page)
    recorded_by(hand, "Slept badly. Practised breathing.")
    check_recorded(made, "Slept badly. Practised breathing.")
    stated = dict(re.findall(r"\| (taps|screens) \| (\d+) \|", COUNTS.read_text(encoding="utf-8")))
    assert hand.taps <= int(stated["taps"])
    # Today, the form, and Today again: the last is where one already was.
    assert hand.screens - 1 <= int(stated["screens"])
    browser.no_horizontal_scroll(page)


def test_a_session_is_recorded_by_keyboard_alone(browse: Any, made: Any) -> None:
    page = browse.page(f"/appointments/{made.pk}/record", person=person())
    keyboard = page.keyboard
    page.locator("#id_code").focus()
    keyboard.press("Space")
    page.locator("#id_note").focus()
    keyboard.type("Typed by keyboard")
    keyboard.press("Tab")
    page.get_by_role("button", name="Save the record").focus()
    keyboard.press("Enter")
    page.wait_for_url("**/today")
    made.refresh_from_db()
    assert made.state == "attended_on_time"
    assert models.ClinicalNote.objects.get().words == "Typed by keyboard"


def test_what_is_typed_in_a_tunnel_is_kept_unreadably_and_saved_later(browse: Any, made: Any) -> None:
    browse.watch.allow("ERR_INTERNET_DISCONNECTED")
    context = browse.context(width=PHONE, person=person())
    page = context.new_page()
    page.goto(f"/appointments/{made.pk}/record")
    context.set_offline(True)
    page.fill("#id_note", "Typed under the river")
    page.wait_for_selector("[data-saving-state]:has-text('kept on this device')")
    kept = page.evaluate("() => Object.entries(localStorage).filter(([name]) => name.startsWith('tc-draft:'))")
    assert len(kept) == 1
    assert "river" not in str(kept)
    context.set_offline(False)
    page.wait_for_selector("[data-saving-state]:has-text('Saved at')")
    assert models.SessionDraft.objects.get().content["note"] == ["Typed under the river"]
    again = context.new_page()
    again.goto(f"/appointments/{made.pk}/record")
    assert again.input_value("#id_note") == "Typed under the river"


def test_the_state_of_saving_and_the_button_are_always_in_sight(browse: Any, made: Any) -> None:
    page = browse.page(f"/appointments/{made.pk}/record", width=PHONE, person=person())
    page.fill("#id_note", "x")
    page.wait_for_selector("[data-saving-state]:has-text('Saved at')")
    page.evaluate("window.scrollTo(0, 300)")
    for target in (page.locator("[data-saving-state]"), page.get_by_role("button", name="Save the record")):
        box = target.bounding_box()
        assert 0 <= box["y"] <= 900 - box["height"]


def test_every_state_of_the_record_form_is_sound(browse: Any, made: Any) -> None:
    page = browse.page(f"/appointments/{made.pk}/record", person=person())
    browser.sound_page(page)
    picture(page, "record")
    browse.watch.allow("422")
    page.get_by_text("Flag a concern").click()
    page.fill("#id_concern_words", "Worried about tonight")
    page.get_by_label("It did not take place for another reason").check()
    page.get_by_role("button", name="Save the record").click()
    page.wait_for_selector(".govuk-error-summary")
    browser.sound_page(page)
    picture(page, "record-refused")


def lived_in(made: Any) -> Any:
    """A case with a record, a flag, one to record, one ahead, and a worker out alone; gives the one to record."""
    cast, row = make.people(), made.referral
    other = make.booked(row, SOON - timedelta(days=1), at=NOW)
    record = make.record(
        "attended_late",
        minutes_late=10,
        why="Bus",
        note="Clinical words",
        activities=("coping",),
        flags=(Flag("concern", frozenset({"referrer", "lead"}), "Nowhere to sleep tonight"),),
    )
    actions.record_session(appointment_id=made.pk, record=record, by=cast.worker, at=AFTER)
    make.booked(row, SOON + timedelta(days=2), at=AFTER)
    visit = {"where": "7 Example Court", "expected_end": AFTER + timedelta(hours=1)}
    actions.start_visit(**visit, buddy_id=cast.second_worker.person_id, by=cast.worker, at=AFTER)
    return other


def test_every_page_about_appointments_is_sound(browse: Any, made: Any) -> None:
    other, row = lived_in(made), made.referral
    addresses = {
        "today": "/today",
        "week": "/week",
        "case": f"/referrals/{row.pk}/appointments",
        "appointment": f"/appointments/{made.pk}",
        "amend": f"/appointments/{made.pk}/amend",
        "book": f"/referrals/{row.pk}/appointments/book",
        "move": f"/appointments/{other.pk}/move",
        "cancel": f"/appointments/{other.pk}/cancel",
        "notes": f"/referrals/{row.pk}/notes",
        "contact": f"/referrals/{row.pk}/contact",
        "visits": "/lone-visits",
        "calendar": "/calendar",
    }
    page = browse.page(person=person())
    for name, address in addresses.items():
        page.goto(address)
        browser.axe(page)
        browser.no_horizontal_scroll(page)
        picture(page, name)
    for name in ("today", "appointment", "book"):
        page.goto(addresses[name])
        browser.keyboard_reaches(page)


def test_the_referrer_reads_at_once_what_they_are_told(browse: Any, made: Any) -> None:
    record = make.record(
        note="Clinical words",
        told="Ring before you visit.",
        flags=(Flag("concern", frozenset({"referrer"}), "Nowhere to sleep tonight"),),
    )
    actions.record_session(appointment_id=made.pk, record=record, by=make.people().worker, at=AFTER)
    page = browse.page("/", person=person("referrer"))
    page.get_by_role("link", name=re.compile("Read the concern that was raised")).click()
    page.get_by_text("Ring before you visit.").wait_for()
    assert page.get_by_text("Clinical words").count() == 0
    picture(page, "referrer")
    page.get_by_role("button", name="I have read this").click()
    page.wait_for_selector("text=Marked as read")
    browser.axe(page)
