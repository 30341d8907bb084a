"""A joint plan: shared goals, each party's own notes, and agreement that holds only for what was agreed to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.errors import Invalid, WrongState


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party: its number, its organisation, and whether it agreed to the plan as it stands."""

    id: int
    organisation: str
    agreed: bool


def check_parties(own: str, others: Sequence[str]) -> None:
    """Raises ``Invalid`` unless there is at least one other provider, each once."""
    if not others:
        raise Invalid({"parties": "A joint plan needs another provider."})
    if own in others or len(set(others)) != len(others):
        raise Invalid({"parties": "Each provider is in the plan once, and yours is in it already."})


def check_not_open(open_with: Sequence[Collection[str]], parties: Collection[str]) -> None:
    """Raises ``WrongState`` where an open plan for the person has all these providers in it already.

    ``open_with`` names the providers of each open plan, on whichever of the person's records it stands.
    """
    if any(set(parties) <= set(one) for one in open_with):
        raise WrongState("These providers have a joint plan for this person.", remedy="Open that one and go on there.")


def check_review(review_on: date | None, today: date) -> None:
    """Raises ``Invalid`` unless the review lies ahead."""
    if review_on is None or review_on <= today:
        raise Invalid({"review_on": "Give a day to come on which all of you look at it again."})


def check_goal(words: str, leads: int, parties: Sequence[PartyFacts]) -> None:
    """Raises ``Invalid`` unless a goal is in words and one of the parties leads on it."""
    found = {}
    if not words.strip():
        found["words"] = "Write the goal, in the person's words where you can."
    if leads not in {one.id for one in parties}:
        found["leads"] = "Choose which of you leads on it."
    if found:
        raise Invalid(found)


def all_agreed(parties: Sequence[PartyFacts]) -> bool:
    """Whether the plan holds."""
    return all(one.agreed for one in parties)
