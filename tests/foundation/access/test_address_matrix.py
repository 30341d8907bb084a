"""Every address says who may open it, and opens to those roles and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.world import client_for, home_of
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.routes import PUBLIC, SIGNED_IN

ALLAUTH = "accounts/"
STANDS_FOR = {"int": "424242", "slug": "nothing-here", "str": "nothing", "path": "nothing"}
REFUSED = 403


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of ours as a path with stand-ins for its parts; sign-in belongs to a library and is its own."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if not (route.startswith(ALLAUTH) and "allauth" in str(entry.urlconf_name)):
                yield from addresses(entry, route)
        else:
            yield route, entry


def filled(route: str) -> str:
    """The path with something in place of each of its parts that no row answers to."""
    for kind, value in STANDS_FOR.items():
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            end = route.index(">", start)
            route = route[:start] + value + route[end + 1 :]
    return f"/{route.lstrip('^/')}"


OURS = sorted((route, entry.callback) for route, entry in addresses() if not route.startswith("static/"))


@pytest.mark.parametrize(("route", "view"), OURS, ids=[route or "home" for route, _ in OURS])
def test_every_address_says_who_may_open_it(route, view):
    assert getattr(view, "opens_to", None) is not None, f"{route} lacks @public, @signed_in or @requires"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", *ROLES])
def test_it_opens_to_those_roles_and_no_others(role, settings):
    """The whole matrix, a row at a time: 403 exactly where the role table says no. Nobody meets a server error."""
    settings.DEMO = True
    code, kind = home_of(role) if role else ("", "")
    client = client_for(role, at=code, kind=kind) if role else Client()
    held = ROLES[role].permissions if role else frozenset()
    wrong = []
    for route, view in OURS:
        if view.__name__ == "address_is_the_administrators":
            continue
        opens_to = view.opens_to
        allowed = opens_to == PUBLIC or (bool(role) and (opens_to == SIGNED_IN or bool(set(opens_to) & held)))
        answer = client.get(filled(route))
        sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
        refused = answer.status_code == REFUSED or sent_to_sign_in
        if refused == allowed or answer.status_code >= 500:
            wrong.append((route, answer.status_code))
    assert wrong == []


def test_the_matrix_sees_a_view_without_a_door():
    def naked(request: object) -> None:
        """A view that forgot to say."""

    assert getattr(naked, "opens_to", None) is None
