"""What is owed, by whom, by when: apps register providers, the home page gathers them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing somebody owes: what, the sum or fact that matters in the line itself, by when, and where to do it.

    ``by_me`` is true where the viewer can do it; else ``whose`` says with whom it waits. ``first`` puts it before
    everything that is not, whatever the dates: somebody's safety waits on it.
    """

    what: str
    href: str
    fact: str = ""
    due: date | None = None
    since: datetime | None = None
    by_me: bool = True
    whose: str = ""
    first: bool = False


Provider = Callable[[Viewer, datetime], Iterable[Owed]]
_providers: list[Provider] = []


def provides_owed(provider: Provider) -> Provider:
    """Registers a provider at start-up."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def owed_to_or_by(viewer: Viewer, at: datetime) -> list[Owed]:
    """Everything owed that this viewer may know of: what must come first, then soonest first, undated last."""
    found = [one for provider in _providers for one in provider(viewer, at)]
    return sorted(found, key=lambda one: (not one.first, one.due is None, one.due or date.max, one.what))
