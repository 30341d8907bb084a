"""Cohorts: dated selection rules as data, giving spans with the reasons that hold and fail.

The form of a rule is in docs/reference/cohort-rules.md.
"""

from desistance.cohorts.contracts import OFFENCES, PEOPLE, SCORES
from desistance.cohorts.rules import Criterion, Rule, Version, load
from desistance.cohorts.selecting import select

__all__ = ["OFFENCES", "PEOPLE", "SCORES", "Criterion", "Rule", "Version", "load", "select"]
