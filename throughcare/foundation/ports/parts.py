"""Parts of a page that other apps fill: a person's page, a referral's, a decision's. Apps register, the page gathers.

A provider asks its own scope predicate what the viewer may see, so a part that is not theirs is absent, not empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.foundation.access.viewers import Viewer

SERVICE_USER = "service_user"
REFERRAL = "referral"
DECISION = "decision"
PUBLISHED_DECISION = "published_decision"  # read by anyone: providers give only what is public already
PAGES = frozenset({SERVICE_USER, REFERRAL, DECISION, PUBLISHED_DECISION})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part: what, the fact that matters beside it, on which day, where it leads; ``tag`` is the machine
    and state of a coloured tag, where there is one."""

    what: str
    fact: str = ""
    on: date | None = None
    href: str = ""
    tag: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page. ``empty`` is what it says without lines; ``todo`` is a link to the one thing to do there."""

    title: str
    order: int
    lines: tuple[Line, ...] = ()
    empty: str = ""
    todo: tuple[str, str] | None = None


Provider = Callable[[Viewer, int, datetime], Part | None]
_providers: dict[str, list[Provider]] = {page: [] for page in PAGES}


def provides_part(page: str, provider: Provider) -> None:
    """Registers a provider for a kind of page at start-up: given viewer, subject's number and moment, its part."""
    if provider not in _providers[page]:
        _providers[page].append(provider)


def parts_of(page: str, viewer: Viewer, subject_id: int, at: datetime) -> list[Part]:
    """Every part of a page that this viewer may see, in order."""
    found: Iterable[Part | None] = (provider(viewer, subject_id, at) for provider in _providers[page])
    return sorted((one for one in found if one is not None), key=lambda one: (one.order, one.title))
