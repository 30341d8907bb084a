"""Prose as sentences with their places, and the small words that several extractors share."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date

from throughcare.foundation.reference.lasting import COUNTS

from ..paper import Paper, Paragraph
from .phrases import Passage, Phrase

YEAR = r"20\d\d\s?/\s?(?:20)?\d\d"
MONTHS = tuple(calendar.month_name[1:])
NUMBERS = {word: at for at, word in enumerate(COUNTS, 1)}
CARRY = Phrase(
    r"carr(?:y|ied|ying)[ -](?:\w+ ){0,2}?(?:forward|over)|carry-?(?:forward|over)|roll(?:ed|ing)?[ -]?(?:forward|over)"
    r"|re-?profil\w+|held over|slipped|moved?\b|moving|transferr?(?:ed|ing|s)?\b|defer(?:red|ring|s)?\b",
    *("carr", "roll", "profil", "held over", "slipped", "move", "moving", "transfer", "defer"),
)
RESERVE = re.compile(r"\b(?:general |earmarked |mopac |its |our )?reserves?\b", re.I)
LONGEST = 3_000
MOST_FIGURES = 2_000
_FIGURE = re.compile(r"[0-9]+")
_BREAK = re.compile(r" (?<=[.;?!] )(?=[A-Z(£])")
_DELEGAT = Phrase(r"\bdelegat", "delegat")
_SCHEME_NAMED = re.compile(r"Scheme of Delegation", re.I)
_YEAR_PARTS = re.compile(r"20(\d\d)\s?/\s?(?:20)?(\d\d)")


def sentences(found: Iterable[Passage]) -> Iterator[Passage]:
    """Every sentence of some passages, in order."""
    for passage in found:
        for part in _BREAK.split(" ".join(passage.text.split())):
            if part:
                yield Passage(passage.where, part)


def weighed(paper: Paper) -> tuple[tuple[Passage, ...], str]:
    """The passages of which facts are taken, and a remark where more figures than any paper states cut them short."""
    found = tuple(passages(paper))
    if sum(sum(map(passage.text.count, "0123456789")) for passage in found) <= MOST_FIGURES:
        return found, ""  # there are no more figures than digits, and digits are counted faster
    figures = 0
    for at, passage in enumerate(found):
        figures += len(_FIGURE.findall(passage.text))
        if figures > MOST_FIGURES:
            remark = (
                f"The prose states more than {MOST_FIGURES:,} figures: nothing was taken from {passage.where} onwards."
            )
            return found[:at], remark
    return found, ""


def passages(paper: Paper) -> Iterator[Passage]:
    """Every passage of prose with its place; one far longer than people write comes in pieces, to bound the time."""
    for where, text in _passages(paper):
        for start in range(0, max(len(text), 1), LONGEST):
            yield Passage(where, text[start : start + LONGEST])


def _passages(paper: Paper) -> Iterator[tuple[str, str]]:
    for paragraph in paper.summary:
        yield "summary", paragraph.text
    for recommendation in paper.recommendations:
        yield f"rec {recommendation.number}", recommendation.text
    for section in paper.sections:
        for paragraph in section.paragraphs:
            yield place(section.number, paragraph), paragraph.text


def place(number: int, paragraph: Paragraph) -> str:
    """The place of a paragraph; one without a number is cited by its section."""
    return f"para {paragraph.number or number}"


def delegates(text: str) -> bool:
    """Whether a passage delegates something, and does not merely name the scheme of delegation."""
    return bool(_DELEGAT.search(without_scheme(text)))


def without_scheme(text: str) -> str:
    """The words of a passage without the name of the scheme of delegation, which delegates nothing itself."""
    return _SCHEME_NAMED.sub("", text) if "delegat" in text.lower() else text


def label(year: str) -> str:
    """``2022-23`` for ``2022/23`` or ``2022/2023``; empty where the words are no pair of years that follow."""
    match = _YEAR_PARTS.fullmatch(year.strip())
    if not match or (int(match.group(1)) + 1) % 100 != int(match.group(2)):
        return ""
    return f"20{match.group(1)}-{match.group(2)}"


def label_of(day: date | None) -> str:
    """The financial year of a day, empty where no day is known."""
    if day is None:
        return ""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def number(word: str) -> int | None:
    """A small whole number in digits or letters."""
    return int(word) if word.isdigit() else NUMBERS.get(word.lower())
