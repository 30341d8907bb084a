"""The machine of a proposal: from what people said to the change that they are told of."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


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


PROPOSAL_TRANSITIONS: Machine = {
    "supported": step("raised", Proposal.SUPPORTED),
    "sent": step("supported", Proposal.SENT),
    "sent_back": step("sent", Proposal.SUPPORTED, needs_reason=True),
    "adopted": step("sent", Proposal.ADOPTED),
    "adapted": step("sent", Proposal.ADAPTED, needs_reason=True),
    "declined": step("sent", Proposal.DECLINED, needs_reason=True),
    "changed": step("adopted adapted", Proposal.CHANGED),
    "told_back": step("declined changed", Proposal.TOLD_BACK),
    "withdrawn": step("raised supported", Proposal.WITHDRAWN, needs_reason=True),
}

REPORT_TRANSITIONS: Machine = {
    "issued": step("draft", Report.ISSUED),
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
