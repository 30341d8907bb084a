"""Names as they are searched for: in any spelling, order or accent.

A part of a name is found by how it sounds and by how it begins. Both are keys in an index, so a search among a hundred
thousand people reads a few rows; what they bring up is then put in order by how alike the names are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LETTERS = re.compile(r"[^a-z]+")
SOUNDS_ALIKE = (
    ("ght", "t"),
    ("ough", "o"),
    ("augh", "a"),
    ("sch", "s"),
    ("tch", "c"),
    ("mps", "ms"),
    ("mpt", "mt"),
    ("ph", "f"),
    ("gh", "g"),
    ("kn", "n"),
    ("wr", "r"),
    ("ck", "k"),
    ("th", "t"),
    ("dg", "g"),
    ("x", "ks"),
    ("ch", "c"),
    ("sh", "s"),
    ("dj", "j"),
    ("q", "k"),
    ("z", "s"),
    ("v", "f"),
    ("w", "f"),
    ("c", "k"),
    ("j", "g"),
    ("b", "p"),
    ("d", "t"),
    ("n", "m"),
)
WITHOUT_ACCENT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "'": "", "\N{RIGHT SINGLE QUOTATION MARK}": ""}
)
VOWELS = re.compile(r"[aeiouyh]+")
LONGEST_SOUND = 7
LONGEST_WHOLE = 14
BEGINNING = 3
LEAST_LETTERS = 2


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A text in lower-case letters with accents taken off and anything else as a space; an apostrophe parts nothing."""
    joined = text.casefold().translate(WITHOUT_ACCENT)
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(mark))
    return " ".join(LETTERS.sub(" ", bare).split())


def parts(text: str) -> list[str]:
    """The parts of a name, each in plain letters; a part written in another alphabet stays as it is."""
    found: list[str] = []
    for part in text.split():
        latin = plain(part).split()
        other = "".join(mark for mark in part.casefold() if mark.isalpha())
        found += latin or ([other] if other else [])
    return found


def sound(part: str) -> str:
    """How a part of a name sounds, coarsely: the sound of its first letter and of the consonants that follow."""
    text = part
    for written, heard in SOUNDS_ALIKE:
        text = text.replace(written, heard)
    if not text:
        return ""
    first = "a" if text[0] in "aeiouyh" else text[0]
    rest = VOWELS.sub("", text[1:])
    heard = first
    for letter in rest:
        if letter != heard[-1]:
            heard += letter
    return heard[:LONGEST_SOUND]


def whole_key(part: str) -> str:
    """The key of a part as it is spelled: ``n:`` with its letters, cut where they are many."""
    return f"n:{part[:LONGEST_WHOLE]}"


def loose_keys(part: str) -> frozenset[str]:
    """The keys by which a part is found in another spelling: ``s:`` with its sound and ``b:`` with its beginning."""
    if len(part) < LEAST_LETTERS:
        return frozenset()
    begins = f"b:{part[:BEGINNING]}"
    return frozenset({f"s:{sound(part)}", begins}) if part.isascii() else frozenset({begins})


def keys(names: Iterable[str]) -> frozenset[str]:
    """Every key under which somebody of these names is found."""
    found = [part for name in names for part in parts(name)]
    return frozenset(key for part in found for key in (whole_key(part), *loose_keys(part)))


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str) -> float:
    """How alike two words are, from 0 to 1: letters in common, in order, with more weight on the beginning."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    common = _matched(one, other)
    if not common:
        return 0.0
    matched, swapped = common
    share = (matched / len(one) + matched / len(other) + (matched - swapped) / matched) / 3
    prefix = 0
    for mine, theirs in zip(one[:4], other[:4], strict=False):
        if mine != theirs:
            break
        prefix += 1
    return share + prefix * 0.1 * (1 - share)


def _matched(one: str, other: str) -> tuple[int, float] | None:
    """How many letters two words share within reach of each other, and how many of those stand in another order."""
    reach = max(len(one), len(other)) // 2 - 1
    taken = [False] * len(other)
    mine = []
    for place, letter in enumerate(one):
        for there in range(max(0, place - reach), min(len(other), place + reach + 1)):
            if not taken[there] and other[there] == letter:
                taken[there] = True
                mine.append(letter)
                break
    if not mine:
        return None
    theirs = [letter for letter, used in zip(other, taken, strict=True) if used]
    return len(mine), sum(a != b for a, b in zip(mine, theirs, strict=True)) / 2


def names_alike(one: str, other: str) -> float:
    """How alike two whole names are, whichever way round their parts are written: each part with its best partner."""
    mine, theirs = parts(one), parts(other)
    if not mine or not theirs:
        return 0.0
    few, many = sorted((mine, theirs), key=len)
    left = list(many)
    total = 0.0
    for part in few:
        best = max(left, key=lambda candidate: likeness(part, candidate))
        total += likeness(part, best)
        left.remove(best)
    unmatched = len(many) - len(few)
    return total / (len(few) + 0.25 * unmatched)


def begins_like(typed: str, name: str) -> float:
    """How well what was typed so far begins parts of a name: 0.9 where every part typed begins one, else 0."""
    wanted, known = parts(typed), parts(name)
    if wanted and all(any(one.startswith(part) for one in known) for part in wanted):
        return 0.9
    return 0.0
