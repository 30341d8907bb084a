"""The checker of decision papers: pure rules over the structured paper, one module a rule class."""

from .checker import check
from .facts import CheckReference, Entity, Law, Limit, Scheme, Threshold
from .findings import Checked, Finding, LawCited, Report

__all__ = [
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
]
