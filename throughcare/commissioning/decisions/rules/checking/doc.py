"""DOC: what is relied on is listed, and what will be tested later has a measure, an owner and money."""

from __future__ import annotations

from functools import partial

from ..statements.assertions import DOCUMENTS
from ..statements.phrases import Phrase
from .case import Case, Outcome
from .findings import Finding

RULE = "DOC"
_finding = partial(Finding, RULE)
_PATTERNS = dict(DOCUMENTS)
_MEASURES = (
    Phrase(
        r"\bKPIs?\b|performance indicators?|\bcaseloads?\b|\bunit costs?\b|\bcost per\b|\btargets?\b"
        r"|\boutcomes? (?:measure|framework)|\bper cent (?:fewer|less|more)\b",
        *("kpi", "performance indicator", "caseload", "unit cost", "cost per", "target", "per cent"),
        *("outcome measure", "outcomes measure", "outcome framework", "outcomes framework"),
    ),
    Phrase(
        # An Act of a year "places a duty", which counts no places.
        r"(?<!\bAct )\b\d[\d,]{0,11} (?:people|referrals|participants|places|service users|sessions|cases)\b",
        *("people", "referrals", "participants", "places", "service users", "sessions", "cases"),
    ),
)
_EVALUATED = Phrase(r"\bwill be evaluated\b|\bevaluation (?:of|will|starting|is)\b", "will be evaluated", "evaluation")
_OWNER = Phrase(
    r"\bevaluat\w*\b[^.]*\b(?:by|within|funded|budget|cost|led|£)\b(?! the wider| of)|\bevidence (?:team|and insight)",
    *("evaluat", "evidence"),
)


def check(case: Case) -> Outcome:
    """Match documents that the text leans on with the background papers; look for measures and the evaluation."""
    yield from _listed(case)
    yield from _evaluation(case)
    yield from _measures(case)


def _listed(case: Case) -> Outcome:
    relied: dict[str, str] = {}
    for statement in case.facts.statements:
        if statement.kind == "relied_on":
            relied.setdefault(statement.what, statement.where)
    if not relied or case.paper.background is None:
        return
    listed = " ; ".join(case.paper.background)
    missing = {name: where for name, where in relied.items() if not _is_listed(name, listed)}
    for _ in range(len(relied) - len(missing)):
        yield None
    if missing:
        yield _finding(
            "warning",
            (*dict.fromkeys(missing.values()), "para 9"),
            {"relied_on": str(len(relied)), "not_listed": str(len(missing)), "unit": "documents"},
            f"The text relies on papers that section 9 does not list: {', '.join(missing)}.",
            "List each with its date, and attach or link it.",
            topic="listed",
        )


def _is_listed(name: str, listed: str) -> bool:
    pattern = _PATTERNS.get(name)
    return bool(pattern.search(listed)) if pattern is not None else name.lower() in listed.lower()


def _evaluation(case: Case) -> Outcome:
    promised = tuple(p.where for p in case.holding(_EVALUATED, case.body()))
    if not promised:
        return
    table = case.paper.table
    line = table is not None and any("evaluat" in r.label.lower() for b in table.blocks for r in b.rows)
    if line or any(case.holding(_OWNER, case.body())):
        yield None
        return
    yield _finding(
        "warning",
        promised,
        {},
        "An evaluation is promised that has no line of money and no owner.",
        "Say who evaluates, by when and from which budget.",
        topic="evaluation",
    )


def _measures(case: Case) -> Outcome:
    if not case.paper.sections or case.paper.table is None or case.is_restated:
        return
    if any(any(case.holding(measure)) for measure in _MEASURES):
        yield None
        return
    yield _finding(
        "warning",
        ("para 2",),
        {},
        "No measure, caseload, target or unit cost is stated: value for money cannot be tested later.",
        "State what the money buys and how it will be measured.",
        topic="measures",
    )
