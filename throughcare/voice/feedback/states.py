"""The machines of feedback: a version of a survey, an activity such as a discussion group, and a call for help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Survey(StrEnum):
    """Where a version of a survey stands. From ``approved`` on its questions never change."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Activity(StrEnum):
    """Where an interview, a discussion group, a council, an open event or a piece of commissioning input stands."""

    PLANNED = "planned"
    INVITING = "inviting"
    HELD = "held"
    EXPENSES_SETTLED = "expenses_settled"
    WRITTEN_UP = "written_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Disclosure(StrEnum):
    """Where a call for help in a named answer stands."""

    WAITING = "waiting"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


SURVEY_TRANSITIONS: dict[str, Transition] = {
    "submitted": _step("draft", Survey.SUBMITTED),
    "returned": _step("submitted", Survey.DRAFT, needs_reason=True),
    "approved": _step("submitted", Survey.APPROVED),
    "opened": _step("approved", Survey.OPEN),
    "closed": _step("open", Survey.CLOSED),
    "withdrawn": _step("draft submitted approved", Survey.WITHDRAWN, needs_reason=True),
}

ACTIVITY_TRANSITIONS: dict[str, Transition] = {
    "invitations_sent": _step("planned", Activity.INVITING),
    "held": _step("inviting", Activity.HELD),
    "payments_made": _step("held", Activity.EXPENSES_SETTLED),
    "insight_written": _step("held expenses_settled", Activity.WRITTEN_UP),
    "told_back": _step("written_up", Activity.CLOSED),
    "cancelled": _step("planned inviting", Activity.CANCELLED, needs_reason=True),
}

DISCLOSURE_TRANSITIONS: dict[str, Transition] = {
    "answered": _step("waiting", Disclosure.ANSWERED, needs_reason=True),
}

SURVEY_OWNER: dict[str, str] = {
    Survey.DRAFT: "who builds it, to finish and submit it",
    Survey.SUBMITTED: "someone else who approves surveys",
    Survey.APPROVED: "who runs it, to open it and hand out codes",
    Survey.OPEN: "the people who are asked, until it closes",
    Survey.CLOSED: "nobody: its answers are in",
    Survey.WITHDRAWN: "nobody: it was given up",
}

ACTIVITY_OWNER: dict[str, str] = {
    Activity.PLANNED: "the engagement worker, to invite people",
    Activity.INVITING: "the engagement worker, to hold it",
    Activity.HELD: "the engagement worker, to settle expenses and write up what was said",
    Activity.EXPENSES_SETTLED: "the engagement worker, to write up what was said",
    Activity.WRITTEN_UP: "the engagement worker, to tell people what came of it",
    Activity.CLOSED: "nobody: people were told",
    Activity.CANCELLED: "nobody: it did not take place",
}

DISCLOSURE_OWNER: dict[str, str] = {
    Disclosure.WAITING: "a trained person, to get in touch",
    Disclosure.ANSWERED: "nobody: someone got in touch",
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
