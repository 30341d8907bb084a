"""The shared screens in a real browser: every component on the style guide, the statement, errors and sign-in."""

from __future__ import annotations

import pytest

from tests.support import browser

PUBLIC_PAGES = ("/styleguide/", "/accessibility/", "/accounts/login/", "/accounts/password/reset/")


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


def test_a_bad_page_is_found_bad(browse):
    page = browse.page()
    page.set_content(browser.BAD_PAGE)
    assert set(browser.axe_violations(page)) >= browser.BAD_PAGE_BREAKS


def test_bad_keyboard_and_reflow_are_found(browse):
    page = browse.page()
    page.set_content("<style>a:focus{outline:none}</style><a href='#x'>One</a>")
    with pytest.raises(AssertionError, match="focus cannot be seen"):
        browser.keyboard_reaches(page)
    page.set_content("<button tabindex=0 onfocus='this.blur()'>Never</button>")
    with pytest.raises(AssertionError, match="does not reach"):
        browser.keyboard_reaches(page)
    page.set_content("<div style='width:700px'>Too wide</div>")
    with pytest.raises(AssertionError, match="px wide in a window of 320"):
        browser.no_horizontal_scroll(page)
    page.set_content("<main><div class=tc-scroll style='height:0;overflow:hidden'>A table nobody sees</div></main>")
    with pytest.raises(AssertionError, match="takes no room"):
        browser.nothing_swallowed(page)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_are_sound(browse, client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    browser.valid_html(answer)
    browser.sound_page(browse.page(path))


@pytest.mark.long
@pytest.mark.parametrize("path", PUBLIC_PAGES[:1])
def test_axe_holds_on_a_narrow_screen(browse, path):
    browser.axe(browse.page(path, width=320))


def test_a_form_in_error_says_so_and_keeps_what_was_typed(browse, client):
    browse.watch.allow("net::ERR_ABORTED")
    page = browse.page("/styleguide/", javascript=False)
    page.fill("#id_title", "Café 🙂 <b>")
    page.fill("#id_amount", "lots")
    page.fill("#id_signed-day", "31")
    page.fill("#id_signed-month", "2")
    page.fill("#id_signed-year", "2022")
    browser.leave_by(page, "text=Save and continue")
    page.wait_for_selector(".govuk-error-summary")
    assert page.title().startswith("Error: Style guide")
    assert page.input_value("#id_title") == "Café 🙂 <b>"
    assert page.input_value("#id_amount") == "lots"
    assert page.input_value("#id_signed-day") == "31"
    page.click(".govuk-error-summary a:has-text('lots')")
    assert page.evaluate("document.activeElement.id") == "id_amount" or page.url.endswith("#id_amount")
    response = client.post("/styleguide/", {"amount": "lots", "signed-day": "31"})
    browser.valid_html(response)


def test_the_form_in_error_is_sound_with_javascript(browse):
    page = browse.page("/styleguide/")
    browser.leave_by(page, "text=Save and continue")
    page.wait_for_selector(".govuk-error-summary")
    browser.axe(page)
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")


def test_a_page_that_is_not_there_is_sound(browse):
    browse.watch.allow("404")
    page = browse.page("/nothing-here/")
    assert page.title() == "Page not found - Throughcare"
    browser.sound_page(page)


def test_the_table_sorts_by_its_heading(browse):
    page = browse.page("/styleguide/")
    cells = ".tc-table[data-moj-sortable-table-init] tbody th, [data-module=moj-sortable-table] tbody th"
    assert page.locator(cells).all_inner_texts() == ["PCD 1", "PCD 2"]
    page.click("[data-module=moj-sortable-table] button:has-text('Amount')")
    assert page.locator(cells).all_inner_texts() == ["PCD 2", "PCD 1"]


def test_the_policy_lets_our_scripts_run_and_no_other(browse):
    browse.watch.allow("Content Security Policy")
    page = browse.page("/styleguide/")
    assert "govuk-frontend-supported" in page.evaluate("document.body.className")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.injected = 1\">')")
    browse.watch.allow("404")
    page.wait_for_timeout(200)
    assert page.evaluate("window.injected") is None
