"""The machine of a concern: a complaint, an incident or a safeguarding matter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """Where a concern stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


CONCERN_TRANSITIONS: dict[str, Transition] = {
    "acknowledged": _step("raised", Concern.ACKNOWLEDGED),
    "started": _step("raised acknowledged", Concern.UNDER_WAY),
    "closed": _step("acknowledged under_way", Concern.CLOSED, needs_reason=True),
    "reopened": _step("closed", Concern.UNDER_WAY, needs_reason=True),
    "withdrawn": _step("raised acknowledged under_way", Concern.WITHDRAWN, needs_reason=True),
}

CONCERN_OWNER: dict[str, str] = {
    Concern.RAISED: "those who handle concerns there, to acknowledge and act",
    Concern.ACKNOWLEDGED: "its owner, to act",
    Concern.UNDER_WAY: "its owner, to close it",
    Concern.CLOSED: "nobody: it was closed",
    Concern.WITHDRAWN: "nobody: it was withdrawn",
}

OPEN = frozenset({Concern.RAISED.value, Concern.ACKNOWLEDGED.value, Concern.UNDER_WAY.value})


class CannotMove(ValueError):
    """The machine has no such step from the present state."""


def move(machine: dict[str, Transition], event: str, state: str) -> str:
    """The state after an event. Raises ``CannotMove`` where the table has no such step from here."""
    transition = machine.get(event)
    if transition is None or state not in transition.start:
        raise CannotMove(f"{event.replace('_', ' ')} is not possible from {state.replace('_', ' ')}")
    return str(transition.end)
