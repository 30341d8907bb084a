"""No form of any page, sent any content, ends in a server error: each person's pages are walked for their forms."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from example import loading
from example.people import PEOPLE
from tests.support.hostile import Form, contents, forms_of, send
from throughcare import clock
from throughcare.foundation.organisations.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1500)]
MONEY_AND_DECISIONS = ("/papers", "/decisions", "/delegations", "/money")
HANDS = ("commissioner", "finance", "chief.executive", "deputy.mayor", "probation", "board", "legal")


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def tried(client: Client, seen: set[object], *starts: str, under: tuple[str, ...]) -> list[str]:
    """What went wrong with the forms of one person that nobody before them met."""
    chance, found = random.Random(2026), []  # noqa: S311 - for varied content
    for form in list(forms_of(client, *starts, under=under)):
        if form.shape not in seen:
            seen.add(form.shape)
            found += wrong(client, form, chance)
    return found


def wrong(client: Client, form: Form, chance: random.Random) -> list[str]:
    """What went wrong with one form, and with the address that saves it as it is typed."""
    found = []
    for at, content in enumerate(contents(form, chance)):
        found.append(send(client, form.method, form.action, content))
        if form.autosave and at % 3 == 0:
            found.append(send(client, "post", form.autosave, content))
    return [one for one in found if one]


@pytest.mark.long
def test_no_form_of_decisions_or_money_fails(settings: Any) -> None:
    settings.DEMO = True
    now = clock.now()
    loading.load_organisations(now)
    loading.load_decisions(loading._people(now), now=now)
    seen: set[object] = set()
    found = []
    for name in HANDS:
        found += tried(
            signed_in(f"{name}@example.test"), seen, "/papers", "/money/", "/decisions", under=MONEY_AND_DECISIONS
        )
    assert len(seen) > 40, "The walk met few forms, so it proves little."
    assert found == [], "\n".join(found[:20])


@pytest.mark.long
def test_no_form_of_anybody_fails(settings: Any) -> None:
    settings.DEMO = True
    loading.load(now=datetime(2026, 6, 1, 9, tzinfo=UTC))
    seen: set[object] = set()
    found = []
    for one in PEOPLE:
        found += tried(signed_in(one.email), seen, "/", under=("/",))
    assert len(seen) > 120, "The walk met few forms, so it proves little."
    assert found == [], "\n".join(found[:40])


def test_a_form_that_fails_is_seen(monkeypatch: Any, settings: Any) -> None:
    from tests.support.world import client_for
    from throughcare.commissioning.decisions.views import register

    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("spoilt")

    monkeypatch.setattr(register.register, "search", broken)
    settings.DEMO = True
    client = client_for()
    form = Form("/decisions", "/decisions", "get")
    assert all("KeyError" in one for one in wrong(client, form, random.Random(1)))  # noqa: S311


@pytest.mark.parametrize("part", ["0", "99999999999999999999", "-1", "%00", "a%00b", "%F0%9F%92%A9", "x" * 3000, "%FF"])
def test_no_address_fails_whatever_stands_in_it(part: str, settings: Any) -> None:
    from tests.foundation.access.test_address_matrix import OURS
    from tests.support.world import client_for

    settings.DEMO = True
    client = client_for()
    found = []
    for route, _ in OURS:
        if "<" in route:
            path = "/" + "".join(part if index % 2 else text for index, text in enumerate(_split(route)))
            found.append(send(client, "get", path, {}))
    assert [one for one in found if one] == []


def _split(route: str) -> list[str]:
    """The route in turn as words and as parts that vary."""
    found = []
    for piece in route.split("<"):
        inside, bracket, after = piece.partition(">")
        found += [inside, after] if bracket else [piece]
    return found
