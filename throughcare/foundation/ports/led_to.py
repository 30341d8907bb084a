"""What a score or a rating led to, gathered from every app that decided something by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Rested:
    """What something may have rested on: a score by its number, or a rating with the days of ``[on, until)``.

    ``until`` is null where the rating still stands.
    """

    person_id: int
    score: int | None = None
    rating: str = ""
    on: date = date.min
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Led:
    """Something that was decided by it: the day, and what in words for the person."""

    on: date
    says: str


Provider = Callable[[Viewer, Rested], Iterable[Led]]
_providers: list[Provider] = []


def provides_led_to(provider: Provider) -> None:
    """Registers a provider at start-up: given a viewer and what it may rest on, what they may know of."""
    if provider not in _providers:
        _providers.append(provider)


def led_to(viewer: Viewer, rested: Rested) -> list[Led]:
    """Everything that rested on it, as far as the viewer may know, oldest first."""
    found = [one for provider in _providers for one in provider(viewer, rested)]
    return sorted(found, key=lambda one: (one.on, one.says))
