"""Actions that agencies take on: by when, what came of them, and who may say so."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.delivery.panels import states
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.ui.words import day

LONGEST = timedelta(days=366)


def check_new(*, words: str, due: date, on: date) -> None:
    """An action says what, and is due on the day of the meeting or later, within a year."""
    if not words.strip():
        raise Invalid({"words": "Say what will be done."})
    check_due(due, after=on)


def check_due(due: date, *, after: date) -> None:
    """A day that can still be kept, and that somebody will remember."""
    if due < after:
        raise Invalid({"due": f"{day(due)} is past. Choose {day(after)} or later."})
    if due > after + LONGEST:
        raise Invalid({"due": f"{day(due)} is more than a year away. Check the year."})


def check_may_report(*, own: bool, runs_panel: bool) -> None:
    """The owner agency says what came of its action; whoever runs the panel may say it for them at the meeting."""
    if not (own or runs_panel):
        raise NotAllowed(
            "This action belongs to another agency.", remedy="Its owner reports on it, or the panel's coordinator does."
        )


def check_outcome(outcome: str) -> None:
    """An action ends with words on what came of it."""
    if not outcome.strip():
        raise Invalid({"outcome": "Say what came of it."})


def is_late(due: date, state: str, *, on: date) -> bool:
    """Whether an action that is still open should have been done before a day."""
    return state in states.OPEN_ACTIONS and due < on
