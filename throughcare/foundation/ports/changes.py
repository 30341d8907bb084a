"""What changed since somebody was last here: apps register providers, the home page gathers them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that happened to something the viewer may see: what, to what, when, and where to look."""

    what: str
    about: str
    at: datetime
    href: str


Provider = Callable[[Viewer, datetime], Iterable[Changed]]
_providers: list[Provider] = []


def provides_changes(provider: Provider) -> Provider:
    """Registers a provider at start-up: given a viewer and a moment it tells what happened since, done by others."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def changed_since(viewer: Viewer, since: datetime, *, most: int = 12) -> list[Changed]:
    """What others did since a moment, newest first."""
    found = [one for provider in _providers for one in provider(viewer, since)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]
