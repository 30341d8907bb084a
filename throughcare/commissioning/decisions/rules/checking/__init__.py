"""The checker of decision papers: pure rules over the structured paper, one module a rule class."""

from .checker import RULES, check, check_together
from .facts import CheckReference, Entity, Law, Limit, Scheme, Threshold, from_reference
from .findings import Checked, Finding, LawCited, Report, findings_text

__all__ = [
    "RULES",
    "CheckReference",
    "Checked",
    "Entity",
    "Finding",
    "Law",
    "LawCited",
    "Limit",
    "Report",
    "Scheme",
    "Threshold",
    "check",
    "check_together",
    "findings_text",
    "from_reference",
]
