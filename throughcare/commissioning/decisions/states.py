"""The two machines of a decision, effect and publication, and the small one of each kind of advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """Where a paper stands on its way to being carried out."""

    DRAFT = "draft"
    ADVICE = "advice"
    BOARD = "board"
    CHIEF_EXECUTIVE = "chief_executive"
    DECISION_MAKER = "decision_maker"
    SIGNED = "signed"
    IN_EFFECT = "in_effect"
    AMENDED = "amended"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Publication(StrEnum):
    """What the public may have of a signed paper."""

    TO_BE_PUBLISHED = "to_be_published"
    DEFERRED = "deferred"
    PUBLISHED = "published"
    PART_2 = "part_2"


class Advice(StrEnum):
    """One kind of advice on one paper."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


def _step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(start.split()), end, needs_reason)


BEFORE_SIGNATURE = "advice board chief_executive decision_maker"

EFFECT_TRANSITIONS: dict[str, Transition] = {
    "advice_requested": _step("draft", Effect.ADVICE),
    "advice_completed": _step("advice", Effect.BOARD),
    "board_not_needed": _step("advice", Effect.CHIEF_EXECUTIVE, needs_reason=True),
    "board_supported": _step("board", Effect.CHIEF_EXECUTIVE),
    "chief_executive_approved": _step("chief_executive", Effect.DECISION_MAKER),
    "signed": _step("decision_maker", Effect.SIGNED),
    "refused": _step("decision_maker", Effect.REFUSED, needs_reason=True),
    "returned_to_draft": _step(BEFORE_SIGNATURE, Effect.DRAFT, needs_reason=True),
    "withdrawn": _step(f"draft {BEFORE_SIGNATURE}", Effect.WITHDRAWN, needs_reason=True),
    "took_effect": _step("signed", Effect.IN_EFFECT),
    "amended": _step("in_effect", Effect.AMENDED),
    "superseded": _step("in_effect amended", Effect.SUPERSEDED, needs_reason=True),
}

PUBLICATION_TRANSITIONS: dict[str, Transition] = {
    "deferred": _step("to_be_published", Publication.DEFERRED, needs_reason=True),
    "kept_in_part_2": _step("to_be_published deferred", Publication.PART_2, needs_reason=True),
    "published": _step("to_be_published deferred", Publication.PUBLISHED),
}

ADVICE_TRANSITIONS: dict[str, Transition] = {
    "advice_asked": _step("not_asked given not_needed", Advice.ASKED),
    "advice_given": _step("asked", Advice.GIVEN),
    "advice_not_needed": _step("not_asked asked", Advice.NOT_NEEDED, needs_reason=True),
}

EFFECT_OWNER: dict[str, str] = {
    Effect.DRAFT: "the author",
    Effect.ADVICE: "the advisers",
    Effect.BOARD: "the oversight board",
    Effect.CHIEF_EXECUTIVE: "the Chief Executive",
    Effect.DECISION_MAKER: "the decision maker",
    Effect.SIGNED: "the commissioner, to bring it into effect",
    Effect.IN_EFFECT: "nobody: it is being carried out",
    Effect.AMENDED: "nobody: an amendment applies",
    Effect.SUPERSEDED: "nobody: a later decision replaced it",
    Effect.REFUSED: "nobody: it was refused",
    Effect.WITHDRAWN: "nobody: it was withdrawn",
}

PUBLICATION_OWNER: dict[str, str] = {
    Publication.TO_BE_PUBLISHED: "the commissioner, to publish",
    Publication.DEFERRED: "the commissioner, to publish when the date comes",
    Publication.PUBLISHED: "nobody",
    Publication.PART_2: "nobody",
}

ADVICE_OWNER: dict[str, str] = {
    Advice.NOT_ASKED: "the author",
    Advice.ASKED: "the adviser",
    Advice.GIVEN: "nobody",
    Advice.NOT_NEEDED: "nobody",
}

SIGNED_STATES = frozenset({Effect.SIGNED, Effect.IN_EFFECT, Effect.AMENDED, Effect.SUPERSEDED})
OPEN_STATES = frozenset({Effect.DRAFT, Effect.ADVICE, Effect.BOARD, Effect.CHIEF_EXECUTIVE, Effect.DECISION_MAKER})


class CannotMove(ValueError):
    """The machine has no such step from the present state."""


def move(machine: dict[str, Transition], event: str, state: str) -> str:
    """The state after an event. Raises ``CannotMove`` where the table has no such step from here."""
    transition = machine.get(event)
    if transition is None or state not in transition.start:
        raise CannotMove(f"{event.replace('_', ' ')} is not possible from {state.replace('_', ' ')}")
    return str(transition.end)
