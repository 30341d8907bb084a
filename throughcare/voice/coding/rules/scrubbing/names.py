"""Names of people: those the service knows, given names often met, and what a title or a relation goes before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from throughcare.voice.coding.rules.scrubbing.spans import Span
from throughcare.voice.coding.rules.scrubbing.words import Lists, Word, word_set

TITLES = word_set(
    "mr mrs ms miss mx dr doctor prof professor pc dc ds di dci sgt sergeant inspector officer constable "
    "judge father pastor imam nurse auntie aunty aunt uncle"
)
ALWAYS = frozenset({"mr", "mrs"})
RELATIONS = word_set(
    "worker keyworker caseworker mentor coach manager supervisor counsellor partner girlfriend boyfriend wife "
    "husband mate friend brother sister son daughter mum mother dad father cousin nephew niece baby ex "
    "neighbour practitioner probation"
)
INTRODUCED = frozenset({"called", "named", "i'm", "im"})
NAME_IS = re.compile(r"\bnames?(?:'s|\s(?:is|was))\s+", re.IGNORECASE)
NOT_NAMED = word_set("on in not the a an my very so too is never always still just called mud written down there")


def find_names(text: str, words: list[Word], lists: Lists) -> Iterator[Span]:
    """Names in a folded text; some may overlap."""
    keys = frozenset(word.key for word in words if len(word.key) > 1)
    parts = frozenset(part for key in keys for part in key.split("-"))
    known = lists.known(keys | parts)
    for place, word in enumerate(words):
        if is_name(words, place, lists, known) or follows_title(words, place, lists):
            yield Span(word.start, _end_of_name(text, words, place, lists, known), "name")
    yield from _introduced(text, words, lists)


def _is_part(key: str, among: frozenset[str]) -> bool:
    return key in among or ("-" in key and any(part in among for part in key.split("-") if len(part) > 2))


def is_name(words: list[Word], place: int, lists: Lists, known: frozenset[str]) -> bool:
    """Whether a word is a name: known to the service, or a given name, and not just a word that looks like one."""
    word = words[place]
    by_service = _is_part(word.key, known)
    if not by_service and not _is_part(word.key, lists.given_names):
        return False
    if by_service and _beside_known(words, place, known):
        return True
    if word.key in lists.both or len(word.key) <= 2:
        return word.has_capital and not word.begins
    return True


def _beside_known(words: list[Word], place: int, known: frozenset[str]) -> bool:
    """Whether the word next to it is known too, so that the two are a full name however they are written."""
    word = words[place]
    for other in (place - 1, place + 1):
        if 0 <= other < len(words) and _is_part(words[other].key, known):
            gap = max(word.start, words[other].start) - min(word.end, words[other].end)
            # Two ordinary words that happen to be names ("will hope") are a name only with their capitals.
            if gap <= 2 and (word.has_capital or words[other].has_capital):
                return True
    return False


def _can_be_name(word: Word, lists: Lists) -> bool:
    return word.has_capital and word.key not in lists.not_names and word.text not in ("I",) and len(word.key) > 1


def follows_title(words: list[Word], place: int, lists: Lists) -> bool:
    """Whether a title, or a word for who somebody is to the writer, stands before a word with a capital."""
    if place == 0:
        return False
    word, before = words[place], words[place - 1]
    if word.begins or word.start - before.end > 3:
        return False
    if before.key in ALWAYS and len(word.key) > 1 and word.key not in lists.both:
        return True
    if not _can_be_name(word, lists) or word.is_abbreviation:
        return False
    return before.key in TITLES or before.key in RELATIONS or before.key in INTRODUCED


def _end_of_name(text: str, words: list[Word], place: int, lists: Lists, known: frozenset[str]) -> int:
    """The end of a name: with the family name that follows it, where one does."""
    end = words[place].end
    for word in words[place + 1 : place + 4]:
        between = text[end : word.start]
        if (
            between not in (" ", "  ", ". ")
            or word.begins
            or not (_can_be_name(word, lists) or _is_part(word.key, known))
        ):
            break
        if word.is_abbreviation and not _is_part(word.key, known):
            break
        if not word.has_capital and word.key in lists.both:
            break
        end = word.end
    return end


def _introduced(text: str, words: list[Word], lists: Lists) -> Iterator[Span]:
    """What stands after "my name is"."""
    by_start = {word.start: place for place, word in enumerate(words)}
    for one in NAME_IS.finditer(text):
        place = by_start.get(one.end())
        if place is not None and words[place].key not in NOT_NAMED:
            yield Span(words[place].start, _end_of_name(text, words, place, lists, frozenset()), "name")


def find_doubts(words: list[Word], lists: Lists) -> Iterator[tuple[int, int]]:
    """Words with a capital in mid-sentence that might be somebody's name: for the reader to look at."""
    for word in words:
        if _can_be_name(word, lists) and not word.begins and not word.is_abbreviation and len(word.key) > 2:
            yield word.start, word.end
