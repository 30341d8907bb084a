"""What a check says: findings, what was checked, and the report that carries both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class LawCited:
    """The law or limit that a finding means, with the half-open period ``[from_, until)`` in which it held."""

    name: str
    value: str
    from_: date | None
    until: date | None
    source: str

    def as_dict(self) -> dict[str, str | None]:
        """The JSON form of INTERFACES.md; dates as ISO text, null where open."""
        return {
            "name": self.name,
            "value": self.value,
            "from": self.from_.isoformat() if self.from_ else None,
            "until": self.until.isoformat() if self.until else None,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, with its place, its arithmetic and what to do about it.

    ``figures`` are decimal strings in the ``unit`` beside them. ``topic`` is a short code that tells apart findings
    of one rule about one place; it is part of the fingerprint and not of the JSON.
    """

    rule: str
    severity: Severity
    where: tuple[str, ...]
    figures: Mapping[str, str]
    says: str
    suggestion: str
    law: LawCited | None = None
    topic: str = ""

    @property
    def key(self) -> str:
        """A fingerprint of rule, topic, place and figures: it survives re-checking and not a changed figure."""
        parts = [self.rule, self.topic, list(self.where), sorted(self.figures.items())]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:20]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of INTERFACES.md."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "where": list(self.where),
            "figures": dict(self.figures),
            "says": self.says,
            "suggestion": self.suggestion,
            "law": self.law.as_dict() if self.law else None,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """How many comparisons a rule made and how many of them failed; what only rounding can cause did not fail."""

    rule: str
    count: int
    failed: int


@dataclass(frozen=True, slots=True)
class Named:
    """The decision that a report is about."""

    reference: str
    title: str
    signed: date | None


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one paper, what was checked, and what could not be read."""

    decision: Named
    findings: tuple[Finding, ...]
    checked: tuple[Checked, ...] = ()
    unread: tuple[str, ...] = field(default=())

    @property
    def has_errors(self) -> bool:
        """Whether any finding is of severity error."""
        return any(finding.severity == "error" for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Exactly the JSON object of INTERFACES.md."""
        signed = self.decision.signed
        return {
            "decision": {
                "reference": self.decision.reference,
                "title": self.decision.title,
                "signed": signed.isoformat() if signed else None,
            },
            "findings": [finding.as_dict() for finding in self.findings],
            "checked": [{"rule": c.rule, "count": c.count, "failed": c.failed} for c in self.checked],
            "unread": list(self.unread),
        }

    def as_text(self) -> str:
        """A report for a terminal: findings by severity, then what was checked, then what could not be read."""
        lines = [" ".join(part for part in (self.decision.reference, self.decision.title) if part) or "(no reference)"]
        if self.decision.signed:
            lines.append(f"signed {self.decision.signed.isoformat()}")
        lines += findings_text(self.findings)
        lines += ["", "Checked"] if self.checked else []
        lines += [_checked_text(c) for c in self.checked]
        lines += ["", "Not understood"] if self.unread else []
        lines += [f"  {line}" for line in self.unread]
        return "\n".join(lines) + "\n"


def findings_text(findings: tuple[Finding, ...]) -> list[str]:
    """Lines that show findings grouped by severity, each with its figures on one line."""
    lines: list[str] = []
    for severity in SEVERITIES:
        group = [finding for finding in findings if finding.severity == severity]
        if group:
            lines += ["", f"{severity.capitalize()}s ({len(group)})"]
            for finding in group:
                lines += _finding_text(finding)
    return lines or ["", "No findings."]


def _finding_text(finding: Finding) -> list[str]:
    lines = [f"  {finding.rule}  {'; '.join(finding.where)}", f"    {finding.says}"]
    if finding.figures:
        unit = finding.figures.get("unit", "")
        shown = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in finding.figures.items() if k != "unit")
        lines.append(f"    figures: {shown}" + (f" ({unit})" if unit else ""))
    if finding.law:
        law = finding.law
        until = law.until.isoformat() if law.until else "now"
        from_ = law.from_.isoformat() if law.from_ else "not recorded"
        lines.append(f"    law: {law.name}: {law.value} [{from_} to before {until}], source {law.source}")
    lines.append(f"    what to do: {finding.suggestion}")
    return lines


def _checked_text(checked: Checked) -> str:
    if not checked.count:
        return f"  {checked.rule:<8} nothing to compare"
    outcome = "all hold" if not checked.failed else f"{checked.failed} do not hold"
    return f"  {checked.rule:<8} {checked.count} compared, {outcome}"
