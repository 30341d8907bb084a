"""The machines of a panel: a meeting, a case on its agenda, and an action that an agency took on."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


class Meeting(StrEnum):
    """Where a panel meeting stands."""

    SCHEDULED = "scheduled"
    AGENDA_FROZEN = "agenda_frozen"
    HELD = "held"
    DECIDED = "decided"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Case(StrEnum):
    """Where one person's case on one agenda stands."""

    LISTED = "listed"
    DECIDED = "decided"
    CARRIED_OVER = "carried_over"
    TAKEN_OFF = "taken_off"


class Action(StrEnum):
    """Where something that an agency promised stands."""

    OPEN = "open"
    CARRIED_OVER = "carried_over"
    DONE = "done"
    NOT_DONE = "not_done"


MEETING_TRANSITIONS: Machine = {
    "agenda_frozen": step("scheduled", Meeting.AGENDA_FROZEN),
    "held": step("agenda_frozen", Meeting.HELD),
    "decided": step("held", Meeting.DECIDED),
    "closed": step("decided", Meeting.CLOSED),
    "cancelled": step("scheduled agenda_frozen", Meeting.CANCELLED, needs_reason=True),
}

CASE_TRANSITIONS: Machine = {
    "decided": step("listed decided carried_over", Case.DECIDED),
    "carried_over": step("listed", Case.CARRIED_OVER),
    "taken_off": step("listed", Case.TAKEN_OFF, needs_reason=True),
}

ACTION_TRANSITIONS: Machine = {
    "carried_over": step("open carried_over", Action.CARRIED_OVER, needs_reason=True),
    "done": step("open carried_over", Action.DONE),
    "not_done": step("open carried_over", Action.NOT_DONE, needs_reason=True),
}

MEETING_OWNER: dict[str, str] = {
    Meeting.SCHEDULED: "the coordinator, to freeze the agenda, and each agency for its papers",
    Meeting.AGENDA_FROZEN: "the chair, to open the meeting",
    Meeting.HELD: "the chair, to decide on each case",
    Meeting.DECIDED: "the chair, to approve the minutes",
    Meeting.CLOSED: "nobody: each agency does its actions",
    Meeting.CANCELLED: "nobody: it was not held",
}

CASE_OWNER: dict[str, str] = {
    Case.LISTED: "the chair, to decide",
    Case.DECIDED: "nobody: it was decided",
    Case.CARRIED_OVER: "the next meeting",
    Case.TAKEN_OFF: "nobody: it was taken off the agenda",
}

ACTION_OWNER: dict[str, str] = {
    Action.OPEN: "the owner agency",
    Action.CARRIED_OVER: "the owner agency, by the new date",
    Action.DONE: "nobody: it was done",
    Action.NOT_DONE: "nobody: it will not be done",
}

OPEN_ACTIONS = frozenset({Action.OPEN.value, Action.CARRIED_OVER.value})
UPCOMING = frozenset({Meeting.SCHEDULED.value, Meeting.AGENDA_FROZEN.value})
HELD_STATES = frozenset({Meeting.HELD.value, Meeting.DECIDED.value, Meeting.CLOSED.value})
