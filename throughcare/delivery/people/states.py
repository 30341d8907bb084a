"""The machines of people: a stay in the cohort, a rating, a pair of records, a transfer, a challenge."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Nominal(StrEnum):
    """Where a stay in the cohort stands."""

    IDENTIFIED = "identified"
    NOMINATED = "nominated"
    DEFERRED = "deferred"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    TRANSFER_PENDING = "transfer_pending"
    TRANSFERRED_OUT = "transferred_out"
    DESELECTED = "deselected"


class Rating(StrEnum):
    """How closely a person in the cohort is managed."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Duplicate(StrEnum):
    """What was decided about two records that may be one person."""

    PROPOSED = "proposed"
    MERGED = "merged"
    KEPT_APART = "kept_apart"


class Transfer(StrEnum):
    """How an area's asking another to take a person over was answered."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Challenge(StrEnum):
    """How a challenge to a score or a rating was answered."""

    OPEN = "open"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"


IN_COHORT = frozenset({Nominal.ADOPTED, Nominal.TRANSFER_PENDING})
OPEN_STATES = IN_COHORT | {Nominal.IDENTIFIED, Nominal.NOMINATED, Nominal.DEFERRED}


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = True


def _step(start: str, end: str, *, needs_reason: bool = True) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


NOMINAL_TRANSITIONS: dict[str, Transition] = {
    "nominated": _step("identified", Nominal.NOMINATED),
    "renominated": _step("deferred", Nominal.NOMINATED),
    "adopted": _step("nominated deferred", Nominal.ADOPTED),
    "not_adopted": _step("identified nominated deferred", Nominal.NOT_ADOPTED),
    "deferred": _step("nominated deferred", Nominal.DEFERRED),
    "transfer_asked": _step("adopted", Nominal.TRANSFER_PENDING),
    "transfer_accepted": _step("transfer_pending", Nominal.TRANSFERRED_OUT, needs_reason=False),
    "transfer_refused": _step("transfer_pending", Nominal.ADOPTED, needs_reason=False),
    "transfer_withdrawn": _step("transfer_pending", Nominal.ADOPTED, needs_reason=False),
    "deselected": _step("adopted transfer_pending", Nominal.DESELECTED),
    "readopted": _step("deselected", Nominal.ADOPTED),
    "person_died": _step(
        "identified nominated deferred adopted transfer_pending", Nominal.DESELECTED, needs_reason=False
    ),
}
NOMINAL_STARTS: dict[str, str] = {
    "identified": Nominal.IDENTIFIED,
    "put_forward": Nominal.NOMINATED,
    "transferred_in": Nominal.ADOPTED,
}
NOMINAL_OWNER: dict[str, str] = {
    Nominal.IDENTIFIED: "the coordinator or an agency, to nominate",
    Nominal.NOMINATED: "the panel, to decide",
    Nominal.DEFERRED: "the coordinator, to bring what the panel asked for",
    Nominal.ADOPTED: "the panel, to review",
    Nominal.NOT_ADOPTED: "nobody: the panel said no",
    Nominal.TRANSFER_PENDING: "the coordinator of the other borough",
    Nominal.TRANSFERRED_OUT: "nobody: another area has them",
    Nominal.DESELECTED: "nobody: taken off the cohort",
}

RATING_TRANSITIONS: dict[str, Transition] = {
    "rated_red": _step("unrated amber green red", Rating.RED),
    "rated_amber": _step("unrated red green amber", Rating.AMBER),
    "rated_green": _step("unrated red amber green", Rating.GREEN),
}
RATING_OWNER: dict[str, str] = {
    "unrated": "the panel, to rate",
    Rating.RED: "the panel, to review",
    Rating.AMBER: "the panel, to review",
    Rating.GREEN: "the panel, to review",
}

DUPLICATE_TRANSITIONS: dict[str, Transition] = {
    "merged": _step("proposed kept_apart", Duplicate.MERGED, needs_reason=False),
    "kept_apart": _step("proposed", Duplicate.KEPT_APART),
    "undone": _step("merged kept_apart", Duplicate.PROPOSED),
}
DUPLICATE_OWNER: dict[str, str] = {
    Duplicate.PROPOSED: "a coordinator, to merge or keep apart",
    Duplicate.MERGED: "nobody",
    Duplicate.KEPT_APART: "nobody",
}

TRANSFER_TRANSITIONS: dict[str, Transition] = {
    "accepted": _step("asked", Transfer.ACCEPTED, needs_reason=False),
    "refused": _step("asked", Transfer.REFUSED),
    "withdrawn": _step("asked", Transfer.WITHDRAWN, needs_reason=False),
}
TRANSFER_OWNER: dict[str, str] = {
    Transfer.ASKED: "the coordinator of the other borough",
    Transfer.ACCEPTED: "nobody",
    Transfer.REFUSED: "nobody",
    Transfer.WITHDRAWN: "nobody",
}

CHALLENGE_TRANSITIONS: dict[str, Transition] = {
    "upheld": _step("open", Challenge.UPHELD),
    "partly_upheld": _step("open", Challenge.PARTLY_UPHELD),
    "not_upheld": _step("open", Challenge.NOT_UPHELD),
    "withdrawn": _step("open", Challenge.WITHDRAWN, needs_reason=False),
}
CHALLENGE_OWNER: dict[str, str] = {
    Challenge.OPEN: "a coordinator or panel chair who did not make it, to answer",
    Challenge.UPHELD: "nobody",
    Challenge.PARTLY_UPHELD: "nobody",
    Challenge.NOT_UPHELD: "nobody",
    Challenge.WITHDRAWN: "nobody",
}


class CannotMove(ValueError):
    """The machine has no such step from the present state."""


def move(machine: dict[str, Transition], event: str, state: str) -> str:
    """The state after an event. Raises ``CannotMove`` where the table has no such step from here."""
    transition = machine.get(event)
    if transition is None or state not in transition.start:
        raise CannotMove(f"{event.replace('_', ' ')} is not possible from {state.replace('_', ' ')}")
    return str(transition.end)


def events_from(machine: dict[str, Transition], state: str) -> tuple[str, ...]:
    """The events that the machine allows from a state, in the order of its table."""
    return tuple(event for event, transition in machine.items() if state in transition.start)
