"""A real Chromium on a running server. Every page is watched: an error in its console or an answer of 400 fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import Watch, chromium_path, running_chromium

HERE = Path(__file__).parent
# The synchronous driver runs an event loop in the thread of the test, which Django would otherwise refuse to work in.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if HERE in Path(str(item.fspath)).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The installed Chromium, started once."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with running_chromium(path) as browser:
        yield browser


class Browse:
    """Opens watched pages on the running server and closes them all at the end."""

    def __init__(self, chromium: Any, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.watch = Watch()
        self.contexts: list[Any] = []

    def context(self, *, width: int = 1280, javascript: bool = True, person: Any = None) -> Any:
        """A window of its own, with its own cookies; ``person`` is signed in."""
        context = self.chromium.new_context(
            base_url=self.address, viewport={"width": width, "height": 900}, java_script_enabled=javascript
        )
        context.on("page", self.watch.follow)
        context.set_default_timeout(10_000)
        if person is not None:
            context.add_cookies([session_cookie(person, self.address)])
        self.contexts.append(context)
        return context

    def page(self, path: str = "", **options: Any) -> Any:
        """A page in a window of its own, at ``path`` where one is given."""
        page = self.context(**options).new_page()
        if path:
            page.goto(path)
        return page

    def close(self) -> None:
        """Closes every window, leaving pages with unsaved text without asking."""
        for context in self.contexts:
            context.close()


def session_cookie(person: Any, address: str) -> dict[str, str]:
    """The cookie of a session in which ``person`` is signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


@pytest.fixture
def browse(chromium: Any, live_server: Any, settings: Any) -> Iterator[Browse]:
    """Opens pages; at the end no page may have complained of anything the test did not allow."""
    settings.ALLOWED_HOSTS = ["*"]
    browsing = Browse(chromium, live_server.url)
    yield browsing
    browsing.close()
    assert not browsing.watch.unexpected(), f"Pages complained: {browsing.watch.unexpected()}"


@pytest.fixture
def page(browse: Browse) -> Any:
    """A page 1280 px wide."""
    return browse.page()


@pytest.fixture
def without_javascript(browse: Browse) -> Any:
    """A page in a browser without JavaScript."""
    return browse.page(javascript=False)
