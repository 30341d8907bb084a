"""Whether a case stands so that something can be booked or recorded in it, and how many sessions it has left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.errors import NotAllowed, WrongState
from throughcare.foundation.ui.words import LONDON, day

CLOSED = frozenset({"closed", "declined", "withdrawn", "transferred"})
NOT_YET = frozenset({"draft", "submitted", "triage", "information_requested"})
PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the rules need it: its state and since when, when it closed, and when the person died."""

    state: str
    since: datetime
    closed_at: datetime | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """Sessions of a case: those used, those booked ahead, and how many the service allows (null: no limit)."""

    used: int
    ahead: int
    allowed: int | None

    @property
    def left(self) -> int | None:
        """Sessions that are neither used nor booked; null where there is no limit."""
        return None if self.allowed is None else max(0, self.allowed - self.used - self.ahead)

    def __str__(self) -> str:
        return f"{self.used} used" if self.allowed is None else f"{self.used} of {self.allowed} used"


def check_can_book(case: Case, *, starts: datetime) -> None:
    """Raises where nothing can be booked in a case: before it is taken on, closed, paused, or after a death."""
    _check_alive(case, starts, remedy="Cancel what is still booked, and close the case.")
    if case.state in NOT_YET:
        raise WrongState(
            "This referral has not been accepted yet, so nothing can be booked.",
            remedy="Accept it first, or ask whoever decides on it.",
        )
    if case.state in CLOSED:
        raise WrongState(
            f"This case is {case.state}, so nothing can be booked in it.",
            remedy="Reopen it with a reason, if the service still allows that, or ask for a new referral.",
        )
    if case.state == PAUSED:
        raise WrongState(
            f"This case has been paused since {day(case.since)}, so nothing can be booked in it.",
            remedy="Resume it first. What was booked before can still be cancelled or moved.",
        )


def check_purpose(purpose: str, state: str, allowed: Collection[str]) -> None:
    """Raises ``WrongState`` for a purpose that the case has not come to. ``allowed`` are the purposes it has."""
    if purpose in allowed:
        return
    if purpose == "session":
        raise WrongState(
            f"This case is at {state.replace('_', ' ')}, where sessions have not begun.",
            remedy="Book an assessment or another contact, or take the case to the step where sessions begin.",
        )
    raise WrongState(
        f"This case is at {state.replace('_', ' ')}, so there is no {purpose} to hold.",
        remedy="Choose what it is for, such as a session or another contact.",
    )


def check_can_record(case: Case, *, starts: datetime, attended: bool) -> None:
    """Raises where an outcome cannot be true: somebody attended after their death, after closure, in a pause.

    A session held before any of these can be recorded afterwards, and one that was missed at any time.
    """
    if not attended:
        return
    _check_alive(
        case,
        starts,
        remedy="Choose what really became of the appointment. If the date of death is wrong, have the record mended.",
    )
    if case.state in CLOSED and case.closed_at is not None and starts >= case.closed_at:
        raise WrongState(
            f"This case was {case.state} on {day(case.closed_at)}, so a later session is no part of it.",
            remedy="Reopen the case with a reason and record it then, or check the date.",
        )
    if case.state == PAUSED and starts >= case.since:
        raise WrongState(
            f"This case has been paused since {day(case.since)}, so a session after that cannot be recorded in it.",
            remedy="Resume the case first, then record the session; what you typed is kept.",
        )


def _check_alive(case: Case, starts: datetime, *, remedy: str) -> None:
    if case.died_on is not None and starts.astimezone(LONDON).date() > case.died_on:
        raise WrongState(f"This person died on {day(case.died_on)}.", remedy=remedy)


def check_has_session(allowance: Allowance, *, booking: bool) -> None:
    """Raises ``NotAllowed`` for a session beyond those the service allows, with what to do instead."""
    if allowance.allowed is None:
        return
    taken = allowance.used + (allowance.ahead if booking else 0)
    if taken < allowance.allowed:
        return
    ahead = f" and {allowance.ahead} booked" if booking and allowance.ahead else ""
    raise NotAllowed(
        f"This service allows {allowance.allowed} sessions; {allowance.used} are used{ahead}, so there is none left.",
        remedy="Cancel one that is booked, close the case with its report, refer the person on, or make this "
        "another contact, which uses no session.",
    )
