"""Sign-in: closed sign-up, lock-out, second factor, and the demo that refuses real data."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.test import Client

from tests.support.world import AT, PASSWORD, client_for, person
from throughcare.errors import Invalid
from throughcare.foundation.operations.demo_data import refuse_beside_real_data
from throughcare.foundation.organisations.actions import SYSTEM, add_person
from throughcare.foundation.organisations.adapters import OrganisationAccountAdapter
from throughcare.foundation.organisations.models import Membership, Organisation, Person
from throughcare.settings.environment import sign_in_providers

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_a_person_signs_in_whatever_the_case_of_the_address():
    person(name="kim")
    answer = sign_in(Client(), "KIM@example.test", PASSWORD)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


def test_passwords_are_kept_as_argon2(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    add_person(email="k@example.test", name="K", password=PASSWORD, by=SYSTEM, at=AT)
    assert Person.objects.get(email="k@example.test").password.startswith("argon2$")


def test_sign_up_is_closed():
    answer = Client().get("/accounts/signup/")
    assert b"password1" not in answer.content


def test_five_wrong_passwords_lock_the_account_for_a_while():
    person(name="kim")
    client = Client()
    for _ in range(5):
        answer = sign_in(client, "kim@example.test", "wrong password here")
    assert answer.status_code == 429
    locked = sign_in(client, "kim@example.test", PASSWORD)
    assert locked.status_code == 429
    assert "Wait 15 minutes" in locked.content.decode()


def test_an_unknown_address_is_refused_in_the_same_words():
    person(name="kim")
    known, unknown = (
        sign_in(Client(), email, "wrong password here").content for email in ("kim@example.test", "no@example.test")
    )

    def bare(page: bytes) -> list[str]:
        text = page.decode().replace("kim@example.test", "").replace("no@example.test", "")
        return [line for line in text.splitlines() if "csrf" not in line and "nonce" not in line]

    assert bare(known) == bare(unknown)


def test_a_role_that_signs_needs_a_second_factor(settings):
    settings.DEMO = False
    answer = client_for("decision_maker").get("/papers")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/accounts/2fa/")
    assert client_for("commissioner").get("/papers").status_code == 200


def test_the_demo_lets_in_synthetic_people_only(settings):
    settings.DEMO = True
    with pytest.raises(Invalid, match=r"example\.test"):
        add_person(email="someone@real.example", name="R", password=None, by=SYSTEM, at=AT)
    settings.DEMO = False
    add_person(email="someone@real.example", name="R", password=None, by=SYSTEM, at=AT)
    with pytest.raises(CommandError, match="refused where real data is"):
        refuse_beside_real_data()


def test_half_an_openid_configuration_is_refused(monkeypatch):
    monkeypatch.setenv("OIDC_NAME", "Our organisation")
    with pytest.raises(ImproperlyConfigured, match="also needs OIDC_URL, OIDC_CLIENT_ID, OIDC_SECRET"):
        sign_in_providers()


def test_an_organisation_account_lets_in_only_who_was_let_in(rf, settings, monkeypatch):
    given = {"OIDC_NAME": "Ours", "OIDC_URL": "https://id.example.test", "OIDC_CLIENT_ID": "c", "OIDC_SECRET": "s"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers()

    def login_with(email: str, *, verified: bool) -> SocialLogin:
        account = SocialAccount(provider="organisation", uid=email)
        return SocialLogin(account=account, email_addresses=[EmailAddress(email=email, verified=verified)])

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), SessionStore()
    request._messages = FallbackStorage(request)
    adapter = OrganisationAccountAdapter(request)
    known = person(name="kim")
    for email, verified in (("stranger@example.test", True), (known.email, False)):
        with pytest.raises(ImmediateHttpResponse) as refused:
            adapter.pre_social_login(request, login_with(email, verified=verified))
        assert refused.value.response.status_code == 403
    login = login_with(known.email.upper(), verified=True)
    adapter.pre_social_login(request, login)
    assert login.user == known


def test_an_administrator_lets_someone_in_and_gives_and_ends_a_role(settings):
    settings.DEMO = True
    admin = client_for("administrator")
    answer = admin.post(
        "/staff", {"name": "Sam Example", "email": "sam@example.test", "password": PASSWORD}, follow=True
    )
    assert "Sam Example" in answer.content.decode()
    made = Person.objects.get(email="sam@example.test")
    again = admin.post("/staff", {"name": "Sam", "email": "SAM@example.test", "password": PASSWORD})
    assert again.status_code == 422
    assert "already signs in" in again.content.decode()
    mopac = Organisation.objects.get(code="mopac")
    given = {"organisation": mopac.pk, "role": "commissioner", "from_date": "2026-01-01"}
    admin.post(f"/staff/{made.pk}", given)
    held = Membership.objects.get(person=made)
    wrong = admin.post(f"/staff/{made.pk}/roles/{held.pk}/end", {"membership": held.pk, "until": "2025-01-01"})
    assert wrong.status_code == 422
    admin.post(f"/staff/{made.pk}/roles/{held.pk}/end", {"membership": held.pk, "until": "2026-05-01"})
    held.refresh_from_db()
    assert str(held.until) == "2026-05-01"
    misfit = admin.post(f"/staff/{made.pk}", given | {"role": "evaluator"})
    assert misfit.status_code == 422


def test_the_page_of_ones_account_leads_to_no_page_that_is_refused(settings):
    settings.DEMO = True
    page = client_for("auditor").get("/accounts/2fa/").content.decode()
    assert "/accounts/password/change/" in page
    assert "/accounts/email/" not in page
