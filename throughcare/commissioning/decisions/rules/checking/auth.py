"""AUTH: each recommendation has a power, a cap and a period; no limit is exceeded; one paragraph is one power."""

from __future__ import annotations

import re
from functools import partial

from ..paper import LegalPower, Recommendation
from ..statements.phrases import Phrase
from ..statements.sentences import without_scheme
from .case import Case, Outcome
from .claims import expenditure_target
from .date import working_periods
from .findings import Finding
from .money import POUND, Scale, prose_scale

RULE = "AUTH"
_finding = partial(Finding, RULE)
_DELEGATES = Phrase(r"\bdelegat|\bauthori[sz]", "delegat", "authori")
_DELEGATION_CITED = Phrase(r"delegation\b.*\bparagraph", "paragraph")
_CARRY_POWER = Phrase(r"(?:Regulations|Scheme|paragraph)[^.]*(?:carry|reserve)", "carry", "reserve")
_YEARS = re.compile(r"\b20\d\d\b")
_TIME = re.compile(r"\b20\d\d\b|\b(?:months?|years?)\b|\buntil\b", re.I)
_OPEN = re.compile(r"\bvariations?\b|\bfuture documents?\b|\bextensions?\b", re.I)
_USES = (
    (
        "accept grants",
        Phrase(
            r"\bgrant (?:funding|offers?)|\boffers? (?:made )?(?:for|of) (?:\w+ )?grant|\baccept", "grant", "accept"
        ),
    ),
    ("approve business cases", Phrase(r"business cases?", "business case")),
    ("approve tenders", Phrase(r"\btenders?\b|contract awards?", "tender", "contract award")),
    ("delegate", Phrase(r"power of delegation|\bdelegate\b|delegation to", "delegat")),
    ("sign and finalise", Phrase(r"\bsign|\bfinalis", "sign", "finalis")),
    ("seal deeds", Phrase(r"\bseal|\bdeeds?\b", "seal", "deed")),
)


def check(case: Case) -> Outcome:
    """Weigh each recommendation, then the powers that the paper cites and the limits that its amounts must keep."""
    for recommendation in case.paper.recommendations:
        yield from _complete(case, recommendation)
    yield from _one_power_each(case)
    yield from _per_contract(case)
    yield from _envelope_kept(case)
    yield from _award_limits(case)
    yield from _scheme_limits(case)


def delegates(recommendation: Recommendation) -> bool:
    """Whether a recommendation hands a power to somebody else, not merely names the scheme."""
    return recommendation.verb == "delegate" or bool(_DELEGATES.search(without_scheme(recommendation.text)))


def _complete(case: Case, recommendation: Recommendation) -> Outcome:
    if re.match(r"\s*(?:note|to note|agree to note)\b", recommendation.text, re.I) or recommendation.verb == "note":
        return
    amount = recommendation.amount_pence is not None or "£" in recommendation.text
    period = bool(recommendation.period) or bool(_TIME.search(recommendation.text))
    handed = delegates(recommendation)
    if not handed:
        period = period or bool(working_periods(case))
    missing = [name for name, there in (("cap", amount), ("period", period)) if not there]
    if not _power(case, recommendation):
        missing.insert(0, "power")
    if not missing:
        yield None
        return
    says = f"Recommendation {recommendation.number} states no {' and no '.join(missing)}"
    if handed and not amount and _OPEN.search(recommendation.text):
        says += ": the delegation covers variations and later documents without value, percentage or time limit"
    yield _finding(
        "warning",
        (f"rec {recommendation.number}",),
        {},
        f"{says}.",
        "State who may do what, under which paragraph, up to which sum and until when.",
        topic=",".join(missing),
    )


def _power(case: Case, recommendation: Recommendation) -> bool:
    """A power cited in the recommendation itself, or one in the legal section whose use fits it."""
    text = recommendation.text
    if recommendation.power or re.search(r"\bparagraph \d|\bsection \d|\bs\.\s?\d", text, re.I):
        return True
    uses = {_use(power.use) for power in _powers(case)}
    if delegates(recommendation):
        return bool(uses & {"delegate", "sign and finalise"}) or bool(case.says(_DELEGATION_CITED))
    if re.search(r"\baccept|\breceipt", text, re.I):
        return "accept grants" in uses
    if re.search(r"carry|carried|reserve", text, re.I):
        return bool(case.says(_CARRY_POWER))
    return "approve business cases" in uses or "approve tenders" in uses


def _powers(case: Case) -> tuple[LegalPower, ...]:
    return tuple(dict.fromkeys((*case.paper.powers, *case.facts.powers)))


def _use(words: str) -> str:
    return next((name for name, pattern in _USES if pattern.search(words)), "")


def _one_power_each(case: Case) -> Outcome:
    cited: dict[str, dict[str, str]] = {}
    for power in _powers(case):
        use = _use(power.use)
        if "Scheme" not in power.law or not use or power.where.startswith("rec "):
            continue
        for paragraph in re.findall(r"\d+\.\d+", power.provision):
            cited.setdefault(paragraph, {}).setdefault(use, power.where)
    for paragraph, uses in cited.items():
        if len(uses) == 1:
            yield None
            continue
        where = tuple(dict.fromkeys(w if w.startswith("para") else f"para {w}" for w in uses.values() if w))
        yield _finding(
            "warning",
            where,
            {"powers": str(len(uses)), "unit": "powers"},
            f"Paragraph {paragraph} of the scheme is cited for {len(uses)} powers: {' and '.join(uses)}.",
            "Check both citations against the scheme in force and correct the one that is wrong.",
            topic=paragraph,
        )


def _per_contract(case: Case) -> Outcome:
    """Several services and a delegated award need a value for each contract, else no award can be tested."""
    table = case.paper.table
    services = [r for b in table.blocks if b.kind == "expenditure" for r in b.rows] if table is not None else []
    award = [
        r for r in case.paper.recommendations if delegates(r) and re.search(r"\baward|\bcontracts?\b", r.text, re.I)
    ]
    if len(services) < 2 or not award:
        return
    stated = award[0].amount_pence is not None or "£" in award[0].text
    per_line = any(c.what.startswith("line:") and not c.year for c in case.claims)
    if stated or per_line:
        yield None
        return
    yield _finding(
        "warning",
        (f"rec {award[0].number}",),
        {"services": str(len(services)), "unit": "services"},
        "No value is approved for each contract, so an award cannot be tested against the approval.",
        "State the approved value of each contract.",
        topic="per contract",
    )


def _envelope_kept(case: Case) -> Outcome:
    found = case.claims
    envelope = next((c for c in found if c.what == "envelope"), None)
    used = [c for c in found if c.what == "own_funding" and not c.year]
    if envelope is None or not used:
        return
    most = max(used, key=lambda claim: claim.pence)
    over = most.pence - envelope.pence
    if over * 2 <= envelope.step + most.step:
        yield None
        return
    scale = prose_scale(envelope.step, most.step)
    yield _finding(
        "error",
        (*most.where, *envelope.where),
        scale.figures(used=most.pence, envelope=envelope.pence, over=over),
        f"The decision uses {scale.spoken(most.pence)} of an envelope of {scale.spoken(envelope.pence)}.",
        "Reduce the use or have the envelope raised first.",
        topic="envelope",
    )


def _award_limits(case: Case) -> Outcome:
    """A delegation with one cap for all contracts holds the whole planned cost."""
    table = case.paper.table
    total = expenditure_target(table) if table is not None else None
    for recommendation in case.paper.recommendations:
        amount = recommendation.amount_pence
        if total is None or table is None or amount is None or not delegates(recommendation):
            continue
        if not re.search(r"\baward", recommendation.text, re.I) or re.search(
            r"\beach\b|\bper\b|variation", recommendation.text, re.I
        ):
            continue
        over = total.pence - amount
        if over * 2 <= table.precision_pence + recommendation.precision_pence:
            yield None
            continue
        scale = prose_scale(table.precision_pence, recommendation.precision_pence)
        yield _finding(
            "error",
            (f"rec {recommendation.number}", total.where),
            scale.figures(limit=amount, planned=total.pence, over=over),
            f"The award is delegated up to {scale.spoken(amount)}, but {scale.spoken(total.pence)} is planned.",
            "Raise the limit of the delegation or keep the awards within it.",
            topic="award limit",
        )


def _scheme_limits(case: Case) -> Outcome:
    """The sum that the text gives a scheme paragraph is the recorded one, and the decision maker may decide it."""
    known = {p.min_pence: p for p in case.reference.scheme if p.min_pence}
    for claim in case.claims:
        if claim.what == "authority_limit" and known and any("usiness case" in words for words in claim.words):
            yield _limit_cited(claim.pence, claim.where, sorted(known))
    maker, highest = case.paper.decision_maker, max(known, default=0)
    total = expenditure_target(case.paper.table) if case.paper.table is not None else None
    if total is None or not highest or not maker:
        return
    if total.pence < highest or not re.search(r"chief executive|director|head of", maker, re.I):
        yield None
        return
    yield _finding(
        "error",
        (total.where,),
        Scale(POUND, 0).figures(planned=total.pence, limit=highest),
        f"{maker} decides {Scale(POUND, 0).spoken(total.pence)}, which the scheme keeps for the Deputy Mayor.",
        "Have the Deputy Mayor decide.",
        topic="decision maker",
    )


def _limit_cited(pence: int, where: tuple[str, ...], known: list[int]) -> Finding | None:
    if pence in known:
        return None
    scale = Scale(POUND, 0)
    return _finding(
        "warning",
        where,
        scale.figures(cited=pence, recorded=known[0], difference=pence - known[0]),
        f"The text gives {scale.spoken(pence)} as the level of a "
        f"business case; {scale.spoken(known[0])} is on record, as "
        "cited by an earlier decision.",
        "Check the sum against the scheme in force.",
        topic="scheme level",
    )
