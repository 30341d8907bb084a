"""Screens of concerns: somebody at a browser on a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.delivery.concerns.cast import AT
from throughcare import clock
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Days:
    """The day on which the tests stand; it can be moved on."""

    def __init__(self) -> None:
        self.now = AT

    def go_to(self, at: datetime) -> None:
        """It is another moment from now on."""
        self.now = at


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """The clock stands where the test puts it."""
    found = Days()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def signed_in(db: None, days: Days, settings: Any) -> Any:
    """Signs somebody in: gives a client for a viewer."""
    settings.DEMO = True

    def sit(viewer: Viewer) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=viewer.person_id), backend=BACKEND)
        return client

    return sit
