"""The screen of the cohort: a day that is none is said to be none, and everybody is on some page of it."""

from __future__ import annotations

import html
import re

import pytest

from tests.delivery.people.cast import EAST, adopted, later, someone
from tests.support.world import client_for
from throughcare import clock
from throughcare.delivery.people.views import cohort as views

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("year", ["99999999999999999999", "0", "2023.5", "-1", "١٢٣٤٥٦"])
def test_an_absurd_day_shows_today_and_says_so(settings, year):
    settings.DEMO = True
    page = client_for("iom_coordinator", name="coordinator.ce", at="hackney", kind="borough", area="ce")
    answer = page.get("/cohort", {"on-day": "1", "on-month": "6", "on-year": year})
    assert answer.status_code == 200
    assert "no day of the calendar" in answer.content.decode()


def test_everybody_is_on_one_page_of_the_cohort_and_its_links_keep_what_was_chosen(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(views, "PER_PAGE", 2)
    monkeypatch.setattr(clock, "now", lambda: later(1))
    names = [f"Pagesample{letter}" for letter in "abcde"]
    for name in names:
        adopted(someone(family=name))
    client = client_for("iom_coordinator", name=f"coordinator.{EAST}", at="hackney", kind="borough", area=EAST)
    waiting, seen = ["/cohort?rating=red"], {}
    while waiting:
        address = waiting.pop()
        text = client.get(address).content.decode()
        seen[address] = [name for name in names if name in text]
        links = [html.unescape(one) for one in re.findall(r'href="(/cohort\?[^"]*page=\d+[^"]*)"', text)]
        assert all("rating=red" in one for one in links)
        waiting += [one for one in links if one not in seen and one not in waiting]
    assert {len(found) for found in seen.values()} == {1, 2}
    assert {name for found in seen.values() for name in found} == set(names)
