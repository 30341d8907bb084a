"""The clock of these tests stands still shortly after the sessions they speak of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.appointments import SOON


@pytest.fixture(autouse=True)
def clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an hour after ``SOON``."""
    monkeypatch.setattr("throughcare.clock.now", lambda: SOON + timedelta(hours=1))
