"""The two machines of a decision, effect and publication, and the small one of each kind of advice."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


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


BEFORE_SIGNATURE = "advice board chief_executive decision_maker"

EFFECT_TRANSITIONS: Machine = {
    "advice_requested": step("draft", Effect.ADVICE),
    "advice_completed": step("advice", Effect.BOARD),
    "board_not_needed": step("advice", Effect.CHIEF_EXECUTIVE, needs_reason=True),
    "board_supported": step("board", Effect.CHIEF_EXECUTIVE),
    "chief_executive_approved": step("chief_executive", Effect.DECISION_MAKER),
    "signed": step("decision_maker", Effect.SIGNED),
    "refused": step("decision_maker", Effect.REFUSED, needs_reason=True),
    "returned_to_draft": step(BEFORE_SIGNATURE, Effect.DRAFT, needs_reason=True),
    "withdrawn": step(f"draft {BEFORE_SIGNATURE}", Effect.WITHDRAWN, needs_reason=True),
    "took_effect": step("signed", Effect.IN_EFFECT),
    "amended": step("in_effect", Effect.AMENDED),
    "superseded": step("signed in_effect amended", Effect.SUPERSEDED, needs_reason=True),
}

PUBLICATION_TRANSITIONS: Machine = {
    "deferred": step("to_be_published", Publication.DEFERRED, needs_reason=True),
    "kept_in_part_2": step("to_be_published deferred", Publication.PART_2, needs_reason=True),
    "published": step("to_be_published deferred", Publication.PUBLISHED),
}

ADVICE_TRANSITIONS: Machine = {
    "advice_asked": step("not_asked given not_needed", Advice.ASKED),
    "advice_given": step("asked", Advice.GIVEN),
    "advice_not_needed": step("not_asked asked", Advice.NOT_NEEDED, needs_reason=True),
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
