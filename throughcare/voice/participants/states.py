"""The machine of a payment to somebody who took part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Payment(StrEnum):
    """Where a payment stands."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    PAID = "paid"
    DECLINED = "declined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


PAYMENT_TRANSITIONS: dict[str, Transition] = {
    "offered": _step("proposed", Payment.OFFERED),
    "accepted": _step("offered", Payment.ACCEPTED),
    "declined": _step("proposed offered", Payment.DECLINED),
    "approved": _step("accepted", Payment.APPROVED),
    "refused": _step("accepted", Payment.REFUSED, needs_reason=True),
    "paid": _step("approved", Payment.PAID),
}

PAYMENT_OWNER: dict[str, str] = {
    Payment.PROPOSED: "the engagement worker, to offer benefits advice and then the payment",
    Payment.OFFERED: "the participant, to accept or decline",
    Payment.ACCEPTED: "someone else who approves payments",
    Payment.APPROVED: "the engagement worker, to pay it",
    Payment.PAID: "nobody: it was paid",
    Payment.DECLINED: "nobody: it was declined",
    Payment.REFUSED: "nobody: it was refused",
}


class CannotMove(ValueError):
    """The machine has no such step from the present state."""


def move(machine: dict[str, Transition], event: str, state: str) -> str:
    """The state after an event. Raises ``CannotMove`` where the table has no such step from here."""
    transition = machine.get(event)
    if transition is None or state not in transition.start:
        raise CannotMove(f"{event} is not possible from {state}")
    return str(transition.end)


def events_from(machine: dict[str, Transition], state: str) -> tuple[str, ...]:
    """The events that the machine allows from a state, in the order of its table."""
    return tuple(event for event, transition in machine.items() if state in transition.start)
