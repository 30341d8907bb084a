"""LAW: cited thresholds and laws were in force on the day of signature."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from .case import Case, Outcome
from .claims import Claim
from .facts import Law, Threshold
from .findings import Finding, LawCited

RULE = "LAW"
_finding = partial(Finding, RULE)
_REGIMES = {"PCR2015": "Public Contracts Regulations 2015", "PA2023": "Procurement Act 2023"}
_CATEGORIES = {"goods_services": "goods and services", "light_touch_services": "light touch services", "works": "works"}
_LIGHT = re.compile(r"light[ -]touch", re.I)
_OLD = re.compile(
    r"\b(?:under the former|repealed|replaced|formerly|began before|started before|existing contract|modif"
    r"|will come into force|comes into force|from 24 February 2025|until)\b",
    re.I,
)


def check(case: Case) -> Outcome:
    """Find each cited threshold and each named law in the facts of the day."""
    cited = [claim for claim in case.claims if claim.what == "threshold"]
    if case.as_at is None:
        if cited:
            yield _finding(
                "note", cited[0].where, {}, "The paper has no date of signature, so its law cannot be dated.",
                "Add the date, or check with a date given.", topic="undated",
            )  # fmt: skip
        return
    for claim in cited:
        yield _threshold(case, claim, case.as_at)
    yield from _laws(case, case.as_at)


def cite(threshold: Threshold) -> LawCited:
    """A threshold as the law that a finding means."""
    name = f"{_REGIMES.get(threshold.regime, threshold.regime)} threshold, {_category(threshold)}"
    return LawCited(name, str(threshold.amount_gbp), threshold.from_, threshold.until, threshold.source)


def _category(threshold: Threshold) -> str:
    category = _CATEGORIES.get(threshold.category, threshold.category)
    kind = threshold.authority_kind.replace("_", "-")
    return category if kind == "any" else f"{kind} {category}"


def _threshold(case: Case, claim: Claim, day: date) -> Finding | None:
    current = case.reference.thresholds_on(day)
    wanted = "light_touch_services" if _LIGHT.search(" ".join(claim.words)) else "goods_services"
    same = [t for t in current if _equal(claim, t.amount_gbp)]
    limits = [limit for limit in case.reference.limits if limit.in_force(day) and _equal(claim, limit.amount_gbp)]
    if same or limits:
        return None
    meant = case.reference.threshold(day, wanted) or case.reference.threshold(day, "goods_services")
    if meant is None:
        return None
    return _stale(case, claim, day, meant)


def _equal(claim: Claim, amount_gbp: int) -> bool:
    return abs(claim.pence - amount_gbp * 100) * 2 <= claim.step or claim.pence == amount_gbp * 100


def _stale(case: Case, claim: Claim, day: date, meant: Threshold) -> Finding:
    cited = claim.pence // 100
    figures = {"cited": str(cited), "in_force": str(meant.amount_gbp), "difference": str(meant.amount_gbp - cited)}
    basis = {"inclusive": "including VAT", "net": "net of VAT"}.get(meant.vat_basis, "VAT basis not stated")
    says = f"The threshold of £{cited:,} was not in force on {day.isoformat()}: it was £{meant.amount_gbp:,} ({basis})"
    unsure = meant.certainty != "verified"
    if unsure:
        says += " by a local setting, not confirmed"
    return _finding(
        "warning" if unsure else "error",
        claim.where,
        {**figures, "unit": "GBP"},
        f"{says}. {_belongs(case, claim)}",
        f"Cite £{meant.amount_gbp:,} and say that it is {basis}.",
        law=cite(meant),
        topic="threshold",
    )


def _belongs(case: Case, claim: Claim) -> str:
    for row in case.reference.thresholds:
        if _equal(claim, row.amount_gbp):
            last = f"to {date.fromordinal(row.until.toordinal() - 1).isoformat()}" if row.until else "on"
            whose = _category(row)
            return f"£{claim.pence // 100:,} was the threshold for {whose} from {row.from_.isoformat()} {last}."
    return "No recorded period has the cited figure."


def _laws(case: Case, day: date) -> Outcome:
    for law in case.reference.laws:
        for where, text in _first(case, law.name):
            yield _dated(case, law, where, text, day)


def _first(case: Case, name: str) -> list[tuple[str, str]]:
    named = [(p.where, p.text) for p in case.prose if name in p.text]
    if not named:
        return []
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return [(where, text) for where, text in named if whole.search(text)][:1]


def _dated(case: Case, law: Law, where: str, text: str, day: date) -> Finding | None:
    early, late = law.from_ is not None and day < law.from_, law.until is not None and day >= law.until
    if not early and not late:
        return None
    if _OLD.search(text) or (late and law.kind == "regime" and not _procures(case)):
        return None
    when = f"only from {law.from_}" if early else f"no longer for anything new from {law.until}"
    says = f"{law.name} is relied on, but on {day.isoformat()} it was in force {when}"
    unsure = law.certainty != "verified" and not (late and law.kind == "regime")
    return _finding(
        "warning" if unsure else "error",
        (where,),
        {},
        f"{says}{'; its dates are a local setting, not confirmed' if unsure else ''}.",
        "Rely on the law in force on the day, or say why the other one still governs.",
        law=LawCited(law.name, "", law.from_, law.until, law.source),
        topic=law.name,
    )


def _procures(case: Case) -> bool:
    return any(ask.kind in ("procure", "procurement_strategy", "award_delegation") for ask in case.facts.asks)
