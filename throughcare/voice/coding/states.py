"""The machines of the coding room: a comment being read and coded, and a quote on its way to being shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reading(StrEnum):
    """Where the coding of a comment stands."""

    WAITING = "waiting"
    SECOND = "second"
    DISPUTED = "disputed"
    SETTLED = "settled"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"


class Quote(StrEnum):
    """Where somebody's words on their way to being shown stand."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


# A comment that wants one coder can be coded by two who opened it at the same moment: both are kept, hence the steps
# from settled to settled and to disputed.
READING_TRANSITIONS: dict[str, Transition] = {
    "coded": _step("waiting", Reading.SETTLED),
    "first_coded": _step("waiting", Reading.SECOND),
    "agreed": _step("second settled", Reading.SETTLED),
    "differed": _step("second settled", Reading.DISPUTED),
    "adjudicated": _step("disputed", Reading.SETTLED),
    "reopened": _step("settled", Reading.WAITING, needs_reason=True),
    "set_aside": _step("waiting second disputed", Reading.SET_ASIDE, needs_reason=True),
    "taken_up_again": _step("set_aside", Reading.WAITING),
    "withdrawn": _step("waiting second disputed settled set_aside", Reading.WITHDRAWN),
}

QUOTE_TRANSITIONS: dict[str, Transition] = {
    "approved": _step("proposed", Quote.APPROVED),
    "refused": _step("proposed", Quote.REFUSED, needs_reason=True),
    "taken_down": _step("proposed approved", Quote.TAKEN_DOWN, needs_reason=True),
}

READING_OWNER: dict[str, str] = {
    Reading.WAITING: "a coder",
    Reading.SECOND: "a second coder, who does not see what the first chose",
    Reading.DISPUTED: "who keeps the codebook, to settle it",
    Reading.SETTLED: "nobody: its themes count",
    Reading.SET_ASIDE: "nobody, unless it is taken up again",
    Reading.WITHDRAWN: "nobody: who gave it took it back",
}

QUOTE_OWNER: dict[str, str] = {
    Quote.PROPOSED: "someone else who approves quotes",
    Quote.APPROVED: "nobody: it may be shown",
    Quote.REFUSED: "nobody: it is not shown",
    Quote.TAKEN_DOWN: "nobody: it is not shown any more",
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
