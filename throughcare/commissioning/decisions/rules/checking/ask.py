"""ASK: what the text seeks is what is recommended, both ways."""

from __future__ import annotations

import re
from functools import partial

from ..paper import Ask, Recommendation
from ..statements.phrases import Passage, Phrase
from ..statements.sentences import without_scheme
from .auth import delegates
from .case import Case, Outcome
from .findings import Finding
from .money import prose_scale, stated_gap

RULE = "ASK"
_finding = partial(Finding, RULE)
_NAMES = {
    "accept": "accepting money",
    "commit": "committing money",
    "procure": "starting a procurement",
    "procurement_strategy": "the procurement strategy",
    "award_delegation": "delegated authority for contract award",
    "carry_forward": "carrying money forward",
    "vary": "a variation",
    "extend": "an extension",
}
_WORDS = {
    "accept": Phrase(r"\baccept|\breceipt of|\breceiv", "accept", "receipt of", "receiv"),
    "procure": Phrase(
        r"\bprocur|\btender|\bcommission|\bcompetition|\bnew contract|\bgo(?:ing)? out to",
        *("procur", "tender", "commission", "competition", "new contract", " out to"),
    ),
    "procurement_strategy": Phrase(r"\bstrategy\b|procurement (?:approach|route)", "strategy", "procurement"),
    "award_delegation": Phrase(
        r"\baward|\bsign|\bcontract|\bagreement|\bfinalis|\benter into",
        *("award", "sign", "contract", "agreement", "finalis", "enter into"),
    ),
    "carry_forward": Phrase(
        r"\bcarr(?:y|ied|ying)|\broll\w*[ -]?(?:forward|over)|\breserve"
        r"|re-?profil|\btransfer|\bmov(?:e|ing)\b|\bdefer|\bslip",
        *("carr", "roll", "reserve", "profil", "transfer", "mov", "defer", "slip"),
    ),
    "vary": Phrase(r"\bvar(?:y|iation|ying)|\buplift|\bamend|\bchange", "var", "uplift", "amend", "change"),
    "extend": Phrase(
        r"\bexten(?:d|sion)|\bfurther (?:\w+ )?(?:months?|years?)|\bcontinu", "exten", "further", "continu"
    ),
    "commit": Phrase(
        r"\bcommit|\bspend|\bexpenditure|\binvest|\ballocat(?:e"
        r"|ion of)\b|\brelease|\buse of\b|\bfunding of\b|\bbudget of\b",
        *("commit", "spend", "expenditure", "invest", "allocat", "release", "use of", "funding of", "budget of"),
    ),
}
_DELEGAT = Phrase(r"\bdelegat", "delegat")


def check(case: Case) -> Outcome:
    """Match each kind of thing that is sought with the recommendations, and each recommendation with the text."""
    recommendations = case.paper.recommendations
    if not recommendations:
        return
    sought: dict[str, list[Ask]] = {}
    for ask in case.facts.asks:
        if ask.kind in _WORDS:
            sought.setdefault(ask.kind, []).append(ask)
    for kind, found in sought.items():
        yield from _commit(case, found) if kind == "commit" else _forward(case, kind, found)
    if not case.is_restated:
        told = [Passage(p.where, without_scheme(p.text)) for p in case.prose if not p.where.startswith("rec ")]
        for recommendation in recommendations:
            for kind in kinds(recommendation):
                yield _backward(told, kind, recommendation)


def kinds(recommendation: Recommendation) -> tuple[str, ...]:
    """The kinds of thing that a recommendation plainly does, for the way back to the text."""
    text = recommendation.text
    if delegates(recommendation):
        return ("award_delegation",) if re.search(r"\baward", text, re.I) else ()
    if re.search(r"procurement strategy", text, re.I):
        return ("procurement_strategy",)
    if re.search(r"\baccept\w*\b.*(?:£|fund|grant|contribution)", text, re.I | re.S):
        return ("accept",)
    if re.search(r"\bcarr(?:y|ied|ying)[ -]\w*\s?(?:forward|over)|\bcarry", text, re.I):
        return ("carry_forward",)
    return ("procure",) if re.search(r"\b(?:procurement process|a procurement|tender)\b", text, re.I) else ()


def _forward(case: Case, kind: str, found: list[Ask]) -> Outcome:
    if any(_recommends(r, kind) for r in case.paper.recommendations):
        yield None
        return
    where = tuple(dict.fromkeys(ask.where for ask in found))
    says = f"The text seeks approval of {_NAMES[kind]}, and no recommendation gives it"
    if kind == "procurement_strategy" and case.statements("strategy_already_approved"):
        already = case.statements("strategy_already_approved")
        says += f"; {already[0]} says that it was approved before"
        where = (*where, *already)
    yield _finding("error", where, {}, f"{says}.", "Add the recommendation, or take the sentence out.", topic=kind)


def _recommends(recommendation: Recommendation, kind: str) -> bool:
    if kind == "award_delegation":
        return delegates(recommendation) and bool(_WORDS[kind].search(recommendation.text))
    return bool(_WORDS[kind].search(recommendation.text))


def _commit(case: Case, found: list[Ask]) -> Outcome:
    """Money to be committed: recommended as such, within a recommended total (a warning), or not at all."""
    plain = [
        r
        for r in case.paper.recommendations
        if not delegates(r) and kinds(r)[:1] not in (("accept",), ("carry_forward",))
    ]
    amounts = [(r.amount_pence, r.precision_pence) for r in plain if r.amount_pence is not None]
    asked = next((ask for ask in found if ask.amount_pence is not None), found[0])
    if asked.amount_pence is None or any(_commits(r, asked) for r in plain):
        yield (None if any(_WORDS["commit"].search(r.text) or r.amount_pence for r in plain) else _uncommitted(found))
        return
    if any(pence == asked.amount_pence for pence, _ in amounts):
        yield None
        return
    wider = [(pence, step) for pence, step in amounts if pence > asked.amount_pence]
    scale = prose_scale(asked.precision_pence, *(step for _, step in amounts))
    figures = scale.figures(sought=asked.amount_pence, **({"total_recommended": wider[0][0]} if wider else {}))
    where = tuple(dict.fromkeys(ask.where for ask in found))
    spoken = scale.spoken(asked.amount_pence)
    if wider:
        says = f"No recommendation commits the {spoken} that the text seeks; it is only part of a recommended total."
    else:
        says = f"The text seeks to commit {spoken}, and no recommendation commits it."
    suggestion = f"Add a recommendation that commits {spoken}, with its budget and years."
    yield _finding("warning" if wider else "error", where, figures, says, suggestion, topic="commit")


def _commits(recommendation: Recommendation, asked: Ask) -> bool:
    if asked.amount_pence is None or not _WORDS["commit"].search(recommendation.text):
        return False
    if recommendation.amount_pence is None:
        return True
    gap = stated_gap(
        asked.amount_pence, asked.precision_pence, recommendation.amount_pence, recommendation.precision_pence
    )
    return gap != "real"


def _uncommitted(found: list[Ask]) -> Finding:
    where = tuple(dict.fromkeys(ask.where for ask in found))
    says = "The text seeks to commit money, and no recommendation commits any."
    return _finding("error", where, {}, says, "Add the recommendation, or take the sentence out.", topic="commit")


def _backward(told: list[Passage], kind: str, recommendation: Recommendation) -> Finding | None:
    phrase = _DELEGAT if kind == "award_delegation" else _WORDS[kind]
    if not told or any(phrase.find(passage) for passage in told):
        return None
    return _finding(
        "error",
        (f"rec {recommendation.number}",),
        {},
        f"Recommendation {recommendation.number} asks for {_NAMES[kind]}, of which neither summary nor Part 1 speaks.",
        "Explain it in the text, or take the recommendation out.",
        topic=f"back {kind}",
    )
