"""Running the rules over a paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ..paper import Paper
from ..statements import extract
from . import ask, auth, bridge, decl, doc, dpia, foot, law, party, rate, regime, reserve, text, year
from . import date as dates
from .case import Case, Outcome
from .facts import CheckReference
from .findings import SEVERITIES, Checked, Finding, Named, Report

RULES: tuple[tuple[str, Callable[[Case], Outcome]], ...] = tuple(
    (module.RULE, module.check)
    for module in (foot, year, bridge, reserve, text, dates, rate, law, regime, auth, ask, decl, doc, party, dpia)
)


def check(paper: Paper, *, reference: CheckReference, as_at: date | None = None) -> Report:
    """Check one paper against itself, the law and the scheme of the day.

    ``as_at`` is the day on which law is judged; the date of signature where it is not given.
    """
    case = Case(paper, extract(paper), reference, as_at or paper.signed)
    findings: list[Finding] = []
    checked: list[Checked] = []
    for rule, run in RULES:
        outcomes = list(run(case))
        found = [outcome for outcome in outcomes if outcome is not None]
        failed = sum(finding.severity != "note" for finding in found)
        checked.append(Checked(rule, len(outcomes), failed))
        findings += found
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Report(Named(paper.reference, paper.title, paper.signed), tuple(findings), tuple(checked), paper.unread)
