"""The machines of casework: a questionnaire, a risk prompt, an assessment, a plan, a joint plan, an onward referral, a
closure report, supervision, and a form of a service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Questionnaire(StrEnum):
    """Where one filling in of an instrument stands. Whether it has a total depends on its answers alone."""

    OPEN = "open"
    FINISHED = "finished"
    LEFT = "left"
    DECLINED = "declined"
    VOID = "void"


class RiskPrompt(StrEnum):
    """Where the working through of a risk answer stands."""

    UNANSWERED = "unanswered"
    ESCALATED = "escalated"
    WORKED_THROUGH = "worked_through"


class Assessment(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    COMPLETED = "completed"


class Plan(StrEnum):
    """Where a plan stands. A change to an approved plan goes round again; the approved revision holds meanwhile."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ENDED = "ended"


class JointPlan(StrEnum):
    """Where a plan shared between providers stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ENDED = "ended"


class Onward(StrEnum):
    """Where a referral to a health service stands. Sent is not accepted, and accepted is not attended."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    MISSED = "missed"
    ATTENDED = "attended"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class ClosureReport(StrEnum):
    """Where a closure report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"


class Supervision(StrEnum):
    """Where a lead's review of a case stands."""

    DUE = "due"
    POINTS_RAISED = "points_raised"
    SIGNED_OFF = "signed_off"


class CaseForm(StrEnum):
    """Where a form of the service's own stands."""

    DRAFT = "draft"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


QUESTIONNAIRE_TRANSITIONS: dict[str, Transition] = {
    "finished": _step("open", Questionnaire.FINISHED),
    "left": _step("open", Questionnaire.LEFT),
    "declined": _step("open", Questionnaire.DECLINED),
    "voided": _step("open finished left", Questionnaire.VOID, needs_reason=True),
}
QUESTIONNAIRE_OWNER: dict[str, str] = {
    Questionnaire.OPEN: "whoever answers it",
    Questionnaire.FINISHED: "nobody",
    Questionnaire.LEFT: "nobody: what was answered is kept",
    Questionnaire.DECLINED: "nobody: the person did not want to answer",
    Questionnaire.VOID: "nobody: it was filled in by mistake",
}

RISK_TRANSITIONS: dict[str, Transition] = {
    "escalated": _step("unanswered", RiskPrompt.ESCALATED),
    "worked_through": _step("unanswered escalated", RiskPrompt.WORKED_THROUGH),
}
RISK_OWNER: dict[str, str] = {
    RiskPrompt.UNANSWERED: "the worker, today",
    RiskPrompt.ESCALATED: "the worker and the lead",
    RiskPrompt.WORKED_THROUGH: "nobody",
}

ASSESSMENT_TRANSITIONS: dict[str, Transition] = {
    "completed": _step("draft", Assessment.COMPLETED),
    "amended": _step("completed", Assessment.COMPLETED, needs_reason=True),
}
ASSESSMENT_OWNER: dict[str, str] = {
    Assessment.DRAFT: "the worker",
    Assessment.COMPLETED: "nobody",
}

PLAN_TRANSITIONS: dict[str, Transition] = {
    "submitted": _step("draft returned", Plan.SUBMITTED),
    "returned": _step("submitted", Plan.RETURNED, needs_reason=True),
    "approved": _step("submitted", Plan.APPROVED),
    "revised": _step("approved", Plan.DRAFT, needs_reason=True),
    "ended": _step("draft submitted returned approved", Plan.ENDED),
}
PLAN_OWNER: dict[str, str] = {
    Plan.DRAFT: "the worker, with the person",
    Plan.SUBMITTED: "the referrer or the service lead, never its author",
    Plan.RETURNED: "the worker",
    Plan.APPROVED: "the worker, to do it",
    Plan.ENDED: "nobody",
}

JOINT_TRANSITIONS: dict[str, Transition] = {
    "agreed": _step("proposed", JointPlan.AGREED),
    "reopened": _step("agreed", JointPlan.PROPOSED),
    "ended": _step("proposed agreed", JointPlan.ENDED, needs_reason=True),
}
JOINT_OWNER: dict[str, str] = {
    JointPlan.PROPOSED: "each party that has not agreed yet",
    JointPlan.AGREED: "each party, for its goals",
    JointPlan.ENDED: "nobody",
}

ONWARD_TRANSITIONS: dict[str, Transition] = {
    "sent": _step("draft", Onward.SENT),
    "acknowledged": _step("sent", Onward.ACKNOWLEDGED),
    "accepted": _step("sent acknowledged lapsed", Onward.ACCEPTED),
    "declined": _step("sent acknowledged accepted waiting missed lapsed", Onward.DECLINED, needs_reason=True),
    "placed_on_waiting_list": _step("accepted", Onward.WAITING),
    "first_attended": _step("accepted waiting missed", Onward.ATTENDED),
    "first_missed": _step("accepted waiting", Onward.MISSED),
    "rebooked": _step("missed", Onward.WAITING),
    "left_unknown": _step("accepted waiting missed", Onward.UNKNOWN),
    "lapsed": _step("sent acknowledged", Onward.LAPSED),
    "withdrawn": _step("draft sent acknowledged accepted waiting missed", Onward.WITHDRAWN, needs_reason=True),
}
ONWARD_OWNER: dict[str, str] = {
    Onward.DRAFT: "the worker, to write and send it",
    Onward.SENT: "the health service, to say that it came; the worker, to chase",
    Onward.ACKNOWLEDGED: "the health service, to decide; the worker, to chase",
    Onward.ACCEPTED: "the health service, to give a date; the worker, to chase",
    Onward.WAITING: "the health service, to see the person; the worker, to hear whether they did",
    Onward.MISSED: "the worker, to help with another appointment",
    Onward.ATTENDED: "nobody: the first appointment was attended",
    Onward.UNKNOWN: "nobody: whether they were seen was never learned",
    Onward.DECLINED: "nobody: refused, and counted as a gap",
    Onward.LAPSED: "nobody: no answer came, and it is counted as a gap",
    Onward.WITHDRAWN: "nobody: taken back",
}

CLOSURE_TRANSITIONS: dict[str, Transition] = {
    "submitted": _step("draft", ClosureReport.SUBMITTED),
    "accepted": _step("submitted", ClosureReport.ACCEPTED),
}
CLOSURE_OWNER: dict[str, str] = {
    ClosureReport.DRAFT: "the worker",
    ClosureReport.SUBMITTED: "the referrer",
    ClosureReport.ACCEPTED: "nobody",
}

SUPERVISION_TRANSITIONS: dict[str, Transition] = {
    "points_raised": _step("due", Supervision.POINTS_RAISED),
    "answered": _step("points_raised", Supervision.DUE),
    "signed_off": _step("due", Supervision.SIGNED_OFF),
}
SUPERVISION_OWNER: dict[str, str] = {
    Supervision.DUE: "the service lead",
    Supervision.POINTS_RAISED: "the worker, to answer the points",
    Supervision.SIGNED_OFF: "nobody",
}

FORM_TRANSITIONS: dict[str, Transition] = {
    "completed": _step("draft", CaseForm.COMPLETED),
    "amended": _step("completed", CaseForm.COMPLETED, needs_reason=True),
}
FORM_OWNER: dict[str, str] = {
    CaseForm.DRAFT: "the worker, with the person",
    CaseForm.COMPLETED: "nobody",
}

MACHINES: dict[str, dict[str, Transition]] = {
    "questionnaire": QUESTIONNAIRE_TRANSITIONS,
    "risk_prompt": RISK_TRANSITIONS,
    "assessment": ASSESSMENT_TRANSITIONS,
    "plan": PLAN_TRANSITIONS,
    "joint_plan": JOINT_TRANSITIONS,
    "onward_referral": ONWARD_TRANSITIONS,
    "closure_report": CLOSURE_TRANSITIONS,
    "supervision": SUPERVISION_TRANSITIONS,
    "case_form": FORM_TRANSITIONS,
}

ONWARD_OVER = frozenset({Onward.ATTENDED, Onward.UNKNOWN, Onward.DECLINED, Onward.LAPSED, Onward.WITHDRAWN})
ONWARD_AWAITING_ANSWER = frozenset({Onward.SENT, Onward.ACKNOWLEDGED})
ONWARD_TAKEN_ON = frozenset({Onward.ACCEPTED, Onward.WAITING, Onward.MISSED})
RISK_OPEN = frozenset({RiskPrompt.UNANSWERED, RiskPrompt.ESCALATED})
MEASURED = frozenset({Questionnaire.FINISHED, Questionnaire.LEFT})


class CannotMove(ValueError):
    """The machine has no such step from the present state."""


def move(machine: str, event: str, state: str) -> str:
    """The state after an event. Raises ``CannotMove`` where the table has no such step from here."""
    transition = MACHINES[machine].get(event)
    if transition is None or state not in transition.start:
        raise CannotMove(f"{event.replace('_', ' ')} is not possible from {state.replace('_', ' ')}")
    return str(transition.end)


def events_from(machine: str, state: str) -> tuple[str, ...]:
    """The events that the machine allows from a state, in the order of its table."""
    return tuple(event for event, transition in MACHINES[machine].items() if state in transition.start)
