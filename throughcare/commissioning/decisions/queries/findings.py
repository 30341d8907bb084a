"""Findings on a paper, with what officers have accepted, and where on the page each belongs."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings

from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models import AcceptedFinding, Decision
from throughcare.commissioning.decisions.rules import checking, reading
from throughcare.commissioning.decisions.rules.checking.facts import CheckReference, from_reference
from throughcare.commissioning.decisions.rules.checking.findings import Finding, Report
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference import Reference, load
from throughcare.foundation.ui.words import MINUS

STANDING = (states.Effect.SIGNED, states.Effect.IN_EFFECT)
# A programme has a handful of decisions; the bound keeps a page quick where somebody names everything alike.
MOST_TOGETHER = 40


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


@dataclass(frozen=True, slots=True)
class Together:
    """What does not agree within a programme, with how many decisions of it were compared of how many that stand."""

    findings: tuple[Finding, ...]
    compared: int
    standing: int


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


def together(viewer: Viewer, decision: Decision, paper: Paper, *, on: date) -> Together:
    """What does not agree between a decision and the others of its programme that stand and that the viewer may see.

    Refused, withdrawn, superseded and amended decisions do not count, nor drafts of others, nor what this decision
    amends or is amended by. Of a programme with very many decisions the latest are compared.
    """
    others = _standing(viewer, decision) if decision.programme else []
    compared = others[:MOST_TOGETHER]
    if not compared:
        return Together((), 0, 0)
    placed = [(one.signed_on or date.max, one.pk, reading.from_dict(one.content)) for one in compared]
    placed.append((decision.signed_on or date.max, decision.pk, paper))
    group = [one for *_, one in sorted(placed, key=lambda each: each[:2])]
    found = checking.check_together(group, reference=check_reference(), as_at=on, programme=True)
    name = paper.reference or paper.title
    about = tuple(one for one in found if any(_names(where, name) for where in one.where))
    return Together(about, len(compared), len(others))


def _standing(viewer: Viewer, decision: Decision) -> list[Decision]:
    """The other signed decisions of the programme that no signed amendment replaces, latest first."""
    replaced = Decision.objects.filter(amends__isnull=False, effect__in=states.SIGNED_STATES).values("amends")
    found = visible_to(viewer, Decision).filter(programme=decision.programme, effect__in=STANDING)
    found = found.exclude(pk__in=[decision.pk, decision.amends_id or 0]).exclude(amends=decision)
    return list(found.exclude(pk__in=replaced).order_by("-signed_on", "-pk"))


def _names(where: str, name: str) -> bool:
    return where == name or where.startswith(f"{name}: ")


def _all_on(viewer: Viewer, decision: Decision, paper: Paper, *, on: date) -> tuple[Finding, ...]:
    """The findings on a paper alone and together with its programme."""
    return (*report_on(paper, on=on).findings, *together(viewer, decision, paper, on=on).findings)


def open_errors(viewer: Viewer, decision: Decision, paper: Paper, *, on: date) -> list[Finding]:
    """The errors in a paper, and between it and its programme, that nobody has accepted."""
    accepted = set(AcceptedFinding.objects.filter(decision=decision).values_list("key", flat=True))
    return [
        one for one in _all_on(viewer, decision, paper, on=on) if one.severity == "error" and one.key not in accepted
    ]


def find_by_key(viewer: Viewer, decision: Decision, key: str, *, on: date) -> Finding | None:
    """The finding with a key, if the checker still makes it."""
    paper = reading.from_dict(decision.content)
    return next((one for one in _all_on(viewer, decision, paper, on=on) if one.key == key), None)


def while_drafting(
    viewer: Viewer, decision_id: int, paper: Paper, *, on: date, programme: bool
) -> tuple[FindingShown, ...]:
    """What the checker says of a draft as it is being typed, with its ``programme`` too where that is asked for."""
    row = get_visible(viewer, Decision, pk=decision_id)
    found = _all_on(viewer, row, paper, on=on) if programme else report_on(paper, on=on).findings
    return shown(found, accepted_on(row))
