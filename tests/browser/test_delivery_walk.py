"""The demo walked as its people walk it: every screen of delivery that a link leads to, each tried once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from example.loading import load
from tests.support import browser
from throughcare import clock
from throughcare.foundation.organisations.models import Person

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)
WALKERS = (
    "coordinator",
    "panel.chair",
    "panel.provider",
    "practitioner",
    "probation.manager",
    "service.practitioner",
    "service.lead",
    "service.administrator",
    "mentoring.coordinator",
    "neurodiversity.coach",
    "safeguarding",
    "contract.manager",
    "auditor",
)
OURS = (".delivery.", ".foundation.jobs.", ".foundation.organisations.", ".foundation.access.")
OWN_TO_EACH = {"home", "today"}
FEWEST_SCREENS = 150


def name_of(path: str) -> str:
    """The name of one of our screens with the codes in its address, which make forms of their own; the numbers of rows
    do not. Empty for other places, files and what is no address."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    is_ours = any(part in f"{found.func.__module__}." for part in OURS)
    codes = [str(one) for one in (*found.args, *found.kwargs.values()) if not str(one).isdigit()]
    return " ".join([found.url_name or "", *codes]) if is_ours else ""


def walk(page: Any, who: str, seen: set[str]) -> None:
    """Follows links breadth first; a screen that somebody tried already is left out."""
    queue = ["/"]
    while queue:
        path = queue.pop(0)
        name = name_of(path)
        key = f"{name} of {who}" if name in OWN_TO_EACH else name
        if not name or key in seen:
            continue
        seen.add(key)
        answer = page.goto(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        browser.valid_html(answer.text())
        browser.sound_page(page)
        links = page.eval_on_selector_all("a[href^='/']", "found => found.map(one => one.getAttribute('href'))")
        queue += [link.partition("#")[0] for link in links if "." not in link]


def test_every_screen_that_a_link_leads_to_is_sound(
    browse: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load(now=NOW)
    seen: set[str] = set()
    for who in WALKERS:
        page = browse.page(person=Person.objects.get(email=f"{who}@example.test"))
        page.set_default_timeout(20_000)
        walk(page, who, seen)
        page.context.close()
    assert len(seen) >= FEWEST_SCREENS, sorted(seen)
