"""The other things that the prose asserts and a rule weighs: documents, advice, assessments, parties and powers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..paper import LegalPower, Paper, Party, StatedAmount, Statement
from .sentences import Sentence

DOCUMENTS = (
    ("needs analysis", r"\bneeds? (?:analysis|assessment)|\banalysis of (?:the )?needs?\b"),
    ("surveys", r"\bsurveys?\b"),
    ("framework", r"\b(?:IOM|London|national|strategic|outcomes|delivery) framework\b|\bframework for\b"),
    ("Police and Crime Plan", r"\bPolice (?:and|&) Crime Plan\b"),
    ("medium term financial plan", r"\bmedium[ -]term financial (?:plan|strategy)\b|\bMTF[PS]\b"),
    ("memorandum of understanding", r"\bmemorand(?:um|a) of understanding\b|\bMo[Uu]\b|\bMOU\b"),
    ("procurement strategy", r"\bprocurement strategy\b"),
    ("responsible procurement policy", r"\bresponsible procurement\b[^.]{0,12}\bpolicy\b"),
    ("evaluation plans", r"\bevaluation (?:plans?|report|findings)\b|\bplans for (?:a|an|the)\b[^.]*\bevaluation\b"),
    ("business case", r"\b(?:full|outline|strategic) business case\b"),
)
_PATTERNS = (
    ("dpia_not_required", r"(?:DPIA|impact assessment)\b[^.]*\bnot (?:required|needed|necessary)"),
    (
        "dpia_will_be_produced",
        r"(?:DPIA|Data Protection Impact Assessment)\b[^.]*\b(?:will be"
        r"|is being|has been|must be|to be|was)\s+(?:\w+ )?"
        r"(?:produced|completed|carried out|undertaken|developed"
        r"|drafted|prepared|done|written|conducted|made|updated|signed)",
    ),
    ("joint_controllers", r"\bjoint (?:data )?controllers?\b"),
    ("vat_stated", r"\bVAT\b"),
    ("light_touch_stated", r"\blight[ -]touch\b"),
    (
        "strategy_already_approved",
        r"\bstrategy\b[^.]*\b(?:previously|already|was|has been|earlier)\b[^.]*\b(?:approved|agreed)",
    ),
    ("reserve_movement", r"\breserves?\b|\bcarr(?:y|ied|ying)[ -](?:forward|over)"),
    ("legal_advice", r"\blegal advice\b[^.]*\b(?:taken|sought|obtained|received)"),
)
# A sentence without any of these words needs none of the patterns above, which are slow to fail.
_HINTS = (
    "dpia", "impact assessment", "joint", "vat", "touch", "strategy", "reserve", "carr", "legal advice", "need",
    "survey", "framework", " plan", "term", "memorand", "mou", "policy", "evaluation", "business case",
)  # fmt: skip
_STATEMENTS = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _PATTERNS)
_RELIED = tuple((name, re.compile(pattern, re.I)) for name, pattern in DOCUMENTS)
_REFERENCE = re.compile(r"\bPCD\s?(\d+)\b")
_CONTROLLERS = re.compile(r"\s(?:will be|are|will act as|act as|to be) (?:the )?joint (?:data )?controllers", re.I)
_PARAGRAPHS = re.compile(r"\bparagraphs? ((?:\d+\.\d+(?:, | and |,? and )?)+)", re.I)
_NEXT_POWER = re.compile(r"(?:;|\.\s|, and (?:more specifically )?(?=paragraph))", re.I)


def statements(paper: Paper, found: list[Sentence]) -> Iterator[Statement]:
    """Every such assertion, with the sentence it stands in."""
    for sentence in found:
        lowered = sentence.text.lower()
        hinted = any(hint in lowered for hint in _HINTS)
        for kind, pattern in _STATEMENTS if hinted else ():
            if pattern.search(sentence.text):
                yield Statement(kind, "", sentence.where, sentence.text)
        for name, pattern in _RELIED if hinted and not sentence.where.startswith(("rec ", "summary")) else ():
            if pattern.search(sentence.text):
                yield Statement("relied_on", name, sentence.where, sentence.text)
        for reference in dict.fromkeys(f"PCD {number}" for number in _REFERENCE.findall(sentence.text)):
            if reference != paper.reference:
                yield Statement("names", reference, sentence.where, sentence.text)


def parties(paper: Paper, found: list[Sentence], amounts: tuple[StatedAmount, ...]) -> Iterator[Party]:
    """Organisations that give money or answer for personal data."""
    for recommendation in paper.recommendations:
        if recommendation.funder:
            yield Party(recommendation.funder, ("funder",), f"rec {recommendation.number}")
    for amount in amounts:
        if amount.funder:
            yield Party(amount.funder, ("funder",), amount.where)
    for sentence in found:
        match = _CONTROLLERS.search(sentence.text) if "ontroller" in sentence.text else None
        for name in (
            re.split(r",\s*| and (?=[A-Z])| and the (?=[A-Z])", sentence.text[: match.start()]) if match else ()
        ):
            clean = re.sub(r"^.*\bservices?,? ", "", name).removeprefix("the ").strip()
            yield Party(clean, ("joint controller",), sentence.where)


def powers(found: list[Sentence]) -> Iterator[LegalPower]:
    """Paragraphs of a scheme of delegation, with what the sentence says that they allow."""
    for sentence in found:
        matches = list(_PARAGRAPHS.finditer(sentence.text)) if "aragraph" in sentence.text else []
        for at, match in enumerate(matches):
            if "Scheme" not in sentence.text and not (at or _cites_only(sentence.text)):
                continue
            end = matches[at + 1].start() if at + 1 < len(matches) else len(sentence.text)
            use = _NEXT_POWER.split(sentence.text[match.end() : end])[0]
            for paragraph in re.findall(r"\d+\.\d+", match.group(1)):
                yield LegalPower("Scheme of Delegation and Consent", paragraph, use.strip(), sentence.where)


def _cites_only(text: str) -> bool:
    return bool(re.search(r"\bparagraphs? \d+\.\d+\b.*\b(?:delegat|allows|provides|authori)", text, re.I))
