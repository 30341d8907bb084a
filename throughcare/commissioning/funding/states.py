"""The machines of money: a contribution between partners, a carry-forward through the reserve, and a virement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Contribution(StrEnum):
    """Where a sum promised by one partner to another stands."""

    PLEDGED = "pledged"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    INVOICED = "invoiced"
    RECEIVED = "received"
    RECOGNISED = "recognised"
    DEFERRED = "deferred"
    CARRIED_FORWARD = "carried_forward"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class CarryForward(StrEnum):
    """Where a movement of money between years through the earmarked reserve stands."""

    FORECAST = "forecast"
    REQUESTED = "requested"
    APPROVED = "approved"
    IN_RESERVE = "in_reserve"
    PART_DRAWN = "part_drawn"
    EXHAUSTED = "exhausted"
    LAPSED = "lapsed"
    REFUSED = "refused"


class Virement(StrEnum):
    """Where a movement between two lines of one year stands."""

    PROPOSED = "proposed"
    POSTED = "posted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


CONTRIBUTION_TRANSITIONS: dict[str, Transition] = {
    "accepted": _step("pledged", Contribution.ACCEPTED),
    "agreed": _step("accepted", Contribution.AGREED),
    "invoiced": _step("agreed", Contribution.INVOICED),
    "received": _step("invoiced", Contribution.RECEIVED),
    "recognised": _step("received deferred", Contribution.RECOGNISED),
    "deferred": _step("received recognised", Contribution.DEFERRED, needs_reason=True),
    "carried_forward": _step("deferred", Contribution.CARRIED_FORWARD),
    "returned": _step("received recognised deferred", Contribution.RETURNED, needs_reason=True),
    "withdrawn": _step("pledged accepted agreed", Contribution.WITHDRAWN, needs_reason=True),
}

CARRY_FORWARD_TRANSITIONS: dict[str, Transition] = {
    "requested": _step("forecast", CarryForward.REQUESTED),
    "approved": _step("requested", CarryForward.APPROVED),
    "refused": _step("requested", CarryForward.REFUSED, needs_reason=True),
    "transferred": _step("approved", CarryForward.IN_RESERVE),
    "drawn": _step("in_reserve part_drawn", CarryForward.PART_DRAWN),
    "exhausted": _step("in_reserve part_drawn", CarryForward.EXHAUSTED),
    "lapsed": _step("in_reserve part_drawn", CarryForward.LAPSED, needs_reason=True),
}

VIREMENT_TRANSITIONS: dict[str, Transition] = {
    "posted": _step("proposed", Virement.POSTED),
    "refused": _step("proposed", Virement.REFUSED, needs_reason=True),
}

CONTRIBUTION_OWNER: dict[str, str] = {
    Contribution.PLEDGED: "the decision maker, to accept it in a decision",
    Contribution.ACCEPTED: "the paying partner, to sign the agreement",
    Contribution.AGREED: "finance, to invoice",
    Contribution.INVOICED: "the paying partner, to pay",
    Contribution.RECEIVED: "finance, to recognise what the conditions allow",
    Contribution.RECOGNISED: "nobody, unless some must be held or returned",
    Contribution.DEFERRED: "both partners, to carry forward or return",
    Contribution.CARRIED_FORWARD: "nobody: it lives on in the later year",
    Contribution.RETURNED: "nobody: it was paid back",
    Contribution.WITHDRAWN: "nobody: it never came",
}

CARRY_FORWARD_OWNER: dict[str, str] = {
    CarryForward.FORECAST: "the commissioner, to ask for it",
    CarryForward.REQUESTED: "the approver, and the partner whose money it is",
    CarryForward.APPROVED: "finance, to move it to the reserve",
    CarryForward.IN_RESERVE: "finance, to draw it in its year",
    CarryForward.PART_DRAWN: "finance, to draw the rest in its year",
    CarryForward.EXHAUSTED: "nobody: all of it was drawn",
    CarryForward.LAPSED: "nobody: the rest was given up",
    CarryForward.REFUSED: "nobody: it was refused",
}

VIREMENT_OWNER: dict[str, str] = {
    Virement.PROPOSED: "the approver",
    Virement.POSTED: "nobody",
    Virement.REFUSED: "nobody",
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
