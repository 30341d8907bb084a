"""People at a browser of their own, told in the words of a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.browser import leave_by
from throughcare.foundation.organisations.models import Person

BEGINS = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PATIENCE = 30_000  # milliseconds: the first pages of a run are slow to come on a busy machine


@dataclass
class Desk:
    """A person's page in a browser, with what they do and see there."""

    page: Any

    def opens(self, address: str) -> Desk:
        """Goes to an address."""
        self.page.goto(address)
        return self

    def follows(self, words: str) -> Desk:
        """Follows a link."""
        leave_by(self.page, f"main a:has-text('{words}')")
        return self

    def presses(self, words: str) -> Desk:
        """Presses a button and waits for what comes."""
        leave_by(self.page, f"main button:has-text('{words}')")
        return self

    def fills(self, **given: Any) -> Desk:
        """Fills the form by the names of its fields; a date as ``(day, month, year)``, several ticks as a list."""
        for name, value in given.items():
            if isinstance(value, tuple):
                for part, number in zip(("day", "month", "year"), value, strict=True):
                    self._fill(f"{name}-{part}", str(number))
            else:
                for one in value if isinstance(value, list) else [value]:
                    self._fill(name, one)
        return self

    def _fill(self, name: str, value: str) -> None:
        box = self.page.locator(f"main [name='{name}']")
        kind = box.first.get_attribute("type") or box.first.evaluate("one => one.tagName")
        if kind in ("radio", "checkbox"):
            self.page.check(f"main [name='{name}'][value='{value}']")
        elif kind == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)

    def sees(self, *texts: str) -> Desk:
        """Fails where a text is not on the page."""
        words = self.words
        for text in texts:
            assert text in words, f"{text!r} is not on {self.page.url}: {words[:1500]}"
        return self

    def sees_no(self, *texts: str) -> Desk:
        """Fails where a text is anywhere in the page, shown or not."""
        for text in texts:
            assert text not in self.page.content(), f"{text!r} is on {self.page.url}"
        return self

    def is_refused(self, address: str) -> Desk:
        """Fails where an address opens."""
        answer = self.page.goto(address)
        assert answer.status in (403, 404), f"{address} opened with {answer.status}"
        return self

    @property
    def words(self) -> str:
        """The words of the page, one space between them."""
        return " ".join(self.page.inner_text("main").split())


def desk_for(browse: Any, person: Person) -> Desk:
    """A desk for somebody, signed in, who waits patiently for pages."""
    page = browse.page(person=person)
    page.set_default_timeout(PATIENCE)
    return Desk(page)


@dataclass
class Story:
    """Who takes part, each at a desk, and the day on which it happens. ``who`` is the person in a role."""

    browse: Any
    who: Callable[[str], Person]
    now: datetime = BEGINS
    desks: dict[str, Desk] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Desk:
        if role not in self.desks:
            self.desks[role] = desk_for(self.browse, self.who(role))
        return self.desks[role]

    def comes(self, days: int) -> None:
        """Lets days pass."""
        self.now += timedelta(days=days)

    def day(self, days: int = 0) -> tuple[int, int, int]:
        """A day from now on, as forms take it."""
        found = self.now + timedelta(days=days)
        return found.day, found.month, found.year
