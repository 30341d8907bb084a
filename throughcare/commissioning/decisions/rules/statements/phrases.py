"""Passages of prose and the phrases sought in them, in any case of letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a paragraph with the place people cite it by.

    ``lowered`` is its text in lower case and of the same length, so that a place in one is that place in the other.
    """

    where: str
    text: str
    lowered: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The dotted capital I is the only letter that becomes two in lower case.
        object.__setattr__(self, "lowered", self.text.replace("\u0130", "i").lower())


class Phrase:
    """A pattern that is tried only where one of its telling words stands.

    A pattern that ignores case is slow to fail, and on nearly every passage it fails; a plain look for a few words is
    fast. Whatever the pattern matches must hold, in lower case, at least one of ``telling``.
    """

    __slots__ = ("pattern", "telling")

    def __init__(self, pattern: str, *telling: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.pattern = re.compile(pattern, flags)
        self.telling = telling

    def may_stand_in(self, passage: Passage) -> bool:
        """Whether a passage holds a telling word, without which it cannot hold the phrase."""
        return any(map(passage.lowered.__contains__, self.telling))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return self.pattern.search(text) if any(map(text.lower().__contains__, self.telling)) else None

    def find(self, passage: Passage) -> re.Match[str] | None:
        """The first match in a passage."""
        lowered = passage.lowered
        for word in self.telling:  # for the few words of most phrases quicker than any()
            if word in lowered:
                return self.pattern.search(passage.text)
        return None

    def find_all(self, passage: Passage) -> Iterator[re.Match[str]]:
        """Every match in a passage."""
        return self.pattern.finditer(passage.text) if self.may_stand_in(passage) else iter(())
