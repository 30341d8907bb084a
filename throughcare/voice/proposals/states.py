"""The machine of a proposal: from what people said to the change that they are told of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Proposal(StrEnum):
    """Where something that people asked for stands."""

    RAISED = "raised"
    SUPPORTED = "supported"
    SENT = "sent"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    DECLINED = "declined"
    CHANGED = "changed"
    TOLD_BACK = "told_back"
    WITHDRAWN = "withdrawn"


class Report(StrEnum):
    """Where a quarterly insight report stands. From ``issued`` on it never changes."""

    DRAFT = "draft"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


PROPOSAL_TRANSITIONS: dict[str, Transition] = {
    "supported": _step("raised", Proposal.SUPPORTED),
    "sent": _step("supported", Proposal.SENT),
    "sent_back": _step("sent", Proposal.SUPPORTED, needs_reason=True),
    "adopted": _step("sent", Proposal.ADOPTED),
    "adapted": _step("sent", Proposal.ADAPTED, needs_reason=True),
    "declined": _step("sent", Proposal.DECLINED, needs_reason=True),
    "changed": _step("adopted adapted", Proposal.CHANGED),
    "told_back": _step("declined changed", Proposal.TOLD_BACK),
    "withdrawn": _step("raised supported", Proposal.WITHDRAWN, needs_reason=True),
}

REPORT_TRANSITIONS: dict[str, Transition] = {
    "issued": _step("draft", Report.ISSUED),
}

PROPOSAL_OWNER: dict[str, str] = {
    Proposal.RAISED: "the engagement worker, once a council or facilitators back it",
    Proposal.SUPPORTED: "the engagement worker, to send it to whoever decides",
    Proposal.SENT: "the role it is addressed to, to answer",
    Proposal.ADOPTED: "who answered, to make the change and say how we know",
    Proposal.ADAPTED: "who answered, to make the change and say how we know",
    Proposal.DECLINED: "who publishes answers, to tell people why",
    Proposal.CHANGED: "who publishes answers, to tell people what changed",
    Proposal.TOLD_BACK: "nobody: people were told",
    Proposal.WITHDRAWN: "nobody: it was taken back",
}

REPORT_OWNER: dict[str, str] = {
    Report.DRAFT: "the engagement lead, to read it and issue it",
    Report.ISSUED: "nobody: it is out and does not change",
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
