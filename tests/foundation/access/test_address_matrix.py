"""Every address says who may open it, and opens to those roles and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.support.world import TODAY, client_for, home_of, person
from throughcare.errors import DomainError
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.routes import PUBLIC, SIGNED_IN
from throughcare.foundation.access.viewers import PUBLIC as PUBLIC_VIEWER
from throughcare.foundation.access.viewers import Viewer, viewer_of

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


def test_every_address_has_a_name_of_its_own():
    """Two of one name would send people to the wrong page."""
    names = Counter(entry.name for _, entry in addresses() if entry.name)
    assert [name for name, times in names.items() if times > 1] == []


def answered(path: str, viewer: Viewer, user: Any) -> int | str:
    """The status with which an address answers a viewer, or where it sends them; an error of ours by its status.

    The view is called as the middleware would call it: thousands of combinations are tried.
    """
    request = RequestFactory(SERVER_NAME="localhost").get(path)
    request.viewer, request.user, request.session = viewer, user, SessionStore()
    request._messages = FallbackStorage(request)
    match = resolve(path.partition("?")[0])
    try:
        answer = match.func(request, *match.args, **match.kwargs)
    except DomainError as error:
        return error.status
    except Http404:
        return 404
    return str(answer.headers["Location"]) if answer.status_code == 302 else int(answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", *ROLES])
def test_it_opens_to_those_roles_and_no_others(role):
    """The whole matrix, a row at a time: 403 exactly where the role table says no. Nobody meets a server error."""
    code, kind = home_of(role) if role else ("", "")
    user = person(role, at=code, kind=kind, area="london") if role else AnonymousUser()
    viewer = viewer_of(user, on=TODAY) if role else PUBLIC_VIEWER
    wrong = []
    for route, view in OURS:
        if view.__name__ == "address_is_the_administrators":
            continue
        opens_to = view.opens_to
        allowed = opens_to == PUBLIC or (
            bool(role) and (opens_to == SIGNED_IN or bool(set(opens_to) & viewer.permissions))
        )
        answer = answered(filled(route), viewer, user)
        refused = answer == REFUSED or str(answer).startswith("/accounts/login/")
        if refused == allowed or (isinstance(answer, int) and answer >= 500):
            wrong.append((route, answer))
    assert wrong == []


@pytest.mark.django_db
def test_the_middleware_refuses_the_same(settings):
    """One address of each kind through the whole service, so that calling views directly proves what it should."""
    settings.DEMO = True
    assert client_for("auditor").get("/staff").status_code == REFUSED
    assert client_for("administrator").get("/staff").status_code == 200
    assert Client().get("/staff").headers["Location"].startswith("/accounts/login/")


def test_the_matrix_sees_a_view_without_a_door():
    def naked(request: object) -> None:
        """A view that forgot to say."""

    assert getattr(naked, "opens_to", None) is None
