"""Findings on a paper, with what officers have accepted, and where on the page each belongs."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings

from throughcare.commissioning.decisions.models import AcceptedFinding, Decision
from throughcare.commissioning.decisions.rules import checking
from throughcare.commissioning.decisions.rules.checking.facts import CheckReference, from_reference
from throughcare.commissioning.decisions.rules.checking.findings import Finding, Report
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.reference import Reference, load
from throughcare.foundation.ui.words import MINUS


@functools.lru_cache(maxsize=1)
def reference() -> Reference:
    """The project's dated facts, read once."""
    return load(settings.REFERENCE)


@functools.lru_cache(maxsize=1)
def check_reference() -> CheckReference:
    """The part of them that the checker weighs papers against."""
    return from_reference(reference())


def report_on(paper: Paper, *, on: date) -> Report:
    """What the checker says of a paper: a signed one by the law on the day of signature, a draft by that of ``on``."""
    return checking.check(paper, reference=check_reference(), as_at=paper.signed or on)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted a finding, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding as a page shows it: figures on one line, where it belongs, and its acceptance if there is one."""

    key: str
    rule: str
    severity: str
    where: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    says: str
    suggestion: str
    law: str
    accepted: Acceptance | None

    @property
    def is_open_error(self) -> bool:
        """Whether it stands in the way of signature."""
        return self.severity == "error" and self.accepted is None

    @property
    def is_about_table(self) -> bool:
        """Whether it stands at the financial table, which its first place says."""
        return bool(self.where) and self.where[0].startswith("table:")

    @property
    def figures_shown(self) -> tuple[str, ...]:
        """The figures in words: ``funded £0.95m``, ``planned £0.85m``; other units than money behind the last."""
        unit = dict(self.figures).get("unit", "")
        shown = [f"{name.replace('_', ' ')} {_in_words(value, unit)}" for name, value in self.figures if name != "unit"]
        if shown and unit and unit not in MONEY_UNITS:
            shown[-1] += f" ({unit})"
        return tuple(shown)


MONEY_UNITS = {"GBP": "", "GBP million": "m"}


def _in_words(value: str, unit: str) -> str:
    if unit not in MONEY_UNITS:
        return value
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    return f"{MINUS if amount < 0 else ''}£{abs(amount):,}{MONEY_UNITS[unit]}"


def _law_line(finding: Finding) -> str:
    law = finding.law
    if law is None:
        return ""
    period = " to ".join(str(one) for one in (law.from_, law.until) if one)
    return f"{law.name}: {law.value} ({period})" if period else f"{law.name}: {law.value}"


def shown(findings: Iterable[Finding], accepted: dict[str, Acceptance]) -> tuple[FindingShown, ...]:
    """Findings as pages show them."""
    return tuple(
        FindingShown(
            key=one.key,
            rule=one.rule,
            severity=one.severity,
            where=tuple(one.where),
            figures=tuple(dict(one.figures).items()),
            says=one.says,
            suggestion=one.suggestion,
            law=_law_line(one),
            accepted=accepted.get(one.key),
        )
        for one in findings
    )


def accepted_on(decision: Decision) -> dict[str, Acceptance]:
    """What officers have accepted on a paper, by the finding's key."""
    rows = AcceptedFinding.objects.filter(decision=decision).select_related("by")
    return {row.key: Acceptance(row.by.name, row.at, row.reason) for row in rows}


def together(papers: Sequence[Paper], *, on: date) -> tuple[FindingShown, ...]:
    """What does not agree between decisions of one programme: money counted twice, the envelope, dates that follow."""
    if len(papers) < 2:
        return ()
    found = checking.check_together(papers, reference=check_reference(), as_at=on, programme=True)
    return shown(found, {})


def open_errors(decision: Decision, paper: Paper, *, on: date) -> list[Finding]:
    """The errors in a paper that nobody has accepted."""
    accepted = set(AcceptedFinding.objects.filter(decision=decision).values_list("key", flat=True))
    return [one for one in report_on(paper, on=on).findings if one.severity == "error" and one.key not in accepted]


def find_by_key(paper: Paper, key: str, *, on: date) -> Finding | None:
    """The finding with a key, if the checker still makes it."""
    return next((one for one in report_on(paper, on=on).findings if one.key == key), None)
