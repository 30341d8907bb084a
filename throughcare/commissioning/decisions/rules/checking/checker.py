"""Running the rules over a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from ..paper import Paper
from ..statements.sentences import weighed
from . import ask, auth, bridge, decl, doc, dpia, foot, law, party, rate, regime, reserve, text, xdec, year
from . import date as dates
from .case import Case, Outcome
from .facts import CheckReference
from .findings import SEVERITIES, Checked, Finding, Named, Report
from .restated import facts_of, places

RULES: tuple[tuple[str, Callable[[Case], Outcome]], ...] = tuple(
    (module.RULE, module.check)
    for module in (foot, year, bridge, reserve, text, dates, rate, law, regime, auth, ask, decl, doc, party, dpia)
)


def check(paper: Paper, *, reference: CheckReference, as_at: date | None = None) -> Report:
    """Check one paper against itself, the law and the scheme of the day.

    ``as_at`` is the day on which law is judged; the date of signature where it is not given.
    """
    case = Case.of(paper, facts_of(paper), reference, as_at or paper.signed)
    findings: list[Finding] = []
    checked: list[Checked] = []
    for rule, run in RULES:
        outcomes = list(run(case))
        found = [replace(each, where=places(each.where)) for each in outcomes if each is not None]
        failed = sum(finding.severity != "note" for finding in found)
        checked.append(Checked(rule, len(outcomes), failed))
        findings += found
    cut_short = weighed(paper)[1]
    unread = (*paper.unread, cut_short) if cut_short and paper.facts is None else paper.unread
    return Report(Named(paper.reference, paper.title, paper.signed), _ordered(findings), tuple(checked), unread)


def check_together(
    papers: Sequence[Paper], *, reference: CheckReference, as_at: date | None = None, programme: bool = False
) -> tuple[Finding, ...]:
    """Check decisions of one programme against each other.

    Without ``programme`` only papers that name one another are compared. Places are led by the decision's reference.
    ``reference`` and ``as_at`` are those of ``check``; no rule between decisions depends on them yet.
    """
    del reference, as_at
    return _ordered(list(xdec.check(papers, programme=programme)))


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
