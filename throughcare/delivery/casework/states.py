"""The machines of casework: a questionnaire, a risk prompt, an assessment, a plan, a joint plan, an onward referral, a
closure report, supervision, and a form of a service."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


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


QUESTIONNAIRE_TRANSITIONS: Machine = {
    "finished": step("open", Questionnaire.FINISHED),
    "left": step("open", Questionnaire.LEFT),
    "declined": step("open", Questionnaire.DECLINED),
    "voided": step("open finished left", Questionnaire.VOID, needs_reason=True),
}
QUESTIONNAIRE_OWNER: dict[str, str] = {
    Questionnaire.OPEN: "whoever answers it",
    Questionnaire.FINISHED: "nobody",
    Questionnaire.LEFT: "nobody: what was answered is kept",
    Questionnaire.DECLINED: "nobody: the person did not want to answer",
    Questionnaire.VOID: "nobody: it was filled in by mistake",
}

RISK_TRANSITIONS: Machine = {
    "escalated": step("unanswered", RiskPrompt.ESCALATED),
    "worked_through": step("unanswered escalated", RiskPrompt.WORKED_THROUGH),
}
RISK_OWNER: dict[str, str] = {
    RiskPrompt.UNANSWERED: "the worker, today",
    RiskPrompt.ESCALATED: "the worker and the lead",
    RiskPrompt.WORKED_THROUGH: "nobody",
}

ASSESSMENT_TRANSITIONS: Machine = {
    "completed": step("draft", Assessment.COMPLETED),
    "amended": step("completed", Assessment.COMPLETED, needs_reason=True),
}
ASSESSMENT_OWNER: dict[str, str] = {
    Assessment.DRAFT: "the worker",
    Assessment.COMPLETED: "nobody",
}

PLAN_TRANSITIONS: Machine = {
    "submitted": step("draft returned", Plan.SUBMITTED),
    "returned": step("submitted", Plan.RETURNED, needs_reason=True),
    "approved": step("submitted", Plan.APPROVED),
    "revised": step("approved", Plan.DRAFT, needs_reason=True),
    "ended": step("draft submitted returned approved", Plan.ENDED),
}
PLAN_OWNER: dict[str, str] = {
    Plan.DRAFT: "the worker, with the person",
    Plan.SUBMITTED: "the referrer or the service lead, never its author",
    Plan.RETURNED: "the worker",
    Plan.APPROVED: "the worker, to do it",
    Plan.ENDED: "nobody",
}

JOINT_TRANSITIONS: Machine = {
    "agreed": step("proposed", JointPlan.AGREED),
    "reopened": step("agreed", JointPlan.PROPOSED),
    "ended": step("proposed agreed", JointPlan.ENDED, needs_reason=True),
}
JOINT_OWNER: dict[str, str] = {
    JointPlan.PROPOSED: "each party that has not agreed yet",
    JointPlan.AGREED: "each party, for its goals",
    JointPlan.ENDED: "nobody",
}

ONWARD_TRANSITIONS: Machine = {
    "sent": step("draft", Onward.SENT),
    "acknowledged": step("sent", Onward.ACKNOWLEDGED),
    "accepted": step("sent acknowledged lapsed", Onward.ACCEPTED),
    "declined": step("sent acknowledged accepted waiting missed lapsed", Onward.DECLINED, needs_reason=True),
    "placed_on_waiting_list": step("accepted", Onward.WAITING),
    "first_attended": step("accepted waiting missed", Onward.ATTENDED),
    "first_missed": step("accepted waiting", Onward.MISSED),
    "rebooked": step("missed", Onward.WAITING),
    "left_unknown": step("accepted waiting missed", Onward.UNKNOWN),
    "lapsed": step("sent acknowledged", Onward.LAPSED),
    "withdrawn": step("draft sent acknowledged accepted waiting missed", Onward.WITHDRAWN, needs_reason=True),
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

CLOSURE_TRANSITIONS: Machine = {
    "submitted": step("draft", ClosureReport.SUBMITTED),
    "accepted": step("submitted", ClosureReport.ACCEPTED),
}
CLOSURE_OWNER: dict[str, str] = {
    ClosureReport.DRAFT: "the worker",
    ClosureReport.SUBMITTED: "the referrer",
    ClosureReport.ACCEPTED: "nobody",
}

SUPERVISION_TRANSITIONS: Machine = {
    "points_raised": step("due", Supervision.POINTS_RAISED),
    "answered": step("points_raised", Supervision.DUE),
    "signed_off": step("due", Supervision.SIGNED_OFF),
}
SUPERVISION_OWNER: dict[str, str] = {
    Supervision.DUE: "the service lead",
    Supervision.POINTS_RAISED: "the worker, to answer the points",
    Supervision.SIGNED_OFF: "nobody",
}

FORM_TRANSITIONS: Machine = {
    "completed": step("draft", CaseForm.COMPLETED),
    "amended": step("completed", CaseForm.COMPLETED, needs_reason=True),
}
FORM_OWNER: dict[str, str] = {
    CaseForm.DRAFT: "the worker, with the person",
    CaseForm.COMPLETED: "nobody",
}

MACHINES: dict[str, Machine] = {
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
