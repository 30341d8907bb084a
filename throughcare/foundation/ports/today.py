"""The practitioner's Today: apps register what must not be missed, the page gathers it in one fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.foundation.access.viewers import Viewer

RISK = "risk"
APPOINTMENTS = "appointments"
UNRECORDED = "unrecorded"
DUE = "due"
WAITING = "waiting"
SESSIONS = "sessions"

# Title and what an empty section says; the order is the order of the page. Risk comes before everything.
SECTIONS: dict[str, tuple[str, str]] = {
    RISK: ("Answer these first", "No answer about risk waits for you."),
    APPOINTMENTS: ("Today", "Nothing is booked for today."),
    UNRECORDED: ("Not recorded yet", "Every session so far is recorded."),
    DUE: ("Plans, reviews and letters due", "No plan, review or letter is due."),
    WAITING: ("Next on the waiting list", "Nobody waits for a worker."),
    SESSIONS: ("Sessions used", "You hold no case with a number of sessions."),
}


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One line of a section: what, the fact that matters beside it, when, and the one thing to do there.

    ``at`` is a moment where the time of day matters, ``due`` a day by which it must be done. ``todo`` is the words of
    the one tap and its address; ``href`` opens the thing itself. ``more`` are sentences worth seeing at once.
    """

    section: str
    what: str
    fact: str = ""
    at: datetime | None = None
    due: date | None = None
    href: str = ""
    todo: tuple[str, str] | None = None
    tag: tuple[str, str] | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TodaySection:
    """A section with its lines, soonest first; one without lines says so in ``empty``."""

    code: str
    title: str
    empty: str
    lines: tuple[TodayLine, ...]


Provider = Callable[[Viewer, datetime], Iterable[TodayLine]]
_providers: list[Provider] = []


def provides_today(provider: Provider) -> Provider:
    """Registers a provider at start-up: given the viewer and the moment, its lines for any of ``SECTIONS``."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def _order(line: TodayLine) -> tuple[bool, float, bool, date]:
    """By moment, then by day; lines without either stay in the order in which their provider gave them."""
    return (line.at is None, line.at.timestamp() if line.at else 0, line.due is None, line.due or date.max)


def sections_for(viewer: Viewer, at: datetime) -> tuple[TodaySection, ...]:
    """Every section in order. A line for a section that does not exist is a programming error."""
    found = [line for provider in _providers for line in provider(viewer, at)]
    if unknown := {line.section for line in found} - set(SECTIONS):
        raise LookupError(f"Today has no section called {sorted(unknown)[0]!r}: sections are {', '.join(SECTIONS)}.")
    return tuple(
        TodaySection(code, title, empty, tuple(sorted((one for one in found if one.section == code), key=_order)))
        for code, (title, empty) in SECTIONS.items()
    )
