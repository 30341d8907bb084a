"""Tables of decisions."""

from throughcare.commissioning.decisions.models.decision import Decision, PaperVersion, PartTwo, SearchWord
from throughcare.commissioning.decisions.models.delegation import Delegation, DelegationUse
from throughcare.commissioning.decisions.models.receipts import Receipt
from throughcare.commissioning.decisions.models.working import (
    AcceptedFinding,
    AdviceOnPaper,
    Approval,
    Comment,
    CommentDraft,
    Edit,
)

__all__ = [
    "AcceptedFinding",
    "AdviceOnPaper",
    "Approval",
    "Comment",
    "CommentDraft",
    "Decision",
    "Delegation",
    "DelegationUse",
    "Edit",
    "PaperVersion",
    "PartTwo",
    "Receipt",
    "SearchWord",
]
