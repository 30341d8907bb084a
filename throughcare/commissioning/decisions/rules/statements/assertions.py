"""The other things that the prose asserts and a rule weighs: documents, advice, assessments, parties and powers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..paper import LegalPower, Paper, Party, StatedAmount, Statement
from .phrases import Passage, Phrase

DOCUMENTS = (
    ("needs analysis", Phrase(r"\bneeds? (?:analysis|assessment)|\banalysis of (?:the )?needs?\b", "need")),
    ("surveys", Phrase(r"\bsurveys?\b", "survey")),
    (
        "framework",
        Phrase(r"\b(?:IOM|London|national|strategic|outcomes|delivery) framework\b|\bframework for\b", "framework"),
    ),
    ("Police and Crime Plan", Phrase(r"\bPolice (?:and|&) Crime Plan\b", "crime plan")),
    (
        "medium term financial plan",
        Phrase(r"\bmedium[ -]term financial (?:plan|strategy)\b|\bMTF[PS]\b", "term financial", "mtf"),
    ),
    (
        "memorandum of understanding",
        Phrase(r"\bmemorand(?:um|a) of understanding\b|\bMo[Uu]\b|\bMOU\b", "memorand", "mou"),
    ),
    ("procurement strategy", Phrase(r"\bprocurement strategy\b", "procurement strategy")),
    (
        "responsible procurement policy",
        Phrase(r"\bresponsible procurement\b[^.]{0,12}\bpolicy\b", "responsible procurement"),
    ),
    (
        "evaluation plans",
        Phrase(
            r"\bevaluation (?:plans?|report|findings)\b|\bplans for (?:a|an|the)\b[^.]*\bevaluation\b", "evaluation"
        ),
    ),
    ("business case", Phrase(r"\b(?:full|outline|strategic) business case\b", "business case")),
)
_STATEMENTS = (
    (
        "dpia_not_required",
        Phrase(r"(?:DPIA|impact assessment)\b[^.]*\bnot (?:required|needed|necessary)", "dpia", "impact assessment"),
    ),
    (
        "dpia_will_be_produced",
        Phrase(
            r"(?:DPIA|Data Protection Impact Assessment)\b[^.]*\b(?:will be"
            r"|is being|has been|must be|to be|was)\s+(?:\w+ )?"
            r"(?:produced|completed|carried out|undertaken|developed"
            r"|drafted|prepared|done|written|conducted|made|updated|signed)",
            *("dpia", "impact assessment"),
        ),
    ),
    ("joint_controllers", Phrase(r"\bjoint (?:data )?controllers?\b", "joint")),
    ("vat_stated", Phrase(r"\bVAT\b", "vat")),
    ("light_touch_stated", Phrase(r"\blight[ -]touch\b", "touch")),
    (
        "strategy_already_approved",
        Phrase(
            r"\bstrategy\b[^.]*\b(?:previously|already|was|has been|earlier)\b[^.]*\b(?:approved|agreed)", "strategy"
        ),
    ),
    ("reserve_movement", Phrase(r"\breserves?\b|\bcarr(?:y|ied|ying)[ -](?:forward|over)", "reserve", "carr")),
    ("legal_advice", Phrase(r"\blegal advice\b[^.]*\b(?:taken|sought|obtained|received)", "legal advice")),
)
_FOLLOWS = re.compile(
    r"\b(?:follow(?:s|ing)?(?: on)?(?: from)?|(?:phase two|second phase|continu\w+|work begun) (?:of|by|under)"
    r"|builds? on|begun (?:by|under))\s+(?:the )?(?:decision )?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\bPCD\s?(\d+)\b")
_CONTROLLERS = re.compile(r"\s(?:will be|are|will act as|act as|to be) (?:the )?joint (?:data )?controllers", re.I)
_PARAGRAPHS = re.compile(r"\bparagraphs? ((?:\d+\.\d+(?:, | and |,? and )?)+)", re.I)
_CITED = re.compile(r"\bparagraphs? \d+\.\d+\b", re.I)
_ALLOWS = re.compile(r"\b(?:delegat|allows|provides|authori)", re.I)
_NEXT_POWER = re.compile(r"(?:;|\.\s|, and (?:more specifically )?(?=paragraph))", re.I)


def statements(paper: Paper, found: list[Passage]) -> Iterator[Statement]:
    """Every such assertion, with the sentence it stands in."""
    whole = Passage("", "\n".join(sentence.lowered for sentence in found))
    kinds = [(kind, phrase) for kind, phrase in _STATEMENTS if phrase.may_stand_in(whole)]
    documents = [(name, phrase) for name, phrase in DOCUMENTS if phrase.may_stand_in(whole)]
    for sentence in found:
        for kind, phrase in kinds:
            if phrase.find(sentence):
                yield Statement(kind, "", sentence.where, sentence.text)
        for name, phrase in () if sentence.where.startswith(("rec ", "summary")) else documents:
            if phrase.find(sentence):
                yield Statement("relied_on", name, sentence.where, sentence.text)
        numbers = _REFERENCE.findall(sentence.text) if "PCD" in sentence.text else ()
        for reference in dict.fromkeys(f"PCD {number}" for number in numbers):
            if reference != paper.reference:
                yield Statement("names", reference, sentence.where, sentence.text)
                if _follows(sentence.text, reference):
                    yield Statement("follows", reference, sentence.where, sentence.text)


def _follows(text: str, reference: str) -> bool:
    """Whether a sentence says that this decision comes after the one that it names."""
    before = re.split(rf"PCD\s?{reference.removeprefix('PCD ')}\b", text, maxsplit=1)[0]
    return _FOLLOWS.search(before) is not None


def parties(paper: Paper, found: list[Passage], amounts: tuple[StatedAmount, ...]) -> Iterator[Party]:
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


def powers(found: list[Passage]) -> Iterator[LegalPower]:
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
    cited = _CITED.search(text)
    return bool(cited and _ALLOWS.search(text, cited.end()))
