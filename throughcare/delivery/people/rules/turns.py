"""Whose turn it is with somebody in the cohort, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.states import NOMINAL_OWNER, Nominal


@dataclass(frozen=True, slots=True)
class Turn:
    """Who holds the next action, by when (null where nothing says), and whether that has passed."""

    whose: str
    by: date | None
    is_late: bool = False


PAUSES_REVIEW = frozenset({"custody"})


def is_review_paused(overlays: frozenset[str]) -> bool:
    """Whether reviews wait: while somebody is in custody the next one is due after release."""
    return bool(overlays & PAUSES_REVIEW)


def next_turn(state: str, *, review_on: date | None, overlays: frozenset[str], on: date, asked_of: str = "") -> Turn:
    """The next action on a stay as it stands on a day. ``asked_of`` is the borough asked to take the person over."""
    if state == Nominal.TRANSFER_PENDING:
        return Turn(f"the coordinator for {asked_of}" if asked_of else NOMINAL_OWNER[state], None)
    if state == Nominal.ADOPTED and is_review_paused(overlays):
        return Turn("the panel, to review after release", None)
    if state in (Nominal.ADOPTED, Nominal.DEFERRED):
        return Turn(NOMINAL_OWNER[state], review_on, review_on is not None and review_on < on)
    return Turn(NOMINAL_OWNER[state], None)
