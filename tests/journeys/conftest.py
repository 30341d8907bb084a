"""Journeys are told in the same watched Chromium as the tests of single pages."""

from tests.browser.conftest import browse, chromium

__all__ = ["browse", "chromium"]
