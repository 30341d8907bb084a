"""What happened to a person, gathered from every app that did something with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: when, what in plain words, by which organisation, and where to read more."""

    at: datetime
    what: str
    who: str = ""
    href: str = ""


Provider = Callable[[Viewer, int], Iterable[Happened]]
_providers: list[Provider] = []


def provides_timeline(provider: Provider) -> None:
    """Registers a provider at start-up: given a viewer and a service user's number, what they may know of."""
    if provider not in _providers:
        _providers.append(provider)


def timeline_of(viewer: Viewer, service_user_id: int) -> list[Happened]:
    """Everything that happened, as far as the viewer may know, newest first."""
    found = [one for provider in _providers for one in provider(viewer, service_user_id)]
    return sorted(found, key=lambda one: one.at, reverse=True)
