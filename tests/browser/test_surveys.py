"""Participants' pages in a real browser: Romanian on a phone without JavaScript, Arabic from right to left."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.support import browser
from tests.support.desk import PATIENCE
from tests.support.world import person
from tests.voice.feedback import people
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import Waiting

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 320


@pytest.fixture
def codes(settings: Any, tmp_path: Any) -> list[str]:
    """Codes of an open survey in three languages, made of shipped questions."""
    settings.DEMO = True
    settings.FEEDBACK_FOLDER = tmp_path / "feedback"
    at = timezone.now() - timedelta(hours=1)
    worker, lead = people.worker(), people.lead()
    actions.take_shipped_questions(by=worker, at=at)
    row = actions.start_survey(title="Spring", audience="people", mode="anonymous", by=worker, at=at)
    row = actions.change_draft(
        version_id=row.pk, version=1, questions=["treated", "helps", "missed", "change"], languages=["en", "ro", "ar"],
        by=worker, at=at,
    )  # fmt: skip
    row = actions.submit(version_id=row.pk, version=row.version, by=worker, at=at)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead, at=at)
    actions.open_version(version_id=row.pk, version=row.version, by=worker, at=at)
    made = actions.make_batch(version_id=row.pk, kind="cards", size=12, area="camden", by=worker, at=at)
    return list(made.codes)


def press(page: Any, name: str) -> None:
    browser.leave_by(page, f"button[name=go][value={name}]")


def test_somebody_answers_in_romanian_on_a_phone_without_javascript(browse, codes):
    browse.watch.allow("422")
    page = browse.page("/say/?lang=ro", width=PHONE, javascript=False)
    browser.no_horizontal_scroll(page)
    page.fill("#code", codes[0].lower())
    browser.leave_by(page, "text=Mai departe")
    assert page.inner_text("h1") == "Înainte de a începe"
    browser.no_horizontal_scroll(page)
    press(page, "next")
    assert page.inner_text("h1") == "Cum se poartă cu dumneavoastră oamenii care vă ajută?"
    assert page.locator("button[name=go][value=help]").bounding_box()["height"] < 60, "it stands on one line"
    press(page, "next")
    assert "Alegeți un răspuns" in page.inner_text(".say-problem")
    page.check("#answer-4")
    press(page, "next")
    page.check("#answer-1")
    page.check("#answer-3")
    press(page, "next")
    page.fill("#text", "2")
    press(page, "next")
    page.fill("#text", "Să aștept mai puțin 🙂")
    page.keyboard.press("Tab")
    press(page, "back")
    assert page.input_value("#text") == "2"
    press(page, "next")
    assert page.input_value("#text") == "Să aștept mai puțin 🙂"
    press(page, "next")
    assert page.inner_text("h1") == "Gata de trimis?"
    press(page, "next")
    assert page.inner_text("h1") == "Vă mulțumim"
    assert page.context.cookies() == []
    assert Waiting.objects.count() == 1


def test_every_page_is_sound_in_arabic_from_right_to_left(browse, codes):
    page = browse.page("/say/?lang=ar", width=PHONE)
    browser.sound_page(page)
    page.fill("#code", codes[1])
    browser.leave_by(page, "button[type=submit]")
    browser.until(page, "getComputedStyle(document.documentElement).direction === 'rtl'")
    browser.sound_page(page)
    press(page, "next")
    browser.sound_page(page)
    option = page.locator(".say-option").first.bounding_box()
    box = page.locator(".say-option input").first.bounding_box()
    assert box["x"] > option["x"] + option["width"] / 2, "the circle stands at the right, where reading begins"
    assert option["height"] >= 44
    press(page, "skip")
    browser.axe(page)
    press(page, "skip")
    press(page, "skip")
    page.fill("#text", "أريد أن أموت")
    press(page, "next")
    assert page.inner_text("h1") == "هل أنت بأمان؟"
    browser.axe(page)
    press(page, "on")
    browser.axe(page)
    press(page, "help")
    browser.sound_page(page)


def test_the_back_button_of_the_browser_loses_nothing(browse, codes):
    page = browse.page("/say/")
    page.fill("#code", codes[2])
    browser.leave_by(page, "text=Go on")
    press(page, "next")
    page.check("#answer-2")
    press(page, "next")
    page.check("#answer-1")
    press(page, "next")
    page.go_back()
    assert page.is_checked("#answer-1")
    press(page, "next")
    assert "How many times" in page.inner_text("h1")


def test_a_code_behind_the_hash_is_put_in_and_taken_off_the_address(browse, codes):
    page = browse.page(f"/say/#{codes[3]}")
    assert page.input_value("#code").replace(" ", "") == codes[3]
    assert "#" not in page.url


def test_the_screens_of_those_who_run_surveys_are_sound(browse, codes):
    from throughcare.voice.feedback.models import SurveyVersion

    row = SurveyVersion.objects.get()
    somebody = person("engagement_worker", name="engagement.worker", **people.HOME)
    page = browse.page("/voice/surveys/", person=somebody)
    browser.sound_page(page)
    for address in (f"/voice/surveys/{row.pk}", f"/voice/surveys/{row.pk}/codes", "/voice/questions/", "/voice/paper"):
        page.goto(address)
        browser.axe(page)
        browser.no_horizontal_scroll(page)


VOICES = """() => {
  window.heard = [];
  const speech = { speaking: false, addEventListener: () => {}, getVoices: () => [
      { lang: "ro-RO", name: "Ro", localService: true }, { lang: "en-GB", name: "Far away", localService: false }],
    cancel: () => {}, speak: (one) => window.heard.push([one.lang, one.text]) };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = function Said(text) { this.text = text; };
}"""


def test_a_page_is_read_aloud_where_the_browser_has_a_voice_for_its_language(browse, codes):
    page = browse.page(width=PHONE)
    page.set_default_timeout(PATIENCE)
    page.add_init_script(f"({VOICES})()")
    page.goto("/say/?lang=ro")
    page.fill("#code", codes[4])
    browser.leave_by(page, "text=Mai departe")
    page.click("[data-hear]")
    ((language, said),) = page.evaluate("window.heard")
    assert language == "ro"
    assert "Înainte de a începe" in said
    assert "licența" in said.lower() or "supraveghe" in said.lower(), "what it does not affect is read too"
    page.goto("/say/?lang=en")
    assert not page.locator("[data-hear]").first.is_visible(), "no button where only a voice far away could be heard"


def test_one_press_leaves_the_page_for_another_with_and_without_javascript(browse, codes):
    for javascript in (True, False):
        page = browse.page(width=PHONE, javascript=javascript)
        page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
        page.goto("/say/")
        page.fill("#code", codes[5])
        browser.leave_by(page, "text=Go on")
        page.click(".govuk-exit-this-page__button")
        page.wait_for_url("https://www.bbc.co.uk/weather")


def at_the_first_question(page: Any, code: str, *, way: str) -> None:
    page.goto(f"/say/?way={way}")
    page.fill("#code", code)
    browser.leave_by(page, "text=Go on")
    press(page, "next")


def test_a_shared_tablet_clears_itself_and_what_was_on_it_opens_nothing(browse, codes):
    page = browse.page(width=PHONE)
    page.clock.install()
    at_the_first_question(page, codes[6], way="tablet")
    page.check("#answer-2")
    page.clock.run_for(170_000)
    page.locator("h1").click()
    page.clock.run_for(170_000)
    assert page.is_checked("#answer-2"), "a touch starts the time anew"
    ticket = page.input_value("[name=ticket] >> nth=0")
    with page.expect_request("**/say/clear"), page.expect_navigation():
        page.clock.run_for(11_000)
    assert "The screen is clear" in page.inner_text("main")
    assert page.input_value("#code") == ""
    form = {"ticket": ticket, "at": "treated", "go": "here", "way": "tablet"}
    end = time.monotonic() + PATIENCE / 1000
    while "Type your code again" not in page.request.post("/say/go", form=form).text():
        assert time.monotonic() < end, "the page that was left still opens"


def test_a_tablet_without_javascript_is_told_to_clear_itself(browse, codes):
    page = browse.page(javascript=False)
    at_the_first_question(page, codes[7], way="tablet")
    where = page.locator("meta[http-equiv=refresh]").get_attribute("content")
    seconds, _, address = where.partition(";url=")
    assert int(seconds) == 180
    page.goto(address)
    assert "The screen is clear" in page.inner_text("main")


def test_a_lost_connection_is_told_and_loses_nothing(browse, codes):
    page = browse.page(width=PHONE)
    at_the_first_question(page, codes[8], way="phone")
    for _ in range(3):
        press(page, "skip")
    page.fill("#text", "Typed in a tunnel 🙂")
    page.context.set_offline(True)
    page.click("button[name=go][value=next]")
    page.wait_for_selector("text=You are not online right now. What you wrote is still here.")
    browser.no_horizontal_scroll(page)
    assert page.input_value("#text") == "Typed in a tunnel 🙂"
    page.context.set_offline(False)
    page.wait_for_selector("[data-offline]", state="hidden")
    press(page, "next")
    assert page.inner_text("h1") == "Ready to send?"
    press(page, "next")
    assert page.inner_text("h1") == "Thank you"
    assert Waiting.objects.count() == 1


def test_a_lost_connection_without_javascript_loses_nothing(browse, codes):
    browse.watch.allow("ERR_INTERNET_DISCONNECTED")
    page = browse.page(width=PHONE, javascript=False)
    at_the_first_question(page, codes[9], way="phone")
    for _ in range(3):
        press(page, "skip")
    page.fill("#text", "Typed in a tunnel 🙂")
    page.context.set_offline(True)
    page.click("button[name=go][value=next]")
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    # The browser's own page says that there is no connection; its way to try again sends what was typed once more.
    page.reload()
    assert page.inner_text("h1") == "Ready to send?"
    press(page, "back")
    assert page.input_value("#text") == "Typed in a tunnel 🙂"


def test_somebody_is_helped_by_a_peer_researcher_from_the_list_of_surveys_to_the_stored_answer(browse, codes):
    peer = person("peer_researcher", name="peer.researcher", **people.HOME)
    people.trained(people.viewer("peer_researcher", name="peer.researcher", **people.HOME), at=timezone.now())
    page = browse.page("/voice/surveys/", person=peer, width=PHONE)
    page.set_default_timeout(PATIENCE)
    browser.leave_by(page, "text=Help somebody answer")
    cookies = page.context.cookies()
    page.fill("#code", codes[10])
    browser.leave_by(page, "text=Go on")
    browser.sound_page(page)
    press(page, "next")
    page.check("#answer-5")
    for _ in range(4):
        press(page, "next" if page.locator("#answer-5:checked").count() else "skip")
    press(page, "next")
    assert page.inner_text("h1") == "Thank you"
    assert page.context.cookies() == cookies, "answering leaves nothing in the session of whoever helps"
    browser.leave_by(page, "text=Clear the screen")
    assert "way=helped" in page.url
    assert "The next person can start" in page.inner_text("main")
    assert Waiting.objects.count() == 1
