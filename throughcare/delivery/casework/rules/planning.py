"""A plan: agreed with the person, no longer than the service allows, and approved by somebody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.delivery.services.rules.definition import Clock
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.reference.working_days import add_working_days

MOST_WITHOUT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What a plan says so far. ``approved_contacts`` is what was approved before, null for a first plan."""

    contacts: int | None
    their_words: str
    agreed: str
    agreed_on: date | None
    outcomes: int
    most: int | None
    approved_contacts: int | None = None
    why: str = ""
    is_revision: bool = False


def check_contacts(contacts: int | None, most: int | None, approved: int | None) -> None:
    """Raises ``Invalid`` unless the number is above nought, within what the service allows, and not below what was
    approved before."""
    limit = MOST_WITHOUT_LIMIT if most is None else most
    if contacts is None or contacts < 1:
        raise Invalid({"contacts": "Plan at least one contact."})
    if contacts > limit:
        raise Invalid({"contacts": f"This service allows up to {limit} contacts. Plan {limit} or fewer."})
    if approved is not None and contacts < approved:
        raise Invalid({"contacts": f"{approved} contacts were approved. A later plan may add to them, not take away."})


def check_can_submit(draft: Draft, today: date) -> None:
    """Raises ``Invalid`` with everything a plan still lacks before somebody else can decide on it."""
    found: dict[str, str] = {}
    try:
        check_contacts(draft.contacts, draft.most, draft.approved_contacts)
    except Invalid as error:
        found |= {name: " ".join(says) for name, says in error.fields.items()}
    if not draft.their_words.strip():
        found["their_words"] = "Write what the person wants, in their words."
    if not draft.agreed:
        found["agreed"] = "Say how the person agreed. A plan they do not agree with is not submitted."
    if draft.agreed_on is None:
        found["agreed_on"] = "Give the day on which they agreed."
    elif draft.agreed_on > today:
        found["agreed_on"] = "The day they agreed must not be in the future."
    if not draft.outcomes:
        found[""] = "Add at least one outcome that the person wants to reach."
    if draft.is_revision and not draft.why.strip():
        found["why"] = "Say why the plan changes."
    if found:
        raise Invalid(found)


def check_can_decide(*, authors: Collection[int], by: int | None) -> None:
    """Raises ``NotAllowed`` for anyone who wrote on it: somebody else approves or returns a plan."""
    if by is None or by in authors:
        raise NotAllowed(
            "You wrote on this plan, so somebody else decides on it.",
            remedy="The referrer or another service lead can.",
        )


def check_return(reason: str, words: str, reasons: Sequence[str]) -> None:
    """Raises ``Invalid`` unless a plan is returned for a reason of the service's list and with words to act on."""
    found = {}
    if reasons and reason not in reasons:
        found["reason"] = "Choose why it is returned."
    if not words.strip():
        found["words"] = "Write what should change."
    if found:
        raise Invalid(found)


def check_needs(need: str, goal: str, needs: Sequence[str], goals: Sequence[str], words: str) -> None:
    """Raises ``Invalid`` unless an outcome stands under a need of the service, with a goal of it or none, in words."""
    found = {}
    if need not in needs:
        found["need"] = "Choose the need."
    if goal and goal not in goals:
        found["goal"] = "Choose a goal of the list, or none."
    if not words.strip():
        found["words"] = "Write what the person wants to reach."
    if found:
        raise Invalid(found)


def due(clock: Clock | None, start: date, fallback: int = 10) -> date:
    """The day by which something is due: the service's own limit counted from ``start``, else working days."""
    if clock is None:
        return add_working_days(start, fallback)
    if clock.unit == "working_days":
        return add_working_days(start, clock.limit)
    return start + timedelta(days=clock.limit)


def check_exempt(exempt: str, allowed: Sequence[str], words: str) -> None:
    """Raises ``Invalid`` unless a deadline is let pass for a listed reason; 'not known' needs words."""
    if exempt not in allowed:
        raise Invalid({"exempt": "Choose why the deadline does not count."})
    if exempt == "unknown" and not words.strip():
        raise Invalid({"words": "Write what is known."})


def check_may_change(state: str) -> None:
    """Raises ``WrongState`` where a plan is no draft any more."""
    if state not in ("draft", "returned"):
        raise WrongState(
            f"This plan is {state.replace('_', ' ')}, so its text stays as it is.",
            remedy="An approved plan is changed by a new revision.",
        )
