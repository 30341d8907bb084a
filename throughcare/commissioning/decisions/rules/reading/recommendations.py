"""Recommendations: what is asked, up to how much, from whom, over which period and under which power."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from throughcare.commissioning.decisions.rules.paper import Recommendation
from throughcare.commissioning.decisions.rules.reading import money
from throughcare.commissioning.decisions.rules.reading.dates import MONTH_NAMES
from throughcare.commissioning.decisions.rules.reading.lines import Line, squeeze, without_bullet
from throughcare.foundation.reference.lasting import AFTER, BEFORE, STARTING

VERBS = ("approve", "agree", "note", "delegate", "accept", "commence", "authorise", "endorse", "confirm", "ratify")
_VERB = re.compile(rf"\b({'|'.join(VERBS)})s?\b|\b(carry)[\s-]+forward\b", re.IGNORECASE)
_DELEGATES = re.compile(
    r"\b(?:granted|given)\s+delegated\s+authority\b|\bauthority\s+(?:is|be)\s+delegated\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"\s*(?:[-\u2022]\s+)?(?P<number>\d{1,2})\s?[.)]\s+(?P<text>\S.*)$")
_POINT = rf"(?:(?:\d{{1,2}}\s+)?(?:{MONTH_NAMES})\s+20\d\d|20\d\d\s?[/\u2013-]\s?(?:20)?\d\d\b|20\d\d\b)"
_AND_POINT = rf"\s?(?:\bto\b|\band\b|\buntil\b|[-\u2013\u2014])\s?{_POINT}"
_ONE = rf"(?:20\d\d\s?[/\u2013-]\s?(?:20)?\d\d\b|(?:\d{{1,2}}\s+)?(?:{MONTH_NAMES})\s+20\d\d)"
_PERIOD = re.compile(
    rf"{_POINT}{_AND_POINT}|{_ONE}(?:\s+onwards?\b)?"
    r"|(?<=\bin\s)20\d\d\b|(?<=\bfor\s)20\d\d\b|(?<=\bduring\s)20\d\d\b"
)
# What follows a year where it says whose money or which prices are meant, and not when something starts.
_OF_A_YEAR = (
    r"(?:[A-Z][\w'\u2019&-]*\s+){0,3}(?i:(?:budget|underspend|fund|funding|allocation|reserve|contingency|balance|income"
    r"|revenue|capital|money|grant|settlement|surplus|saving|level|price|rate)s?\b)"
)
_OPENING = re.compile(rf"\b(?i:{STARTING})\s+{_ONE}(?!{_AND_POINT})(?!\s+{_OF_A_YEAR})(?:\s+onwards?\b)?")
_BRINGS_ON = re.compile(r"\bcarr(?:y|ied|ying)[\s-]+forward\b|\btransfer|\bunder-?spen|\bunspent\b", re.IGNORECASE)
_NAME = r"[A-Z][\w'\u2019&-]*(?:\s+(?:(?:of|for|and|the|in|&)\s+)*\(?[A-Z][\w'\u2019&-]*\)?)*"
_FUNDER = re.compile(
    rf"\b(?:funding|grants?|contributions?|money|income|funds|sums?|offers?|£[\d.,]+\s?(?:m|k|million)?)"
    rf"(?:\s+(?:funding|offer|money))?\s+from\s+(?:the\s+)?(?P<name>{_NAME})"
)
_POWER = re.compile(
    r"\b(?:under|pursuant to|in accordance with|by virtue of|in exercise of|using)\s+(?:the\s+power\s+(?:in|at)\s+)?"
    r"(?P<power>(?:paragraphs?|sections?|regulations?|articles?|schedule|clauses?)\s+\d.*?)(?=[;.,]?\s*$|;|\.\s|,\s\D)",
    re.IGNORECASE,
)
_OFFICER = r"[A-Z][\w'\u2019&-]*(?:\s+(?:(?:of|for|and|the|in|&)\s+){0,2}[A-Z][\w'\u2019&-]*){0,9}"
_HOLDER = re.compile(
    rf"\b(?:[Dd]elegat(?:e|ed|es|ion)|[Aa]uthority)\b[^.;]{{0,200}}?\bto\s+(?:the\s+)?(?!(?:{MONTH_NAMES})\b)(?P<to>{_OFFICER})"
    rf"|\b(?:The\s+)?(?P<granted>{_OFFICER})\s+(?:is|be)\s+(?:granted|given)\s+(?:the\s+)?(?:delegated\s+)?authority"
)
_NOTE = re.compile(r"\s*\[(?P<note>(?:Verb|Amount|Period|Funder|Power|Holder): [^\[\]]*)\]\s*$")
_NOT_STATED = "not stated"


def recommendation(number: int, text: str) -> Recommendation:
    """The recommendation that this text makes."""
    first = next(money.amounts_in(text), None)
    period, funder, power = _period(text), _FUNDER.search(text), _POWER.search(text)
    return Recommendation(
        number=number,
        verb=verb_of(text),
        text=text,
        amount_pence=first.pence if first else None,
        precision_pence=first.precision_pence if first else 1,
        amount_is_cap=bool(first and first.is_cap),
        period=period,
        funder=funder["name"] if funder else "",
        power=power["power"] if power else "",
    )


def _period(text: str) -> str:
    """The first period that a text names, with the words that leave its end open; "from" may also say whose money."""
    found, opening = _PERIOD.search(text), _OPENING.search(text)
    if found and opening and opening.start() < found.start() < opening.end() and not _BRINGS_ON.search(text):
        before, after = BEFORE.search(text[: opening.start()]), AFTER.match(text[opening.end() :])
        return (before[0] if before else "") + opening[0] + (after[0] if after else "")
    return found[0] if found else ""


def holder_of(text: str) -> str:
    """To whom a recommendation delegates authority, as it words the office; empty where it names nobody."""
    found = _HOLDER.search(text) if "delegat" in text.lower() else None
    return str(found["to"] or found["granted"]) if found else ""


def verb_of(text: str) -> str:
    """The verb of a recommendation as a code: ``approve``, ``delegate``, ``carry_forward``... or its first word."""
    words = squeeze(text).split(" ", 1)
    first = words[0].strip(",.;:").lower()
    found = _VERB.match(text.strip())
    if not found and _DELEGATES.search(text):
        return "delegate"
    found = found or _VERB.search(text)
    if not found:
        return first if first.isalpha() else ""
    return "carry_forward" if found[2] else found[1].lower()


def annotated(text: str) -> tuple[str, dict[str, str]]:
    """The text and what a note in square brackets after it says of amount, period, funder or power."""
    found = _NOTE.search(text)
    if not found:
        return text, {}
    pairs = (part.split(": ", 1) for part in found["note"].split(" | "))
    return text[: found.start()].rstrip(), {pair[0].lower(): pair[1] for pair in pairs if len(pair) == 2}


def with_note(read: Recommendation, note: dict[str, str]) -> Recommendation:
    """The recommendation with what its note states in place of what its words tell."""
    stated = {key: "" if value == _NOT_STATED else value for key, value in note.items()}
    for key in ("verb", "period", "funder", "power", "holder"):
        if key in stated:
            read = replace(read, **{key: stated[key]})  # type: ignore[arg-type]
    if "amount" in stated:
        found = next(money.amounts_in(stated["amount"]), None)
        read = replace(
            read,
            amount_pence=found.pence if found else None,
            precision_pence=found.precision_pence if found else 1,
            amount_is_cap=bool(found and found.is_cap),
        )
    return read


def read(lines: Iterable[Line]) -> tuple[tuple[Recommendation, ...], list[str]]:
    """The recommendations in order, and the lines before the first that are none."""
    texts: list[tuple[int, str]] = []
    unread: list[str] = []
    for line in lines:
        for piece in _parted(line.text, texts[-1][0] if texts else 0):
            found = _NUMBERED.match(piece)
            words = squeeze(without_bullet(piece))
            if found and int(found["number"]) > (texts[-1][0] if texts else 0):
                texts.append((int(found["number"]), squeeze(found["text"])))
            elif _VERB.match(words) and words[:1].isupper():
                texts.append((texts[-1][0] + 1 if texts else 1, words))
            elif texts:
                texts[-1] = (texts[-1][0], f"{texts[-1][1]} {words}")
            else:
                unread.append(words)
    return tuple(_noted(number, text) for number, text in texts), unread


def _noted(number: int, text: str) -> Recommendation:
    words, note = annotated(text)
    return with_note(recommendation(number, words), note)


def _parted(text: str, last: int) -> Iterator[str]:
    opening = _NUMBERED.match(text)
    number = (int(opening["number"]) if opening else last) + 1
    while follower := re.search(rf"(?<=[.;:\]])\s+(?={number}\s?[.)]\s+[A-Z])", text):
        yield text[: follower.start()]
        text = text[follower.end() :]
        number += 1
    yield text
