"""Referrals in a real browser: every page sound, one written without JavaScript, and the keys and screens it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.support.browser import html, sound_page, valid_html
from tests.support.referrals import PROVIDER, SENT, cast, referral, service_user
from tests.support.world import person
from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Consultation, Referral
from throughcare.delivery.referrals.rules.advising import Advice
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db(transaction=True)
NOW = SENT + timedelta(days=1)
PROBATION = {"at": "london_probation", "kind": "probation", "area": "london"}


@pytest.fixture(autouse=True)
def _demo(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOW)


def somebody(who: str) -> Any:
    """A person of the cast, to sign in as."""
    cast()
    provider = {"at": PROVIDER["mental_health"], "kind": "provider"}
    if who == "referrer":
        return person("probation_practitioner", name="referrer", **PROBATION)
    if who == "commissioner":
        return person("contract_manager", name="counts")
    role = {"lead": "service_lead", "worker": "service_practitioner", "admin": "service_administrator"}[who]
    return person(role, name=f"mental_health.{who}", **provider)


@action
def number(*, service_user_id: int, by: None, at: Any) -> None:
    """Gives somebody a CRN."""
    from throughcare.delivery.people.models import Identifier

    Identifier(service_user_id=service_user_id, kind="crn", value="X123456").save()
    event("service_user.identifier_added", subject=("service_user", service_user_id), by=by, at=at)


class Counted:
    """Drives a page and counts: keys typed, controls pressed, screens seen."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys, self.presses, self.screens = page, 0, 0, 1

    def type(self, name: str, text: str) -> None:
        """Types into a field."""
        self.keys += len(text)
        self.page.locator(f"[name='{name}']").fill(text)

    def choose(self, name: str, value: str) -> None:
        """Chooses one of several."""
        self.presses += 1
        self.page.locator(f"[name='{name}'][value='{value}']").check()

    def press(self, text: str) -> None:
        """Presses a button, which leads to another screen."""
        self.presses += 1
        self.screens += 1
        # A form whose text is still being saved is sent a moment later.
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=text, exact=True).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_referral_takes_six_screens_and_few_keys(browse: Any, javascript: bool) -> None:
    someone = service_user()
    number(service_user_id=someone.pk, by=None, at=SENT)
    page = browse.page(reverse("refer"), person=somebody("referrer"), javascript=javascript)
    it = Counted(page)
    it.type("crn", "x123456")
    it.choose("service", "mental_health")
    it.press("Start the referral")
    it.choose("crisis", "no")
    it.press("Continue")
    for name, value in (("q_presenting", "depression_anxiety"), ("q_uses_iom_service", "yes"), ("q_gp", "registered")):
        it.choose(name, value)
    it.press("Continue")
    for name, value in (("needs", "coping"), ("linked_to_offending", "yes"), ("linked_to_harm", "no")):
        it.choose(name, value)
    it.type("reason", "Sleeps badly since release.")
    it.press("Continue")
    it.choose("place", "community")
    it.press("Continue")
    assert "This fits the service" in html(page)
    it.press("Send the referral")
    assert "acknowledge it" in html(page)
    assert Referral.objects.get().state == "submitted"
    assert (it.screens, it.presses, it.keys) == (7, 15, 34)


def test_a_consultation_takes_one_screen(browse: Any) -> None:
    row = referral("allocated")
    page = browse.page(f"{reverse('log_consultation')}?referral={row.pk}", person=somebody("worker"))
    it = Counted(page)
    it.choose("topics", "approach")
    it.type("minutes", "20")
    it.choose("outcome", "advice")
    it.press("Save")
    found = Consultation.objects.get()
    assert (found.minutes, found.asker_id) == (20, row.referrer_id)
    assert (it.screens, it.presses, it.keys) == (2, 3, 2)


def test_one_button_copies_the_text_for_another_case_system(browse: Any) -> None:
    row = referral("allocated")
    context = browse.context(person=somebody("referrer"))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(reverse("referral", args=[row.pk]))
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("Copied.", exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert row.reference in copied
    assert copied.strip() == page.request.get(reverse("referral_text", args=[row.pk])).text().strip()


def test_what_is_typed_is_kept_when_the_page_is_left(browse: Any) -> None:
    row, people = referral("draft"), cast()
    actions.answer_crisis(referral_id=row.pk, is_crisis=False, by=people.referrer, at=SENT)
    page = browse.page(reverse("write_referral", args=[row.pk, "need"]), person=somebody("referrer"))
    page.locator("[name='reason']").fill("'; DROP TABLE referrals; -- she says \u202e42 🙂")
    page.get_by_text("Saved at").wait_for()
    page.goto(reverse("write_referral", args=[row.pk, "need"]))
    assert page.locator("[name='reason']").input_value().startswith("'; DROP TABLE")


def test_every_page_is_sound(browse: Any) -> None:
    people = cast()
    draft, case, waiting = referral("draft"), referral("allocated"), referral("waiting")
    actions.answer_crisis(referral_id=draft.pk, is_crisis=False, by=people.referrer, at=SENT)
    advice = Advice(("approach",), 20, "Short meetings.", "advice")
    asked = actions.log_consultation(
        service="mental_health",
        advice=advice,
        asker_id=people.referrer.person_id,
        asker_organisation="london_probation",
        by=people.worker,
        at=SENT,
    )
    referral("submitted")
    pages = {
        "referrer": [
            *("refer", "referrals", "consultations", "ask_consultation"),
            *((("write_referral", draft.pk, step)) for step in ("crisis", "eligibility", "need", "safety", "check")),
            *(("in_crisis", draft.pk), ("referral", case.pk), ("rate_consultation", asked.pk)),
        ],
        "lead": [
            *("inbox", "waiting", "caseload", "cover"),
            *(("referral", case.pk), ("offer_transfer", case.pk), ("change_worker", case.pk)),
            *(("referral_step", waiting.pk, "worker_allocated"), ("referral_step", case.pk, "case_paused")),
        ],
        "worker": [("referral", case.pk), ("record_outreach", case.pk), ("consultation", asked.pk), "log_consultation"],
        "commissioner": ["delivery_counts"],
    }
    for who, found in pages.items():
        context = browse.context(person=somebody(who))
        page = context.new_page()
        for one in found:
            name, *args = one if isinstance(one, tuple) else (one,)
            page.goto(reverse(name, args=args))
            valid_html(html(page))
            sound_page(page)
    public = browse.page(reverse("service", args=["mental_health"]))
    sound_page(public)
