"""Whoever signs in to the demo meets no link that leads to a refusal, to nothing, or to an error.

For each person every link is followed breadth first from the home page, without signing out. Of the pages of one
pattern of address the first twelve are opened, and three for each set of names in their query, such as pages of a list.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from example.loading import load
from example.people import OF_UNITS, PEOPLE
from throughcare import clock
from throughcare.foundation.organisations.models import Person

NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)
OF_ONE_PATTERN, OF_ONE_QUERY = 12, 3
FEWEST_PAGES = 40
LEFT_OUT = ("/accounts/logout", "/static/")
NOBODY = "somebody who did not sign in"


@dataclass(frozen=True)
class Link:
    """An address, the page that leads there, and the pattern that it has."""

    address: str
    page: str = "the start"

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def route(self) -> str:
        try:
            return str(resolve(self.path).route)
        except Resolver404:
            return self.path

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(sorted(name for name, _ in parse_qsl(urlsplit(self.address).query, keep_blank_values=True)))


class Anchors(HTMLParser):
    """The addresses that the anchors of a page lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def links_of(answer: Any, page: str) -> Iterator[Link]:
    """The links of a page that stay within the service."""
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    anchors = Anchors()
    anchors.feed(answer.content.decode())
    for one in anchors.found:
        address = urldefrag(urljoin(page, one)).url
        if address.startswith("/") and not address.startswith(("//", *LEFT_OUT)):
            yield Link(address, page)


def followed(client: Any) -> Iterator[tuple[Link, Any]]:
    """Every link that a client comes to, with the answer at its end."""
    waiting, known = deque([Link("/")]), {"/"}
    opened: Counter[tuple[str, tuple[str, ...]]] = Counter()
    while waiting:
        link = waiting.popleft()
        kind = (link.route, link.asks)
        if opened[kind] >= (OF_ONE_QUERY if link.asks else OF_ONE_PATTERN):
            continue
        opened[kind] += 1
        answer = client.get(link.address, follow=True)
        yield link, answer
        chain = answer.redirect_chain
        for one in links_of(answer, urljoin(link.address, chain[-1][0]) if chain else link.address):
            if one.address not in known:
                known.add(one.address)
                waiting.append(one)


def faults(who: str, client: Any) -> Iterator[str]:
    """The links that lead nowhere, in words."""
    pages = 0
    for link, answer in followed(client):
        pages += 1
        if answer.status_code != 200:
            yield f"{who}: {link.address} answers {answer.status_code}; {link.page} leads there."
    if who != NOBODY and pages < FEWEST_PAGES:
        yield f"{who} came to {pages} pages only."


class Pages:
    """Stands for a client of a service of a few pages; any other address is not found."""

    def __init__(self, **pages: str) -> None:
        self.pages = {f"/{name}": text for name, text in pages.items()} | {"/": "<a href='/one'>One</a>"}

    def get(self, address: str, *, follow: bool) -> HttpResponse:
        found = self.pages.get(address)
        answer = HttpResponse(found or "", status=200 if found else 404)
        answer.redirect_chain = []
        return answer


def test_a_link_to_nothing_is_named_with_its_page_and_its_person() -> None:
    ahead = "<a href='two?a=1#part'>Two</a> <a href='https://example.test/'>Elsewhere</a>"
    assert list(faults(NOBODY, Pages(one=ahead))) == [f"{NOBODY}: /two?a=1 answers 404; /one leads there."]


def test_of_many_pages_of_one_pattern_the_first_are_opened() -> None:
    many = " ".join(f"<a href='/decisions/{number}'>One</a>" for number in range(30))
    opened = [link.address for link, _ in followed(Pages(one=many))]
    assert opened == ["/", "/one", *(f"/decisions/{number}" for number in range(OF_ONE_PATTERN))]


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.timeout(1800)
def test_every_link_of_everybody_leads_to_a_page(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.DEMO = True
    load(now=NOW)
    found = list(faults(NOBODY, Client(raise_request_exception=False)))
    walkers = [one.email for one in (*PEOPLE, *OF_UNITS[:4])]  # one of each role, and one command unit's own four
    for person in Person.objects.filter(email__in=walkers).order_by("email"):
        client = Client(raise_request_exception=False)
        client.force_login(person)
        found += faults(person.email, client)
    assert not found, "\n".join(found)
