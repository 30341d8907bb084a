"""One paper with everything a rule may ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..paper import Facts, Paper
from ..statements.phrases import Passage, Phrase
from ..statements.sentences import passages, place
from .claims import Claim, gathered
from .facts import CheckReference
from .findings import Finding

Outcome = Iterator[Finding | None]
"""What a rule yields: a finding for what does not hold, ``None`` for a comparison that does."""


@dataclass(frozen=True, slots=True)
class Case:
    """A paper, what its prose asserts, the reference facts and the day on which law is judged.

    ``prose`` is every passage, recommendations included; ``claims`` the amounts that its prose states;
    ``whole`` is all prose in one, to see at once that a phrase stands nowhere.
    """

    paper: Paper
    facts: Facts
    reference: CheckReference
    as_at: date | None
    prose: tuple[Passage, ...] = ()
    claims: tuple[Claim, ...] = ()
    whole: Passage = Passage("", "")

    @classmethod
    def of(cls, paper: Paper, facts: Facts, reference: CheckReference, as_at: date | None) -> Case:
        """The case of a paper, its prose laid out and its amounts gathered once for all rules."""
        prose = tuple(passages(paper))
        whole = Passage("", "\n".join(passage.text for passage in prose))
        return cls(paper, facts, reference, as_at, prose, gathered(facts.amounts), whole)

    @property
    def is_restated(self) -> bool:
        """Whether the paper is a file of facts, whose prose is abridged, so that its silence proves nothing."""
        return self.paper.facts is not None

    def body(self) -> Iterator[Passage]:
        """Every paragraph of Part 1."""
        return (passage for passage in self.prose if passage.where.startswith("para "))

    def section(self, *numbers: int) -> tuple[tuple[str, str], ...]:
        """The paragraphs of some sections of Part 1, with their places."""
        chosen = [section for section in self.paper.sections if section.number in numbers]
        return tuple((place(s.number, p), p.text) for s in chosen for p in s.paragraphs)

    def says(self, *phrases: Phrase) -> tuple[str, ...]:
        """The places whose words hold all of some phrases, each once, in order."""
        held = iter(self.prose)
        for phrase in phrases:
            held = self.holding(phrase, held)
        return tuple(dict.fromkeys(passage.where for passage in held))

    def holding(self, phrase: Phrase, among: Iterator[Passage] | None = None) -> Iterator[Passage]:
        """The passages, of all or of some, that hold a phrase."""
        if not phrase.may_stand_in(self.whole):
            return iter(())
        return (passage for passage in among or self.prose if phrase.find(passage))

    def statements(self, kind: str) -> tuple[str, ...]:
        """The places where a kind of statement is made, each once, in order."""
        return tuple(dict.fromkeys(s.where for s in self.facts.statements if s.kind == kind))
