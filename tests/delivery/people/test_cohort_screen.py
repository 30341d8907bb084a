"""The screen of the cohort: a day that is none is said to be none."""

from __future__ import annotations

import pytest

from tests.support.world import client_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("year", ["99999999999999999999", "0", "2023.5", "-1", "١٢٣٤٥٦"])
def test_an_absurd_day_shows_today_and_says_so(settings, year):
    settings.DEMO = True
    page = client_for("iom_coordinator", name="coordinator.ce", at="hackney", kind="borough", area="ce")
    answer = page.get("/cohort", {"on-day": "1", "on-month": "6", "on-year": year})
    assert answer.status_code == 200
    assert "no day of the calendar" in answer.content.decode()
