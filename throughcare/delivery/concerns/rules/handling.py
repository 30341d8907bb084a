"""Who may act on a concern, and what it needs before it is closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from throughcare import machines
from throughcare.delivery.concerns import states
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.words import day

WORDS_LIMIT = 50_000


class Kind(StrEnum):
    """What sort of concern it is."""

    COMPLAINT = "complaint"
    INCIDENT = "incident"
    SAFEGUARDING = "safeguarding"


KIND_WORDS = {Kind.COMPLAINT: "Complaint", Kind.INCIDENT: "Incident", Kind.SAFEGUARDING: "Safeguarding concern"}
SERIOUSNESS = {
    "low": "Low: no harm, or slight",
    "medium": "Medium: harm that passes, or a real risk of it",
    "high": "High: serious harm, or a serious risk of it",
    "immediate": "Somebody is in danger now",
}
VOICES = {
    "staff": "I say it myself",
    "person": "The person says it, through me",
    "family": "Somebody close to the person says it",
    "other": "Somebody else says it",
}
DONE_NOW = {
    "emergency": "Rang 999",
    "made_safe": "Made somebody safe",
    "told_lead": "Told the safeguarding lead",
    "told_manager": "Told a manager",
    "told_authority": "Told the local authority",
    "nothing": "Nothing yet",
}
OUTCOMES = {"upheld": "Upheld", "partly_upheld": "Partly upheld", "not_upheld": "Not upheld"}
STEP_KINDS = {
    "made_safe": "Made somebody safe",
    "told_authority": "Referred to the local authority",
    "told_police": "Told the police",
    "spoke_to_person": "Spoke to the person",
    "spoke_to_staff": "Spoke to staff",
    "wrote": "Wrote to whoever raised it",
    "looked_into": "Looked into it",
    "changed": "Changed something",
    "other": "Something else",
}
WHY_NOT = {
    "unsafe": "It would put somebody at risk",
    "asked_not": "They asked not to be told",
    "not_traced": "They could not be found",
    "not_theirs": "It is not theirs to know, for the reason given",
}
GOES_ON = "It goes on with its owner."


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who would act: whether they handle concerns of that organisation, own this one, and are the one it is
    about."""

    handles: bool
    owns: bool
    is_about_them: bool


def check_may_handle(hand: Hand) -> None:
    """Handlers of the organisation and the owner act; never somebody whom it is about."""
    if hand.is_about_them:
        raise NotAllowed("This concern is about you, so somebody else acts on it.")
    if not (hand.handles or hand.owns):
        raise NotAllowed(
            "Those who handle concerns in that organisation act on this.",
            remedy="You can see how it stands, and withdraw a complaint of yours.",
        )


def moved(step: str, state: str) -> str:
    """The state after a step. Raises ``WrongState`` with whose turn it is."""
    try:
        return machines.move(states.CONCERN_TRANSITIONS, step, state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This concern is {state.replace('_', ' ')}, so this cannot be done now.",
            remedy=f"It is the turn of {states.CONCERN_OWNER[state]}.",
        ) from error


def check_raised(
    *,
    kind: str,
    category: str,
    categories: Collection[str],
    seriousness: str,
    words: str,
    happened_on: date | None,
    today: date,
) -> None:
    """A concern says what sort it is, how serious, what happened and when."""
    wrong: dict[str, str] = {}
    if kind not in set(Kind):
        wrong["kind"] = "Choose a complaint, an incident or a safeguarding concern."
    if category not in categories:
        wrong["category"] = "Choose what it is about from the list."
    if seriousness not in SERIOUSNESS:
        wrong["seriousness"] = "Choose how serious it is."
    if not words.strip():
        wrong["words"] = "Say what happened."
    if len(words) > WORDS_LIMIT:
        wrong["words"] = f"The text is longer than {WORDS_LIMIT:,} characters. Shorten it or split it."
    if happened_on is not None and happened_on > today:
        wrong["happened_on"] = f"{day(happened_on)} is to come. Give the day on which it happened."
    if wrong:
        raise Invalid(wrong)


def check_done_now(codes: Collection[str]) -> None:
    """What was done straight away is of the list, and nothing is not done together with something."""
    if any(code not in DONE_NOW for code in codes):
        raise Invalid({"done_now": "Choose from the list."})
    if "nothing" in codes and len(set(codes)) > 1:
        raise Invalid({"done_now": "“Nothing yet” does not go with the others."})


def check_owner(*, owner_id: int, about_staff_id: int | None, handlers: Collection[int]) -> None:
    """The owner handles concerns in that organisation and is not the one it is about."""
    if owner_id == about_staff_id:
        raise Invalid({"owner": "This concern is about them, so somebody else owns it."})
    if owner_id not in handlers:
        raise Invalid({"owner": "Choose somebody who handles concerns in this organisation."})


def check_step(*, kind: str, words: str) -> None:
    """A step says what was done, in words too."""
    if kind not in STEP_KINDS:
        raise Invalid({"kind": "Choose what was done."})
    if not words.strip():
        raise Invalid({"words": "Say what was done."})


def check_told(*, whom: str, known: Mapping[str, str], on: date | None, why_not: str, words: str, today: date) -> None:
    """Somebody was told on a day that has come, or there is a reason why not."""
    if whom not in known:
        raise Invalid({"whom": "Choose whom from the list."})
    if (on is None) == (why_not == ""):
        raise Invalid({"on": "Give the day on which they were told, or the reason why they are not told."})
    if on is not None and on > today:
        raise Invalid({"on": f"{day(on)} is to come. Give the day on which they were told."})
    if why_not and why_not not in WHY_NOT:
        raise Invalid({"why_not": "Choose a reason from the list."})
    if why_not == "not_theirs" and not words.strip():
        raise Invalid({"words": "Say why it is not theirs to know."})


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known when a concern is to be closed: who must still be told, and whether it was ever acted on."""

    kind: str
    acknowledged: bool
    acted: bool
    untold: tuple[str, ...]


def check_can_close(ending: Ending, *, outcome: str, words: str, learning: str) -> None:
    """It is acknowledged, acted on, told to those who must know, with an outcome, why, and what was learnt."""
    if not ending.acknowledged:
        raise WrongState(
            "It is not acknowledged yet.", remedy="Acknowledge it first; whoever raised it waits for that."
        )
    if not ending.acted:
        raise WrongState("Nothing was done about it yet.", remedy="Record what was done, then close it.")
    if ending.untold:
        raise WrongState(
            f"Still to be told: {', '.join(ending.untold)}.",
            remedy="Record that they were told, or why they are not told.",
        )
    wrong: dict[str, str] = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = "Choose the outcome."
    if not words.strip():
        wrong["words"] = "Say what you found."
    if outcome in ("upheld", "partly_upheld") and not learning.strip():
        wrong["learning"] = "Say what was learnt and what changes."
    if wrong:
        raise Invalid(wrong)


def check_can_withdraw(*, kind: str, is_raiser: bool, handles: bool) -> None:
    """A complaint is withdrawn by whoever raised it or by its handlers. A danger cannot be withdrawn."""
    if kind != Kind.COMPLAINT:
        raise NotAllowed("Only a complaint can be withdrawn. What happened must be looked into.", remedy=GOES_ON)
    if not (is_raiser or handles):
        raise NotAllowed("Only whoever raised it, or those who handle it, withdraw a complaint.", remedy=GOES_ON)
