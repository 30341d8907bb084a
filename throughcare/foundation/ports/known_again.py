"""By what a recommendation is known again in later versions of its decision, so that what was used of it stays used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation in one version of a decision: its number and its text."""

    number: int
    text: str

    @property
    def words(self) -> str:
        """The text without sums, numbers and marks, by which it is known again when its sum changes."""
        return " ".join(re.findall(r"[a-z]+", self.text.lower()))


def counts_against(one: Recommended, versions: Sequence[Sequence[Recommended]]) -> Sequence[Recommended]:
    """The recommendations of the last version against which counts what was used of one of the first.

    ``versions`` are those from the one in which it stands to the last.

    It is followed from version to version: by its text, else its words, else its number where no other went there, and
    by how it stood before a version that dropped it. One that is not in the last counts against all of it, since its
    power went into one of them.
    """
    known = latest = found = [one]
    for before, now in pairwise(versions):
        found = _again(known, latest, before, now)
        latest = found or latest
        known = [*known, *found]
    return found or versions[-1]


def _again(
    known: Sequence[Recommended],
    latest: Sequence[Recommended],
    before: Sequence[Recommended],
    now: Sequence[Recommended],
) -> list[Recommended]:
    numbers = {each.number for each in latest}
    texts, words = {each.text for each in known}, {each.words for each in known}
    others = {each.text for each in before} - texts
    for found in (
        [each for each in now if each.text in texts],
        [each for each in now if each.words in words and each.text not in others],
    ):
        if found:
            nearer = {each.words for each in found if each.number in numbers}
            return [each for each in found if each.number in numbers or each.words not in nearer]
    told = {each.words for each in before}
    return [each for each in now if each.number in numbers and each.words not in told]
