"""When a panel can meet, freeze, open, finish, close and cancel."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, timedelta

from throughcare import machines
from throughcare.delivery.panels import states
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.words import count, day

LONGEST_BETWEEN = 366
WORDS = {
    "agenda_frozen": "its agenda cannot be frozen now",
    "held": "it cannot be opened now",
    "decided": "it cannot be finished now",
    "closed": "it cannot be closed now",
    "cancelled": "it cannot be cancelled now",
}


def moved(machine: machines.Machine, step: str, state: str, *, what: str, owner: dict[str, str]) -> str:
    """The state after a step. Raises ``WrongState`` with whose turn it is where the machine has no such step."""
    try:
        return machines.move(machine, step, state)
    except machines.CannotMove as error:
        raise WrongState(
            f"{what} is {state.replace('_', ' ')}, so {WORDS.get(step, 'this cannot be done now')}.",
            remedy=f"It is the turn of {owner[state]}.",
        ) from error


def check_settings(*, every_days: int, quorum: int) -> None:
    """A panel meets at least once a year and needs at least one agency."""
    if not 1 <= every_days <= LONGEST_BETWEEN:
        raise Invalid({"every_days": f"Give a number of days from 1 to {LONGEST_BETWEEN}."})
    if quorum < 1:
        raise Invalid({"quorum": "A quorum is one agency or more."})


def check_area(area: str, *, boroughs: frozenset[str], own: frozenset[str]) -> None:
    """A panel is started for an area in which one holds a role, the whole of it."""
    if not boroughs:
        raise Invalid({"area": "Choose an area from the list."})
    if not boroughs <= own:
        raise NotAllowed(
            "You hold your role for a smaller area than this.",
            remedy="Choose an area that is yours, or ask the coordinator of the whole area.",
        )


def check_day(on: date, *, today: date) -> None:
    """A meeting is set for today or later, and within a year."""
    if on < today:
        raise Invalid({"on": f"{day(on)} is past. Choose today or a later day."})
    if on > today + timedelta(days=LONGEST_BETWEEN):
        raise Invalid({"on": f"{day(on)} is more than a year away. Check the year."})


def next_day(last: date | None, *, every_days: int, today: date) -> date:
    """When the panel would meet next by how often it meets: the first such day that is not past."""
    if last is None:
        return today + timedelta(days=every_days)
    following = last + timedelta(days=every_days)
    while following < today:
        following += timedelta(days=every_days)
    return following


def check_can_open(*, on: date, today: date) -> None:
    """A meeting is opened on its day, or afterwards where it is written up later."""
    if today < on:
        raise Invalid(f"This meeting is set for {day(on)}.", remedy="Open it on that day, or move its date first.")


def check_quorum(*, present: Iterable[str], quorum: int) -> None:
    """Enough agencies are there. ``present`` are codes of agencies."""
    there = len(set(present))
    if there < quorum:
        raise Invalid(
            f"{count(there, 'agency', 'agencies')} present, and this panel decides with {quorum} or more.",
            remedy="Record who is there now, or cancel the meeting and set another day.",
        )


def check_agencies(found: Iterable[str], *, members: Container[str]) -> None:
    """Attendance is recorded for agencies that sit on the panel."""
    if any(code not in members for code in found):
        raise Invalid("Only agencies that sit on this panel attend it.", remedy="Add the agency to the panel first.")


def check_can_close(*, minutes_approved: bool, next_on: date | None) -> None:
    """A meeting closes when its minutes are approved and the next date stands."""
    if not minutes_approved:
        raise WrongState("The minutes are not approved yet.", remedy="The chair approves them; then close the meeting.")
    if next_on is None:
        raise WrongState(
            "No next meeting is set.", remedy="Set its date first, so that what is open has a place to go."
        )


def check_can_add(*, state: str) -> None:
    """Cases are added until the meeting's decisions are recorded."""
    if state not in (*states.UPCOMING, states.Meeting.HELD):
        raise WrongState(
            f"This meeting is {state.replace('_', ' ')}, so nothing can be added to its agenda.",
            remedy="Put the case on the next meeting's agenda.",
        )


def check_is_held(state: str) -> None:
    """What is said and decided is recorded while the meeting is open."""
    if state != states.Meeting.HELD:
        raise WrongState(
            f"This meeting is {state.replace('_', ' ')}, so nothing is decided in it now.",
            remedy=f"It is the turn of {states.MEETING_OWNER[state]}.",
        )
