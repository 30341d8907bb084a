"""Facts that change without code. Ask ``load().as_of(date)``; see README.md."""

from .errors import ReferenceError
from .loader import TABLES, DecisionForm, Reference, load
from .years import FinancialYear

__all__ = ["TABLES", "DecisionForm", "FinancialYear", "Reference", "ReferenceError", "load"]
