"""Casework in a real browser: a questionnaire on a small phone without scripts, and every page of a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import browser
from tests.support.casework import LETTER, filled_in, in_delivery
from tests.support.referrals import cast
from throughcare.delivery.casework import actions, models
from throughcare.foundation.organisations.models import Person


@pytest.fixture(autouse=True)
def _demo(transactional_db, settings):
    settings.DEMO = True


@pytest.fixture
def row():
    return in_delivery(held=2)


def person(viewer):
    return Person.objects.get(pk=viewer.person_id)


def small_and_valid(phone):
    """What can be tried without scripts; axe, which is one, looks at the same pages below."""
    browser.valid_html(browser.html(phone))
    wide = phone.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 320, wide


def test_a_questionnaire_on_a_phone_without_scripts_clears_itself(browse, row):
    made = actions.hand_out(
        referral_id=row.pk,
        chosen=["phq9"],
        occasion="first",
        mode="own_phone",
        lasts="hour",
        by=cast().worker,
        at=timezone.now(),
    )
    phone = browse.page(f"/answer/with/{made.code}", width=320, javascript=False)
    small_and_valid(phone)
    browser.leave_by(phone, "button:has-text('Start')")
    small_and_valid(phone)
    assert "Sample" not in browser.html(phone)
    for number in range(1, 10):
        assert f"Question {number} of 9" in phone.inner_text("main")
        if number == 4:
            browser.leave_by(phone, "button:has-text('Skip')")
            continue
        phone.check(f"input[name=answer][value='{1 if number == 9 else 2}']")
        browser.leave_by(phone, "button:has-text('Next')")
    small_and_valid(phone)
    assert "left out 1 question" in phone.inner_text("main")
    browser.leave_by(phone, "a:has-text('Question 4')")
    assert "116 123" in phone.inner_text("main")
    small_and_valid(phone)
    phone.check("input[name=answer][value='0']")
    browser.leave_by(phone, "button:has-text('Next')")
    phone.goto("/answer/check")
    browser.leave_by(phone, "button:has-text('Finish')")
    small_and_valid(phone)
    assert models.RiskPrompt.objects.get().state == "unanswered"
    assert models.Questionnaire.objects.get().state == "finished"
    browse.watch.allow("404")
    phone.goto("/answer/question/1")
    assert "No questions are open here" in phone.inner_text("main")


def test_the_pages_of_answering_are_sound(browse, row):
    made = actions.hand_out(
        referral_id=row.pk,
        chosen=["gad7"],
        occasion="first",
        mode="own_phone",
        lasts="hour",
        by=cast().worker,
        at=timezone.now(),
    )
    page = browse.page(f"/answer/with/{made.code}", width=320)
    browser.sound_page(page)
    page.reload()
    browser.leave_by(page, "main button:has-text('Start')")
    page.wait_for_selector("input[name=answer]")
    browser.sound_page(page)


def test_the_pages_of_a_case_are_sound(browse, row):
    worker = cast().worker
    now = timezone.now()
    for value, occasion, days in ((2, "first", 20), (0, "last", 0)):
        filled_in(row, "phq9", value, occasion=occasion, at=now - timedelta(days=days))
    onward = actions.start_onward(referral_id=row.pk, route="cmht", addressee="Example CMHT", by=worker, at=now)
    letter = {**LETTER, "sent_on": now.date(), "chase_on": now.date() + timedelta(days=14)}
    actions.save_onward(onward_id=onward.pk, given=letter, by=worker, at=now)
    plan = models.Plan.objects.get()
    prompt = models.RiskPrompt.objects.get()
    page = browse.page(person=person(worker))
    for address in (
        f"/cases/{row.pk}",
        f"/cases/{row.pk}/measures",
        f"/cases/{row.pk}/measures/ask",
        f"/risk/{prompt.pk}",
        f"/plans/{plan.pk}",
        f"/onward/{onward.pk}/write",
        f"/assessments/{models.Assessment.objects.get().pk}",
        "/instruments/core10",
    ):
        page.goto(address)
        browser.sound_page(page)


def test_a_risk_answer_is_kept_as_it_is_typed(browse, row):
    browse.watch.allow("422")
    filled_in(row, "phq9", 1, at=timezone.now())
    prompt = models.RiskPrompt.objects.get()
    page = browse.page(f"/risk/{prompt.pk}", person=person(cast().worker))
    page.fill("#id_asked", "Plans, means, a time in mind")
    page.wait_for_selector("[data-saving-state]:has-text('Saved at')", timeout=8000)
    prompt.refresh_from_db()
    assert prompt.asked == "Plans, means, a time in mind"
    browser.leave_by(page, "button:has-text('Worked through')")
    page.wait_for_selector(".govuk-error-summary")
    assert "Write what the person said." in page.inner_text("main")
    browser.axe(page)
