"""Places that narrow down who somebody is: boroughs, districts, prisons, courts, hostels, hospitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from throughcare.voice.coding.rules.scrubbing.spans import Span
from throughcare.voice.coding.rules.scrubbing.words import Lists, Word, word_set

LONGEST = 6
INTO = word_set("in at from to near of around hmp hmyoi yoi outside inside through via")
TYPES = {
    "court": r"Crown Court|Magistrates'? Court|County Court|Youth Court",
    "prison": r"Prison|YOI|Young Offenders? Institution",
    "hostel": r"Hostel|Approved Premises",
    "office": r"Probation Office|Probation|Police Station|Job ?[Cc]entre|Council|Town Hall",
    "hospital": r"Hospital|Surgery|Medical Centre|Health Centre|Clinic",
}
NOT_PLACES = word_set(
    "the my our your his her their this that a an in at from to and london mental nhs local new old their every no some"
)
INSTITUTIONS = {
    kind: re.compile(rf"\b((?:[A-Z][\w'-]{{1,20}} ){{1,3}})(?:{types}|{types.lower()})\b")
    for kind, types in TYPES.items()
}
HMP = re.compile(r"\bHM(?:P|YOI)(?:/YOI)?\s+([A-Z][a-z]+(?: [A-Z][a-z]+)?)")


def find_places(text: str, words: list[Word], lists: Lists) -> Iterator[Span]:
    """Places in a folded text; some may overlap."""
    yield from _listed(words, lists)
    for one in HMP.finditer(text):
        yield Span(*one.span(1), "prison")
    for kind, pattern in INSTITUTIONS.items():
        for one in pattern.finditer(text):
            if any(part.casefold() not in NOT_PLACES for part in one.group(1).split()):
                yield Span(*one.span(), kind)


def _listed(words: list[Word], lists: Lists) -> Iterator[Span]:
    keys = [word.key for word in words]
    for place in range(len(words)):
        for length in range(min(LONGEST, len(words) - place), 0, -1):
            kind = lists.places.get(tuple(keys[place : place + length]))
            if kind and (length > 1 or _surely(words, place, lists)):
                yield Span(words[place].start, words[place + length - 1].end, kind)
                break


def _surely(words: list[Word], place: int, lists: Lists) -> bool:
    """Whether a single word that is also an ordinary one is meant as a place."""
    word = words[place]
    if word.key not in lists.both:
        return True
    before = words[place - 1].key if place else ""
    return word.has_capital and (not word.begins or before in INTO)
