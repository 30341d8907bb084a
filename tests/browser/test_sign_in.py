"""Signing in and protecting an account, in the browser: password, authenticator app, recovery code, passkey."""

from __future__ import annotations

import time

import pytest

from tests.support import browser

PASSWORD = "a long made-up passphrase"
ACCOUNT_PAGES = (
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
    "/accounts/3rdparty/",
    "/accounts/logout/",
)
PUBLIC_PAGES = (
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-abc/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/nothing/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
)


@pytest.fixture
def person(django_user_model, transactional_db, settings):
    settings.DEMO = True
    person = django_user_model(email="member@example.test", name="Member Synthetic")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(page, password=PASSWORD):
    page.goto("/accounts/login/")
    page.fill("#id_login", "member@example.test")
    page.fill("#id_password", password)
    browser.leave_by(page, "main button:has-text('Sign in') >> nth=0")


@pytest.fixture
def member(browse, person):
    page = browse.page()
    sign_in(page)
    page.wait_for_selector("text=Member Synthetic")
    page.goto("/accounts/2fa/totp/activate/")
    page.fill("#id_password", PASSWORD)
    browser.leave_by(page, "main button:has-text('Confirm')")
    page.wait_for_selector("h1:has-text('Set up an authenticator app')")
    return page


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_pages_for_nobody_in_particular_are_valid(client, db, path):
    answer = client.get(path)
    assert answer.status_code in {200, 401}
    browser.valid_html(answer)


def test_a_wrong_password_says_so_and_keeps_the_address(browse, person):
    page = browse.page()
    sign_in(page, "wrong")
    page.wait_for_selector(".govuk-error-summary")
    assert page.title() == "Error: Sign in - Throughcare"
    assert page.input_value("#id_login") == "member@example.test"
    assert page.input_value("#id_password") == ""
    browser.axe(page)


@pytest.mark.long
def test_the_pages_of_an_account_are_sound(browse, member):
    for path in ACCOUNT_PAGES:
        answer = member.goto(path)
        assert answer.status == 200, path
        assert member.url.endswith(path)
        browser.valid_html(answer.text())
        browser.axe(member)
        browser.no_horizontal_scroll(member)


def totp_code(secret):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_authenticator_app_from_setting_up_to_a_recovery_code(browse, member, person):
    member.goto("/accounts/2fa/totp/activate/")
    member.fill("#id_code", "000000")
    browser.leave_by(member, "text=Turn it on")
    member.wait_for_selector(".govuk-error-summary")
    assert member.title().startswith("Error: ")
    member.fill("#id_code", totp_code(member.inner_text(".tc-code")))
    browser.leave_by(member, "text=Turn it on")
    member.wait_for_url("**/recovery-codes/")
    browser.axe(member)
    recovery = member.locator(".tc-codes code").first.inner_text()
    for path in ("/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/"):
        browser.valid_html(member.goto(path).text())
        browser.axe(member)
    page = browse.page()
    sign_in(page)
    page.wait_for_selector("h1:has-text('Enter your code')")
    browser.valid_html(browser.html(page))
    browser.axe(page)
    page.fill("#id_code", recovery)
    browser.leave_by(page, "main button:has-text('Sign in') >> nth=0")
    page.wait_for_selector("text=Member Synthetic")


def test_a_passkey_from_adding_to_signing_in(browse, member):
    tools = member.context.new_cdp_session(member)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = key | {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    member.goto("/accounts/2fa/webauthn/add/")
    member.check("#id_passwordless")
    member.click("#mfa_webauthn_add")
    member.wait_for_url("**/recovery-codes/")
    member.goto("/accounts/2fa/webauthn/")
    assert "Passkey, added" in member.inner_text("dl")
    browser.axe(member)
    for step in ("Rename", "Remove"):
        member.goto("/accounts/2fa/webauthn/")
        browser.leave_by(member, f"main a:has-text('{step}')")
        browser.valid_html(browser.html(member))
        browser.axe(member)
    member.goto("/accounts/logout/")
    browser.leave_by(member, "main button:has-text('Sign out')")
    member.goto("/accounts/login/")
    member.click("#passkey_login")
    member.wait_for_selector("text=Member Synthetic")


def test_a_change_of_protection_asks_again_who_it_is(browse, person):
    page = browse.page("/accounts/2fa/totp/activate/", person=person)
    assert page.inner_text("h1") == "Confirm that it is you"
    browser.sound_page(page)
    page.fill("#id_password", PASSWORD)
    browser.leave_by(page, "main button:has-text('Confirm')")
    page.wait_for_selector("h1:has-text('Set up an authenticator app')")
