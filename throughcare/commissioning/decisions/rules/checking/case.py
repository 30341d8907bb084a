"""One paper with everything a rule may ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ..paper import Facts, Paper
from ..statements.sentences import passages, place
from .facts import CheckReference
from .findings import Finding

Outcome = Iterator[Finding | None]
"""What a rule yields: a finding for what does not hold, ``None`` for a comparison that does."""


@dataclass(frozen=True, slots=True)
class Case:
    """A paper, what its prose asserts, the reference facts and the day on which law is judged."""

    paper: Paper
    facts: Facts
    reference: CheckReference
    as_at: date | None
    prose: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, paper: Paper, facts: Facts, reference: CheckReference, as_at: date | None) -> Case:
        """The case of a paper, its prose laid out once for all rules."""
        return cls(paper, facts, reference, as_at, tuple(passages(paper)))

    @property
    def is_restated(self) -> bool:
        """Whether the paper is a file of facts, whose prose is abridged, so that its silence proves nothing."""
        return self.paper.facts is not None

    def passages(self) -> Iterator[tuple[str, str]]:
        """Every passage of prose with its place, recommendations included."""
        return iter(self.prose)

    def body(self) -> Iterator[tuple[str, str]]:
        """Every paragraph of Part 1 with its place."""
        return (passage for passage in self.prose if passage[0].startswith("para "))

    def section(self, *numbers: int) -> tuple[tuple[str, str], ...]:
        """The paragraphs of some sections of Part 1, with their places."""
        chosen = [section for section in self.paper.sections if section.number in numbers]
        return tuple((place(s.number, p), p.text) for s in chosen for p in s.paragraphs)

    def says(self, test: Callable[[str], object]) -> tuple[str, ...]:
        """The places whose words pass a test, each once, in order."""
        return tuple(dict.fromkeys(where for where, text in self.passages() if test(text)))

    def statements(self, kind: str) -> tuple[str, ...]:
        """The places where a kind of statement is made, each once, in order."""
        return tuple(dict.fromkeys(s.where for s in self.facts.statements if s.kind == kind))
