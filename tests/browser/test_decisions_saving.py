"""Drafting a decision loses no word: saved as typed, offline, two windows, time-out, sign-out; findings follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support import browser
from tests.support.papers import sound_paper
from tests.support.world import person, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.models import Decision

AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
KEPT = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('tc-draft:'))"


@pytest.fixture(autouse=True)
def _demo(transactional_db, settings):
    settings.DEMO = True


@pytest.fixture
def row():
    return actions.start_paper(paper=replace(sound_paper(), signed=None), by=viewer(), at=AT)


@pytest.fixture
def window(browse):
    return browse.context(person=person())


@pytest.fixture
def draft(window, row):
    page = window.new_page()
    page.goto(f"/papers/{row.pk}/edit/summary")
    return page


def says(page, text):
    page.wait_for_selector(f"[data-saving-state]:has-text('{text}')", timeout=8000)


def summary(row):
    return "\n\n".join(one.text for one in paper_of(Decision.objects.get(pk=row.pk)).summary)


def test_what_is_typed_is_saved_without_a_button(draft, row):
    draft.fill("#id_summary", "First line.\n\nSecond \U0001f642 \u05e9\u05dc\u05d5\u05dd.")
    says(draft, "Saved at")
    assert summary(row) == "First line.\n\nSecond \U0001f642 \u05e9\u05dc\u05d5\u05dd."
    assert draft.evaluate(KEPT) == []


def test_findings_come_and_go_while_typing(window, row):
    page = window.new_page()
    page.goto(f"/papers/{row.pk}/edit/table")
    assert "Nothing to mend" in page.inner_text("[data-findings-list]")
    page.fill("[name='funding-1-1']", "210,000")
    page.wait_for_selector("[data-findings-list] .tc-note--error:has-text('\u00a310,000 too much')")
    note = page.locator("[data-findings-list] .tc-note--error").first
    assert note.locator(".govuk-tag").inner_text() == "Error"
    assert "funded \u00a3330,000, planned \u00a3320,000" in note.inner_text()
    as_typed = page.inner_text("[data-findings-list]")
    doubted = page.locator(".tc-doubt:visible").all_inner_texts()
    assert "In doubt: YEAR, BRIDGE" in doubted
    browser.axe(page)
    page.reload()
    assert page.locator(".tc-doubt:visible").all_inner_texts() == doubted
    assert page.inner_text("[data-findings-list]") == as_typed
    page.fill("[name='funding-1-1']", "200,000")
    page.wait_for_selector("[data-findings-list]:has-text('Nothing to mend in this step')")
    assert page.locator(".tc-doubt:visible").count() == 0


def test_a_blank_first_step_is_saved_before_it_is_complete(browse):
    page = browse.page("/papers/start", person=person())
    browser.leave_by(page, "main button:has-text('Start now')")
    page.fill("#id_title", "Only a title so far")
    says(page, "Saved at")
    assert Decision.objects.get().title == "Only a title so far"


def test_a_lost_connection_keeps_the_text_encrypted_and_a_reload_brings_it_back(browse, window, draft, row):
    browse.watch.allow("ERR_INTERNET_DISCONNECTED|503")
    before = summary(row)
    draft.on("dialog", lambda dialog: dialog.accept())
    window.set_offline(True)
    draft.fill("#id_summary", "Typed in a tunnel")
    says(draft, "Not saved: kept on this device")
    kept = draft.evaluate(KEPT)
    assert len(kept) == 1
    assert "tunnel" not in str(kept)
    assert summary(row) == before
    draft.close(run_before_unload=False)
    window.set_offline(False)
    again = window.new_page()
    again.goto(f"/papers/{row.pk}/edit/summary")
    says(again, "Saved at")
    assert again.input_value("#id_summary") == "Typed in a tunnel"
    assert summary(row) == "Typed in a tunnel"
    assert again.evaluate(KEPT) == []


def test_the_second_of_two_windows_is_shown_both_texts(browse, window, draft, row):
    browse.watch.allow("409")
    second = window.new_page()
    second.goto(f"/papers/{row.pk}/edit/summary")
    draft.fill("#id_summary", "From the first window")
    says(draft, "Saved at")
    second.fill("#id_summary", "From the second window")
    second.wait_for_selector(".tc-conflict h2:has-text('Someone else changed this')")
    shown = second.inner_text("[data-conflict]")
    assert "From the first window" in shown
    assert "From the second window" in shown
    assert summary(row) == "From the first window"
    browser.axe(second)
    browser.no_horizontal_scroll(second)
    second.click("button:has-text('Keep mine')")
    says(second, "Saved at")
    assert summary(row) == "From the second window"


def test_windows_on_two_steps_do_not_meet(window, draft, row):
    second = window.new_page()
    second.goto(f"/papers/{row.pk}/edit/section-2")
    draft.fill("#id_summary", "A summary")
    says(draft, "Saved at")
    second.fill("#id_text", "A second section")
    says(second, "Saved at")
    assert summary(row) == "A summary"


@pytest.mark.parametrize("wait", [True, False], ids=["saved", "in haste"])
def test_the_back_button_brings_back_what_was_typed(draft, row, wait):
    draft.on("dialog", lambda dialog: dialog.accept())
    draft.fill("#id_summary", "Typed and left")
    if wait:
        says(draft, "Saved at")
    draft.goto(f"/papers/{row.pk}")
    draft.go_back()
    there = "document.querySelector('#id_summary')?.value === 'Typed and left'"
    browser.until(draft, there)
    draft.reload()
    browser.until(draft, there)


def test_without_javascript_the_back_button_shows_what_was_saved(browse, row):
    page = browse.context(javascript=False, person=person()).new_page()
    page.goto(f"/papers/{row.pk}/edit/summary")
    page.fill("#id_summary", "Sent by the button")
    browser.leave_by(page, "main button:has-text('Save')")
    page.go_back()
    assert page.input_value("#id_summary") == "Sent by the button"
    assert summary(row) == "Sent by the button"


def test_a_time_out_is_said_and_the_text_kept_until_one_is_back(browse, window, draft, row):
    browse.watch.allow("40[13]")
    session = [one for one in window.cookies() if one["name"] == "sessionid"]
    window.clear_cookies(name="sessionid")
    draft.fill("#id_summary", "After the time-out")
    says(draft, "you have been signed out")
    assert len(draft.evaluate(KEPT)) == 1
    window.add_cookies(session)
    draft.evaluate("window.dispatchEvent(new Event('focus'))")
    says(draft, "Saved at")
    assert summary(row) == "After the time-out"


def test_signing_out_clears_what_was_kept(browse, window, draft):
    browse.watch.allow("ERR_INTERNET_DISCONNECTED")
    window.set_offline(True)
    draft.fill("#id_summary", "Left behind")
    says(draft, "kept on this device")
    draft.close(run_before_unload=False)
    window.set_offline(False)
    leaving = window.new_page()
    leaving.goto("/accounts/logout/")
    assert len(leaving.evaluate(KEPT)) == 1
    browser.leave_by(leaving, "main button:has-text('Sign out')")
    leaving.wait_for_url(lambda url: "logout" not in url)
    assert leaving.evaluate(KEPT) == []


def test_a_comment_is_kept_as_it_is_typed_and_is_there_after_going_back(browse, row):
    address, words = f"/papers/{row.pk}/comment?place=para%202.1", "How many people is this for?"
    page = browse.page(address, person=person("finance_adviser"))
    page.fill("[name=words]", words)
    page.wait_for_selector("[data-saving-state][data-state=saved]")
    page.goto(f"/papers/{row.pk}")
    page.go_back()
    page.wait_for_selector("[name=words]")
    assert page.input_value("[name=words]") == words
    page.goto(address)
    assert page.input_value("[name=words]") == words
    browser.sound_page(page)
