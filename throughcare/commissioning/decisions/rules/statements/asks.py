"""What the text says the decision seeks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..paper import Ask
from .amounts import Spot, spots
from .phrases import Passage, Phrase

_SEEKS = (
    Phrase(
        r"\b(?:seek(?:s|ing)?|request(?:s|ing|ed)?|ask(?:s|ing|ed)?|sought)\b[^.]*?"
        r"\b(?:approval|agreement|authority|permission)\b|\b(?:is|are) asked to\b|\bfor approval\b"
        r"|\bthis (?:decision|paper|report) (?:seeks|asks|requests) (?:to|for)\b",
        *("seek", "request", "ask", "sought", "for approval"),
    ),
    Phrase(
        r"\b(?:approval|agreement|authority|permission)\b[^.]*?\b(?:sought|requested|asked|needed|required)\b",
        *("sought", "requested", "asked", "needed", "required"),
    ),
)
_DONE = re.compile(r"\b(?:previously|already|was|were|has been|have been) (?:approved|agreed|given|granted)\b", re.I)
KINDS = (
    (
        "procurement_strategy",
        Phrase(r"\bprocurement (?:strategy|approach|route)\b|\bstrategy for (?:the |this )?procur", "procur"),
    ),
    (
        "award_delegation",
        Phrase(
            r"\bdelegat\w+\b[^.]*\b(?:award\w*|sign\w*|contracts?|enter)\b|\b(?:award\w*|contracts?)\b[^.]*\bdelegat",
            "delegat",
        ),
    ),
    (
        "carry_forward",
        Phrase(
            r"\bcarr(?:y|ied|ying)[ -](?:\w+ ){0,2}?(?:forward|over)"
            r"|\bcarry-?(?:forward|over)|\broll\w*[ -](?:forward|over)",
            *("carr", "roll"),
        ),
    ),
    (
        "accept",
        Phrase(
            r"\b(?:accept\w*|receipt of|receiv(?:e|ing))\b[^.]*?(?:£|fund|grant|contribution|money|offer|transfer)",
            *("accept", "receipt of", "receiv"),
        ),
    ),
    ("vary", Phrase(r"\bvar(?:y|ying)\b|\ba variation\b|\bvariation (?:of|to)\b", "vary", "variation")),
    ("extend", Phrase(r"\bexten(?:d|ding|sion)\b", "exten")),
    (
        "procure",
        Phrase(
            r"\b(?:commence|start|begin|launch|run|undertake)\w*\b[^.]*\b(?:procurement|tender|competition)\b"
            r"|\b(?:co-|re-?)?(?:commission|procure|tender)\b(?! strategy)"
            r"|\bthe procurement of\b|\bgo(?:ing)? out to\b",
            *("procure", "tender", "competition", "commission", " out to"),
        ),
    ),
    (
        "commit",
        Phrase(
            r"\bcommit\w*\b|\bspend\b|\bexpenditure\b|\buse (?:of )?(?:up to )?£"
            r"|\brelease\b|\binvest\b|\ballocat(?:e|ing)\b",
            *("commit", "spend", "expenditure", "use ", "release", "invest", "allocat"),
        ),
    ),
)


def asks(found: list[Passage]) -> Iterator[Ask]:
    """Each kind of thing that a sentence of the summary or of Part 1 seeks, with its amount where it states one."""
    for sentence in found:
        if sentence.where.startswith("rec ") or not _seeks(sentence):
            continue
        amounts = list(spots(sentence))
        for kind, phrase in KINDS:
            match = phrase.find(sentence)
            if match:
                near = next((spot for spot in amounts if _beside(match, spot, kind)), None)
                pence, step = (near.pence, near.step) if near else (None, 1)
                yield Ask(kind, sentence.where, sentence.text, pence, step)


def _seeks(sentence: Passage) -> bool:
    return any(phrase.find(sentence) for phrase in _SEEKS) and not _DONE.search(sentence.text)


def _beside(match: re.Match[str], spot: Spot, kind: str) -> bool:
    """Whether an amount stands in the clause of the word that asks; a strategy or a delegation has none."""
    if kind in ("procurement_strategy", "award_delegation") or not spot.left.strip():
        return False
    end = spot.left_at + len(spot.left)
    return spot.left_at <= match.start() < end or spot.left_at <= match.end() <= end + 1
