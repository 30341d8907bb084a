"""Nothing typed is ever lost: saving as typed, a lost connection, two windows, time-out, sign-out."""

from __future__ import annotations

import pytest

from tests.browser import drafting_site
from tests.browser.drafting_site import STORE
from tests.support import browser

STATE = "[data-saving-state]"
KEPT = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('tc-draft:'))"


@pytest.fixture(autouse=True)
def _site(settings, transactional_db):
    settings.ROOT_URLCONF = "tests.browser.drafting_site"
    settings.DEMO = True
    drafting_site.reset()


@pytest.fixture
def person(django_user_model, transactional_db):
    return django_user_model.objects.create(email="author@example.test", name="Author Synthetic")


@pytest.fixture
def window(browse, person):
    return browse.context(person=person)


@pytest.fixture
def draft(window):
    page = window.new_page()
    page.goto("/draft/")
    return page


def says(page, text):
    page.wait_for_selector(f"{STATE}:has-text('{text}')", timeout=8000)


def eventually(page, holds):
    for _ in range(80):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about within 8 seconds")


def test_what_is_typed_is_saved_and_said(draft):
    draft.evaluate("document.addEventListener('throughcare:saved', (event) => { window.heard = event.detail; })")
    draft.fill("#id_title", "A title 🙂 שלום")
    says(draft, "Saved at 14:05")
    assert draft.evaluate("window.heard") == {"saved": True, "version": 2, "at": "14:05"}
    assert STORE["fields"]["title"] == "A title 🙂 שלום"
    assert STORE["changed"] == ["title"]
    assert draft.evaluate(KEPT) == []
    assert draft.input_value("[name=version]") == "2"
    browser.axe(draft)


def test_keys_in_one_breath_are_one_save(draft):
    draft.locator("#id_title").press_sequentially("twelve marks", delay=20)
    says(draft, "Saved at")
    assert STORE["saves"] == 1


def test_a_lost_connection_keeps_an_unreadable_copy_and_saves_it_later(browse, window, draft):
    browse.watch.allow("ERR_INTERNET_DISCONNECTED")
    window.set_offline(True)
    draft.fill("#id_title", "Typed in a tunnel")
    says(draft, "Not saved: kept on this device")
    kept = draft.evaluate(KEPT)
    assert len(kept) == 1
    assert "tunnel" not in kept[0][1]
    assert "author" not in kept[0][0]
    window.set_offline(False)
    says(draft, "Saved at 14:05")
    assert STORE["fields"]["title"] == "Typed in a tunnel"
    assert draft.evaluate(KEPT) == []


def test_a_reload_with_the_server_down_brings_the_text_back(browse, draft):
    browse.watch.allow("503")
    draft.on("dialog", lambda dialog: dialog.accept())
    STORE["answer"] = 503
    draft.fill("#id_title", "Before the reload")
    draft.fill("#id_signed-day", "11")
    draft.check("#id_tick")
    says(draft, "Not saved: kept on this device")
    draft.reload()
    says(draft, "put back")
    assert draft.input_value("#id_title") == "Before the reload"
    assert draft.input_value("#id_signed-day") == "11"
    assert draft.is_checked("#id_tick")
    STORE["answer"] = None
    says(draft, "Saved at 14:05")
    assert STORE["fields"]["title"] == "Before the reload"


def test_a_closed_window_leaves_its_text_to_the_next(browse, window, draft):
    browse.watch.allow("503")
    STORE["answer"] = 503
    draft.fill("#id_title", "From a closed window")
    says(draft, "kept on this device")
    draft.close(run_before_unload=False)
    STORE["answer"] = None
    page = window.new_page()
    page.goto("/draft/")
    eventually(page, lambda: STORE["fields"]["title"] == "From a closed window" and page.evaluate(KEPT) == [])
    assert page.input_value("#id_title") == "From a closed window"


def test_what_arrived_in_the_meantime_is_no_conflict_where_it_is_the_same_text(browse, window, draft):
    browse.watch.allow("409|503")
    STORE["answer"] = 503
    draft.fill("#id_title", "Sent while leaving")
    says(draft, "kept on this device")
    STORE.update(answer=None, version=2, fields={"title": "Sent while leaving", "reason": "", "tick": ""})
    draft.evaluate("window.dispatchEvent(new Event('focus'))")
    says(draft, "Saved at 14:05")
    assert not draft.locator("[data-conflict]").is_visible()
    assert draft.evaluate(KEPT) == []
    assert STORE["version"] == 3


def test_two_windows_do_not_take_each_others_text(browse, window, draft):
    browse.watch.allow("503")
    STORE["answer"] = 503
    draft.fill("#id_title", "First window")
    says(draft, "kept on this device")
    second = window.new_page()
    second.goto("/draft/")
    second.wait_for_timeout(500)
    assert second.input_value("#id_title") == ""
    assert len(second.evaluate(KEPT)) == 1


@pytest.mark.parametrize(("choice", "title"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_a_conflict_shows_both_and_lets_the_person_choose(browse, draft, choice, title):
    browse.watch.allow("409")
    STORE.update(version=5, fields={"title": "Theirs", "reason": "", "tick": ""})
    draft.fill("#id_title", "Mine")
    draft.wait_for_selector("text=Somebody saved at 14:00.")
    sides = draft.locator(".tc-conflict__side").all_inner_texts()
    assert [side.split() for side in sides] == [["Yours", "Mine"], ["Theirs", "Theirs"]]
    browser.axe(draft)
    draft.click(f"button:has-text('{choice}')")
    browser.until(draft, f"document.querySelector('#id_title')?.value === '{title}'")
    draft.fill("#id_reason", "After the choice")
    eventually(draft, lambda: STORE["fields"]["reason"])
    assert STORE["fields"] == {"title": title, "reason": "After the choice", "tick": ""}


def test_taking_theirs_where_it_is_given_by_label_opens_their_version(browse, draft):
    browse.watch.allow("409")
    STORE.update(by_label=True, version=5, fields={"title": "Theirs", "reason": "", "tick": ""})
    draft.fill("#id_title", "Mine")
    draft.wait_for_selector("text=Title of the paper: Theirs")
    draft.click("button:has-text('Take theirs')")
    browser.until(draft, "document.querySelector('#id_title')?.value === 'Theirs'")
    assert draft.evaluate(KEPT) == []
    assert draft.input_value("[name=version]") == "5"


def test_a_time_out_keeps_the_text_until_the_person_is_back(browse, window, draft, person):
    browse.watch.allow("401")
    cookies = window.cookies()
    window.clear_cookies(name="sessionid")
    draft.fill("#id_title", "Typed after the time-out")
    says(draft, "you have been signed out")
    assert len(draft.evaluate(KEPT)) == 1
    window.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    draft.evaluate("window.dispatchEvent(new Event('focus'))")
    says(draft, "Saved at 14:05")
    assert STORE["fields"]["title"] == "Typed after the time-out"


def test_a_refused_field_is_named_and_kept(browse, draft):
    browse.watch.allow("422")
    draft.fill("#id_reason", "x" * 60)
    says(draft, "Reason (optional): The text is over the limit of 50. Your text is kept on this device.")
    assert STORE["saves"] == 0


def test_the_button_waits_for_what_is_under_way_and_sends_once(draft):
    draft.fill("#id_title", "Sent at once")
    draft.dblclick("button:has-text('Save and continue')")
    draft.wait_for_url("**/done/")
    assert STORE["submitted"] == 1
    assert STORE["fields"]["title"] == "Sent at once"
    assert draft.evaluate(KEPT) == []


def test_leaving_with_unsaved_text_asks_first(browse, draft):
    browse.watch.allow("503")
    STORE["answer"] = 503
    asked = []
    draft.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    draft.fill("#id_title", "Not saved")
    says(draft, "Not saved")
    draft.close(run_before_unload=True)
    draft.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_signing_out_says_what_is_lost_and_clears_it(browse, window, draft):
    browse.watch.allow("503")
    STORE["answer"] = 503
    draft.fill("#id_title", "Left behind")
    says(draft, "kept on this device")
    leaving = window.new_page()
    leaving.goto("/accounts/logout/")
    assert leaving.inner_text("[data-unsaved]").startswith("Text in one form was typed on this device")
    browser.axe(leaving)
    browser.leave_by(leaving, "main button:has-text('Sign out')")
    leaving.wait_for_url(lambda url: "logout" not in url)
    assert leaving.evaluate(KEPT) == []


def test_somebody_else_on_this_device_cannot_read_it(browse, window, draft, django_user_model):
    browse.watch.allow("503")
    STORE["answer"] = 503
    draft.fill("#id_title", "Mine alone")
    says(draft, "kept on this device")
    other = django_user_model.objects.create(email="other@example.test", name="Other Synthetic")
    key = "() => document.querySelector('meta[name=draft-key]').content"
    theirs = browse.page("/draft/", person=other)
    assert theirs.evaluate(key) != draft.evaluate(key)


def test_without_javascript_the_button_saves_everything(browse, person):
    page = browse.page("/draft/", person=person, javascript=False)
    page.fill("#id_title", "By the button")
    browser.leave_by(page, "text=Save and continue")
    page.wait_for_url("**/done/")
    assert STORE["fields"]["title"] == "By the button"
