"""The machines of feedback: a version of a survey, an activity such as a discussion group, and a call for help."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


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
    """Where a call for help stands: from a named answer, or from a comment that a coder passed on."""

    WAITING = "waiting"
    ANSWERED = "answered"


SURVEY_TRANSITIONS: Machine = {
    "submitted": step("draft", Survey.SUBMITTED),
    "returned": step("submitted", Survey.DRAFT, needs_reason=True),
    "approved": step("submitted", Survey.APPROVED),
    "opened": step("approved", Survey.OPEN),
    "closed": step("open", Survey.CLOSED),
    "withdrawn": step("draft submitted approved", Survey.WITHDRAWN, needs_reason=True),
}

ACTIVITY_TRANSITIONS: Machine = {
    "invitations_sent": step("planned", Activity.INVITING),
    "held": step("inviting", Activity.HELD),
    "payments_made": step("held", Activity.EXPENSES_SETTLED),
    "insight_written": step("held expenses_settled", Activity.WRITTEN_UP),
    "told_back": step("written_up", Activity.CLOSED),
    "cancelled": step("planned inviting", Activity.CANCELLED, needs_reason=True),
}

DISCLOSURE_TRANSITIONS: Machine = {
    "answered": step("waiting", Disclosure.ANSWERED, needs_reason=True),
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
    Disclosure.WAITING: "a trained person, to get in touch or have somebody kept safe",
    Disclosure.ANSWERED: "nobody: someone acted on it",
}
