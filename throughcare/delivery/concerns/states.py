"""The machine of a concern: a complaint, an incident or a safeguarding matter."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


class Concern(StrEnum):
    """Where a concern stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


CONCERN_TRANSITIONS: Machine = {
    "acknowledged": step("raised", Concern.ACKNOWLEDGED),
    "started": step("raised acknowledged", Concern.UNDER_WAY),
    "closed": step("acknowledged under_way", Concern.CLOSED, needs_reason=True),
    "reopened": step("closed", Concern.UNDER_WAY, needs_reason=True),
    "withdrawn": step("raised acknowledged under_way", Concern.WITHDRAWN, needs_reason=True),
}

CONCERN_OWNER: dict[str, str] = {
    Concern.RAISED: "those who handle concerns there, to acknowledge and act",
    Concern.ACKNOWLEDGED: "its owner, to act",
    Concern.UNDER_WAY: "its owner, to close it",
    Concern.CLOSED: "nobody: it was closed",
    Concern.WITHDRAWN: "nobody: it was withdrawn",
}

OPEN = frozenset({Concern.RAISED.value, Concern.ACKNOWLEDGED.value, Concern.UNDER_WAY.value})
