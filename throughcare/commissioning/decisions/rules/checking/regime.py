"""REGIME: the procurement regime, the VAT basis and the light touch list are addressed, and rightly."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from ..paper import StatedAmount
from ..statements.phrases import Phrase
from ..statements.sentences import sentences
from .case import Case, Outcome
from .facts import Threshold
from .findings import Finding
from .law import cite
from .money import POUND, Scale

RULE = "REGIME"
_finding = partial(Finding, RULE)
_CARE = re.compile(
    r"\b(?:health|clinical|treatment|counsell\w+|social care|substance misuse|drug|alcohol|mentor\w*|support service"
    r"|rehabilitat\w+|probation|victim support|advoca\w+|housing support|education|training service)\b",
    re.I,
)
_PROCURES = Phrase(r"\bprocurement\b|\btender\w*\b|\bcompetition\b", "procurement", "tender", "competition")
_LAW_NAMED = Phrase(r"Regulations|Procurement Act", "regulations", "procurement act", flags=re.NOFLAG)
_VALUED = Phrase(
    r"\btotal cost\b|\bthreshold\b|public contracts",
    *("total cost", "threshold", "public contracts"),
    flags=re.NOFLAG,
)
_SIDE = re.compile(
    r"\b(?P<side>below|under|above|over|exceeds?)\b(?: the)?(?: current| relevant)?(?: light[ -]touch)? threshold", re.I
)
_BASIS = re.compile(
    r"\b(?P<net>exclu(?:ding|sive of) VAT|net of VAT)|(?P<gross>inclu(?:ding|sive of) VAT|gross of VAT)", re.I
)
_POUNDS = Scale(POUND, 0)
_VARIED = Phrase(
    r"\bvari(?:ed|ation)|\bmodif|\bexten(?:ded|sion)|\bincrease|\buplift",
    *("vari", "modif", "exten", "increase", "uplift"),
)
_ORIGINAL = re.compile(r"\boriginal(?:ly)?\b", re.I)
_SHARE = re.compile(r"\b(\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per cent\b)")
VARIATION_LIMIT = 50


def check(case: Case) -> Outcome:
    """The procurement's regime, and variations singly and together."""
    yield from _procurement(case)
    yield from _variations(case)


def _variations(case: Case) -> Outcome:
    """Variations that the paper states as shares of the original value, each within the limit and together beyond it.

    The limit of one modification is 50% of the original value (Public Contracts Regulations 2015, reg 72(1)(b) and
    (c)); a paper that states what they come to together passes.
    """
    stated: dict[Decimal, str] = {}
    for passage in sentences(case.holding(_VARIED)):
        if _VARIED.find(passage) and _ORIGINAL.search(passage.text):
            stated |= {Decimal(share): passage.where for share in _SHARE.findall(passage.text)}
    together = sum(stated, start=Decimal(0))
    if len(stated) < 2 or max(stated) > VARIATION_LIMIT:
        return
    told = any(Decimal(share) == together for p in case.prose for share in _SHARE.findall(p.text))
    if together <= VARIATION_LIMIT or told:
        yield None
        return
    shares = sorted(stated)
    figures = {f"variation_{at}": f"{share}" for at, share in enumerate(shares, 1)}
    yield _finding(
        "warning",
        tuple(dict.fromkeys(stated.values())),
        figures | {"together": f"{together}", "unit": "% of the original value"},
        f"The variations stated are {' and '.join(f'{share}%' for share in shares)} of the original value: each is "
        f"within {VARIATION_LIMIT}%, and together they are {together}%.",
        "State what all variations come to together, and why the limit on each is not got round.",
        topic="variations together",
    )


def _procurement(case: Case) -> Outcome:
    """For a paper that procures: is the light touch list considered, the VAT basis stated, and each side right."""
    procures = case.says(_PROCURES)
    if not procures or case.as_at is None:
        return
    yield from _light_touch(case)
    yield from _vat(case)
    yield from _sides(case)
    yield from _basis(case)


def _light_touch(case: Case) -> Outcome:
    light = case.reference.threshold(case.as_at, "light_touch_services") if case.as_at else None
    full = case.reference.threshold(case.as_at, "goods_services") if case.as_at else None
    # A word in passing is no service for health or care: the title, the summary or a line must say it.
    care = any(_CARE.search(text) for text in _subjects(case))
    if light is None or full is None or not care:
        return
    if case.statements("light_touch_stated"):
        yield None
        return
    values = _values(case)
    figures = {f"value_{at}": _POUNDS.show(value) for at, (_, value) in enumerate(values, 1)}
    figures |= {"light_touch_threshold": str(light.amount_gbp), "full_threshold": str(full.amount_gbp), "unit": "GBP"}
    told = "; ".join(f"{name} at {_POUNDS.spoken(value)} is {_against(value, light, full)}" for name, value in values)
    yield _finding(
        "warning",
        case.says(_LAW_NAMED) or case.says(_PROCURES)[:1],
        figures,
        f"The paper does not consider the light touch regime, which services of this kind may fall under. {told}.",
        "Say for each service whether its classification is on the light touch list and which rules follow.",
        law=cite(light),
        topic="light touch",
    )


def _subjects(case: Case) -> list[str]:
    table = case.paper.table
    labels = [r.label for b in table.blocks if b.kind == "expenditure" for r in b.rows] if table is not None else []
    return [case.paper.title, *labels, *(p.text for p in case.paper.summary)]


def _values(case: Case) -> list[tuple[str, int]]:
    table = case.paper.table
    if table is None:
        return []
    return [(r.label, r.total) for b in table.blocks if b.kind == "expenditure" for r in b.rows if r.total]


def _against(value: int, light: Threshold, full: Threshold) -> str:
    if value >= light.amount_gbp * 100:
        return "above the light touch threshold"
    if value >= full.amount_gbp * 100:
        return "below it, yet above the full threshold if it is not on the list"
    return "below both thresholds"


def _vat(case: Case) -> Outcome:
    threshold = case.reference.threshold(case.as_at, "goods_services") if case.as_at else None
    if threshold is None:
        return
    if case.statements("vat_stated"):
        yield None
        return
    values = _values(case)
    figures = {f"value_{at}": _POUNDS.show(value) for at, (_, value) in enumerate(values, 1)}
    yield _finding(
        "warning",
        case.says(_VALUED) or case.says(_PROCURES)[:1],
        {**figures, "unit": "GBP"} if figures else {},
        "The paper does not say whether its values include VAT, although the threshold test is "
        f"{'inclusive' if threshold.vat_basis == 'inclusive' else 'net'} of VAT.",
        "State each contract value with its VAT basis.",
        law=cite(threshold),
        topic="vat",
    )


def _sides(case: Case) -> Outcome:
    """An amount said to lie below or above a threshold does lie there."""
    by_words: dict[str, list[StatedAmount]] = {}
    for amount in case.facts.amounts:
        by_words.setdefault(amount.words, []).append(amount)
    for words, found in by_words.items():
        match, limits = _SIDE.search(words), [a for a in found if a.what == "threshold"]
        values = [a for a in found if a.what.startswith("line:") or a.what == "total_cost"]
        if not match or len(limits) != 1:
            continue
        for value in values:
            yield _side(value, limits[0], match.group("side").lower())


def _side(value: StatedAmount, limit: StatedAmount, side: str) -> Finding | None:
    said_below = side in ("below", "under")
    if (value.pence < limit.pence) == said_below:
        return None
    return _finding(
        "error",
        (value.where,),
        _POUNDS.figures(value=value.pence, threshold=limit.pence, difference=value.pence - limit.pence),
        f"{_POUNDS.spoken(value.pence)} is said to be {side} the "
        f"threshold of {_POUNDS.spoken(limit.pence)}, and is not.",
        "Correct the regime that the paper applies.",
        topic=f"side {value.pence}",
    )


def _basis(case: Case) -> Outcome:
    """The VAT basis that the text gives a threshold is the one of the day."""
    for claim in case.claims:
        match = _BASIS.search(" ".join(claim.words)) if claim.what == "threshold" else None
        if match is None or case.as_at is None:
            continue
        current = [t for t in case.reference.thresholds_on(case.as_at) if t.amount_gbp * 100 == claim.pence]
        if not current or current[0].vat_basis == "not_stated":
            continue
        said = "net" if match.group("net") else "inclusive"
        if said == current[0].vat_basis or (_BASIS.sub("", " ".join(claim.words), count=1) and _both(claim.words)):
            yield None
            continue
        yield _finding(
            "error" if current[0].certainty == "verified" else "warning",
            claim.where,
            {"threshold": str(current[0].amount_gbp), "unit": "GBP"},
            f"The threshold of £{current[0].amount_gbp:,} is said to be {said} of VAT; on {case.as_at.isoformat()} the "
            f"test was {current[0].vat_basis} of VAT.",
            "Correct the VAT basis and test the contract values on it.",
            law=cite(current[0]),
            topic="basis",
        )


def _both(words: tuple[str, ...]) -> bool:
    text = " ".join(words)
    return any(m.group("net") for m in _BASIS.finditer(text)) and any(m.group("gross") for m in _BASIS.finditer(text))
