"""Rules of coding: who codes what, what two choices add up to, and who settles a difference."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState

MOST_THEMES_OF_ONE = 8
HOLD_MINUTES = 20
SET_ASIDE: dict[str, str] = {
    "empty": "Nothing in it, or nothing but marks",
    "abuse": "Abuse, and nothing about a service",
    "spam": "Advertising or nonsense",
    "not_ours": "About something we have no part in",
    "not_readable": "In a language that nobody here reads",
    "twice": "The same words are there twice",
}
REOPENED: dict[str, str] = {"theme_split": "Its theme was split", "second_look": "It wants a second look"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one person chose for a comment: codes of themes, none where none fits."""

    person: int
    themes: frozenset[str]


def check_themes(themes: Collection[str], *, known: Collection[str], none_fits: bool) -> None:
    """Raises ``Invalid`` unless themes of the codebook are chosen, or it is said that none fits."""
    if none_fits and themes:
        raise Invalid({"themes": "You chose themes and also said that none fits. Untick one or the other."})
    if not themes and not none_fits:
        raise Invalid({"themes": "Choose the themes that fit, or say that none does."})
    if not set(themes) <= set(known):
        raise Invalid({"themes": "The codebook changed while you read: choose again from the themes as they are now."})
    if len(themes) > MOST_THEMES_OF_ONE:
        raise Invalid({"themes": f"Choose {MOST_THEMES_OF_ONE} themes at most: those the comment is really about."})


def next_event(state: str, wants: int, others: Collection[Chosen], mine: Chosen) -> str:
    """What a choice brings about: coded, first_coded, agreed or differed. Raises ``WrongState`` where it is too late.

    A choice is never lost: where two people opened a comment that wanted one, the second choice makes it one of two.
    """
    if state == "waiting":
        return "coded" if wants == 1 else "first_coded"
    if state in ("second", "settled") and len(others) == 1:
        only = next(iter(others))
        return "agreed" if only.themes == mine.themes else "differed"
    raise WrongState(
        "Others have coded this comment while you read it, so it needs no more.", remedy="Go on to the next comment."
    )


def check_not_changed(before: Chosen, now: Chosen, *, second_has_come: bool) -> None:
    """Raises ``Conflict`` where somebody would change a choice after another has been put beside it."""
    if before.themes != now.themes and second_has_come:
        raise Conflict(
            "You have coded this comment already, and a second person has coded it since.",
            remedy="What you chose first stands. If it was a slip, tell whoever settles differences.",
        )


def check_settler(by: int | None, coders: Collection[int]) -> None:
    """Raises ``NotAllowed`` where one of the two would settle their own difference."""
    if by in coders:
        raise NotAllowed(
            "You are one of the two who coded this, so somebody else settles it.",
            remedy="Ask another person who keeps the codebook.",
        )


def check_because(reason: str, known: Collection[str]) -> None:
    """Raises ``Invalid`` unless a reason of the list is given."""
    if reason not in known:
        raise Invalid({"reason": "Choose a reason from the list."})


def wants_two(key: int, every: int) -> bool:
    """Whether a comment is one of those coded by two, by its random key: nobody picks which."""
    return key % every == 0
