"""Asking a questionnaire: when, by which code, and what may still be answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from throughcare.errors import Invalid, NotFound, WrongState

ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"
CODE_LENGTH = 9
LASTS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "two_days": timedelta(days=2)}
TO_FINISH = timedelta(minutes=60)
OLDEST_PAPER = timedelta(days=90)


def code_shown(code: str) -> str:
    """A code as people read it out: ``K4T-7QD-2MN``."""
    return "-".join(code[place : place + 3] for place in range(0, len(code), 3))


def code_typed(text: str) -> str:
    """A code as it was typed, in its one form: capitals, without spaces and dashes."""
    return "".join(mark for mark in text.upper() if mark.isalnum())[:CODE_LENGTH]


def check_chosen(chosen: Sequence[str], allowed: Sequence[str]) -> None:
    """Raises ``Invalid`` unless at least one is chosen, each once, all from those the service uses."""
    if not chosen:
        raise Invalid({"instruments": "Choose at least one questionnaire."})
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(allowed):
        raise Invalid({"instruments": "Choose from the questionnaires of this service, each once."})


def check_asked_on(asked_on: date, today: date) -> None:
    """Raises ``Invalid`` for a day that is to come, or too long ago to be recorded as this case's."""
    if asked_on > today:
        raise Invalid({"asked_on": "The day must not be in the future."})
    if asked_on < today - OLDEST_PAPER:
        raise Invalid({"asked_on": f"The day must be in the last {OLDEST_PAPER.days} days."})


def check_case_takes_work(*, is_open: bool, died_on: date | None, what: str) -> None:
    """Raises ``WrongState`` where the case is over or the person has died: nothing more is asked of them."""
    if died_on is not None:
        raise WrongState(f"The person has died, so no {what} can be added.", remedy="Close the case from its own page.")
    if not is_open:
        raise WrongState(
            f"This case is not open, so no {what} can be added.",
            remedy="Open it again first if more work is to be done.",
        )


def lasts_until(lasts: str, at: datetime) -> datetime:
    """When a code made now ends. Raises ``Invalid`` for a length that is not offered."""
    if lasts not in LASTS:
        raise Invalid({"lasts": "Choose how long the code works."})
    return at + LASTS[lasts]


def check_can_open_code(
    *, until: datetime, opened_at: datetime | None, closed_at: datetime | None, at: datetime
) -> None:
    """Raises ``NotFound``, alike for a code that was used, has ended or never was: it tells nothing."""
    if opened_at is not None or closed_at is not None or at >= until:
        raise no_such_code()


def no_such_code() -> NotFound:
    """What is said of any code that does not work."""
    return NotFound(
        "This code does not work. Each code works once, and not for long.",
        remedy="Check it, or ask whoever gave it to you for a new one.",
    )


def answering_until(opened_at: datetime) -> datetime:
    """Until when a code that was opened can be answered with."""
    return opened_at + TO_FINISH


def check_still_answering(*, opened_at: datetime | None, closed_at: datetime | None, at: datetime) -> None:
    """Raises ``NotFound`` once the questions were finished, left, or the time for them is over."""
    if opened_at is None or closed_at is not None or at >= answering_until(opened_at):
        raise NotFound(
            "These questions are closed. What was answered has been kept.",
            remedy="Ask whoever gave you the code if you want to say more.",
        )
