"""The scrubbing itself: all finders together, and the comment with what they found masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from throughcare.voice.coding.rules.scrubbing.folding import fold
from throughcare.voice.coding.rules.scrubbing.names import find_doubts, find_names
from throughcare.voice.coding.rules.scrubbing.numbers import find_numbers
from throughcare.voice.coding.rules.scrubbing.places import find_places
from throughcare.voice.coding.rules.scrubbing.spans import Span, joined
from throughcare.voice.coding.rules.scrubbing.words import Lists, words_of

VERSION = 1
KINDS: dict[str, str] = {
    "name": "name",
    "nhs_number": "NHS number",
    "pnc": "PNC number",
    "cro": "CRO number",
    "crn": "CRN",
    "nomis": "prison number",
    "nino": "National Insurance number",
    "arrest_number": "arrest number",
    "card": "card number",
    "phone": "phone number",
    "email": "e-mail address",
    "web_address": "web address",
    "handle": "online name",
    "postcode": "postcode",
    "address": "address",
    "plate": "number plate",
    "date_of_birth": "date of birth",
    "date": "date",
    "number": "number",
    "borough": "borough",
    "district": "part of London",
    "prison": "prison",
    "court": "court",
    "hostel": "hostel",
    "office": "office",
    "hospital": "hospital",
    "other": "words masked by a reader",
}
BY_WORDS = {words: kind for kind, words in KINDS.items()}
MASK = re.compile(r"\[(" + "|".join(re.escape(words) for words in KINDS.values()) + r")\]")
Doubt = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A comment fit to be read: ``masked`` has each span replaced by its kind in square brackets.

    ``spans`` are places in the comment as written, ``doubts`` places in ``masked`` that a reader should look at.
    """

    masked: str
    spans: tuple[Span, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a masked comment: plain text, text with a doubt, or a mask, whose ``text`` is its kind in words."""

    text: str
    is_mask: bool = False
    is_doubt: bool = False


def found_in(text: str, lists: Lists) -> tuple[Span, ...]:
    """What is to be masked, as places in the text as written."""
    folded = fold(text)
    words = words_of(folded.text)
    masks = [one.span() for one in MASK.finditer(folded.text)]
    spans = [
        *find_places(folded.text, words, lists),
        *find_numbers(folded.text),
        *find_names(folded.text, words, lists),
    ]
    kept = [span for span in spans if not any(start <= span.start < end for start, end in masks)]
    return joined(Span(*folded.back(span.start, span.end), span.kind) for span in kept)


def scrub(text: str, lists: Lists, *, more: Iterable[Span] = ()) -> Scrubbed:
    """A comment with everything found masked, and ``more`` that a reader asked for."""
    spans = joined([*found_in(text, lists), *more])
    masked = "".join(f"[{KINDS[piece.kind]}]" if isinstance(piece, Span) else piece for piece in _cut(text, spans))
    return Scrubbed(masked, spans, tuple(_doubts(masked, lists)))


def _cut(text: str, spans: tuple[Span, ...]) -> Iterator[str | Span]:
    at = 0
    for span in spans:
        yield text[at : span.start]
        yield span
        at = span.end
    yield text[at:]


def _doubts(masked: str, lists: Lists) -> Iterator[Doubt]:
    folded = fold(masked)
    masks = [one.span() for one in MASK.finditer(masked)]
    for start, end in find_doubts(words_of(folded.text), lists):
        first, last = folded.back(start, end)
        if not any(left < last and first < right for left, right in masks):
            yield first, last


def pieces_of(masked: str, doubts: Iterable[Doubt] = ()) -> list[Piece]:
    """A masked comment in pieces, for a page to show masks and doubts as what they are."""
    marks = [(one.start(), one.end(), True) for one in MASK.finditer(masked)]
    marks += [(start, end, False) for start, end in doubts]
    found, at = [], 0
    for start, end, is_mask in sorted(marks):
        if start < at:
            continue
        if start > at:
            found.append(Piece(masked[at:start]))
        text = masked[start + 1 : end - 1] if is_mask else masked[start:end]
        found.append(Piece(text, is_mask=is_mask, is_doubt=not is_mask))
        at = end
    if at < len(masked):
        found.append(Piece(masked[at:]))
    return found


def mask_words(text: str, spans: Iterable[Span], words: str, kind: str = "other") -> tuple[Span, ...]:
    """Where words that a reader wants masked stand in a comment, outside what is masked already, in any case."""
    taken = tuple(spans)
    wanted = " ".join(words.split())
    if not wanted:
        return ()
    pattern = re.compile(r"\s+".join(re.escape(part) for part in wanted.split(" ")), re.IGNORECASE)
    found = (Span(*one.span(), kind) for one in pattern.finditer(text))
    return tuple(one for one in found if not any(one.start < span.end and span.start < one.end for span in taken))
