"""Signing in with an organisation's own account, against an OpenID Connect provider that really runs."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from tests.support.world import person
from throughcare.settings.environment import sign_in_providers

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/organisation/login/"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider in a process of its own, since the library it is made with warns of its own future."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=2)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=10)


@pytest.fixture
def client(provider: str, settings, monkeypatch) -> Client:
    """Somebody's browser, at a service that trusts the provider."""
    given = {"OIDC_NAME": "Ours", "OIDC_URL": provider, "OIDC_CLIENT_ID": "throughcare", "OIDC_SECRET": "a secret"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers()
    settings.DEMO = True
    return Client()


def come_back(client: Client, provider: str, email: str, *, verified: bool = True):
    """Goes to the provider, signs in there as somebody, and comes back."""
    claims = {"email": email, "email_verified": verified}
    requests.put(f"{provider}/users/{email}", json=claims, timeout=5).raise_for_status()
    away = client.post(LOGIN)
    assert away.status_code == 302
    assert away.headers["Location"].startswith(provider)
    back = requests.post(away.headers["Location"], data={"sub": email}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    return client.get(f"{address.path}?{address.query}", follow=True)


def test_who_was_let_in_signs_in_with_their_organisations_account(client, provider):
    known = person(name="kim")
    answer = come_back(client, provider, known.email)
    assert answer.status_code == 200
    assert answer.wsgi_request.user == known
    assert "Sign out" in answer.content.decode()


@pytest.mark.parametrize(("email", "verified"), [("stranger@example.test", True), ("kim@example.test", False)])
def test_nobody_else_does(client, provider, email, verified):
    person(name="kim")
    answer = come_back(client, provider, email, verified=verified)
    assert answer.status_code == 403
    assert "not been let in yet" in answer.content.decode()
    assert client.get("/money/").status_code == 302


def test_an_answer_that_was_not_asked_for_is_refused(client, provider):
    person(name="kim")
    client.post(LOGIN)
    answer = client.get("/accounts/oidc/organisation/login/callback/?code=stolen&state=made-up", follow=True)
    assert not answer.wsgi_request.user.is_authenticated
