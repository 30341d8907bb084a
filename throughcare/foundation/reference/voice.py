"""Rows about listening to people: the words that scrubbing of comments goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList(Row):
    """Words that scrubbing of comments looks for or passes over, of one kind (see the head of the file)."""

    id: str
    kind: Literal["prison", "court", "hostel", "district", "borough", "hospital", "given_name", "both", "not_a_name"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLimit(Row):
    """A number by which proposals are answered and told back; ``unit`` is what it counts."""

    id: str
    value: int
    unit: str
    means: str
