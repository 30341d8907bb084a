"""Who may bring a step about, with what: the one guard of every move of a referral."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.delivery.referrals.states import ACTORS, STATES, Actor, Event, State
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.errors import Invalid, NotAllowed, WrongState

LIMIT = 20_000
WITH_MORE = {
    Event.REFERRAL_SUBMITTED: "send",
    Event.DRAFT_ABANDONED: "abandon",
    Event.REFERRAL_DECLINED: "decline",
    Event.WORKER_ALLOCATED: "allocate",
    Event.CASE_TRANSFERRED: "answer_transfer",
    Event.TRANSFER_RECEIVED: "answer_transfer",
    Event.TRANSFER_UNDONE: "undo_transfer",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a referral. ``receiver``: they work for the provider to which it was transferred."""

    referrer: bool = False
    administrator: bool = False
    lead: bool = False
    worker: bool = False
    receiver: bool = False
    system: bool = False

    @property
    def actors(self) -> frozenset[str]:
        """The actors that they are. A person's word is written down by the worker or the referrer."""
        found = {
            Actor.REFERRER: self.referrer,
            Actor.PROVIDER_ADMIN: self.administrator,
            Actor.PROVIDER_LEAD: self.lead,
            Actor.WORKER: self.worker,
            Actor.PERSON: self.worker or self.referrer,
            Actor.SYSTEM: self.system,
        }
        return frozenset(str(actor) for actor, is_so in found.items() if is_so)


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody asks for, with what they give."""

    event: str
    reason: str = ""
    words: str = ""
    review_on: date | None = None
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What came before: the state, the authors of events by event, and the day on which it closed."""

    state: str
    authors: dict[str, int | None]
    outcome: str = ""
    closed_on: date | None = None


def turn_words(definition: ServiceDefinition, state: str) -> str:
    """Whose turn it is, in words: "the service lead, to accept, decline or ask"."""
    meaning = STATES[State(state)]
    if meaning.turn is None:
        return "nobody"
    who = definition.worker_title if meaning.turn is Actor.WORKER else ACTORS[meaning.turn].removeprefix("the ")
    return f"the {who}, to {meaning.to_do}" if meaning.to_do else f"the {who}"


def check_can_step(
    definition: ServiceDefinition, asked: Asked, before: Before, standing: Standing, by: int | None
) -> None:
    """Raises ``WrongState`` with whose turn it is, ``NotAllowed`` with who can, or ``Invalid`` with what is missing."""
    step = definition.step(asked.event, before.state)
    happening = definition.happening(asked.event)
    if step is None:
        raise WrongState(
            f"This referral is at “{definition.state_name(before.state).lower()}”, "
            f"so “{happening.button.lower()}” is not possible now.",
            remedy=f"It is the turn of {turn_words(definition, before.state)}.",
        )
    if not standing.actors & set(step.by):
        who = " or ".join(dict.fromkeys(ACTORS[Actor(one)] for one in step.by if one != Actor.SYSTEM))
        raise NotAllowed(f"Only {who or 'the system'} can do this: {happening.button.lower()}.", remedy=f"Ask {who}.")
    _check_author(definition, asked.event, before, by)
    if happening.once and asked.event in before.authors:
        raise WrongState(
            f"“{happening.said}” can happen once only, and it has.",
            remedy="Send a new referral, or ask the service lead.",
        )
    check_given(definition, asked, before.state)


def _check_author(definition: ServiceDefinition, event: str, before: Before, by: int | None) -> None:
    other = definition.happening(event).not_by
    if other and by is not None and before.authors.get(other) == by:
        raise NotAllowed(
            "Nobody approves or returns a plan that they submitted themselves.",
            remedy="Ask the referrer or another lead to look at it.",
        )


def check_given(definition: ServiceDefinition, asked: Asked, state: str) -> None:
    """Raises ``Invalid`` for a reason that is missing or not of the list, and for words or a date that are missing."""
    wrong: dict[str, str] = {}
    reasons = {one.code for one in definition.reasons_for(asked.event, state)}
    asks = definition.happening(asked.event).asks
    if reasons and asked.reason not in reasons:
        wrong["reason"] = "Choose a reason."
    if asked.reason and not reasons:
        wrong["reason"] = "No reason is asked for here."
    if not asked.words.strip() and ("words" in asks or asked.reason == "other"):
        wrong["words"] = "Say it in a sentence or two, for whoever reads this next."
    if "alternative" in asks and not asked.alternative.strip():
        wrong["alternative"] = "Name another route for the person, or say that there is none."
    if len(asked.words) > LIMIT:
        wrong["words"] = f"The text is {len(asked.words) - LIMIT:,} characters over the limit of {LIMIT:,}."
    if "review_on" in asks and asked.review_on is None:
        wrong["review_on"] = "Say on which day the pause is looked at again."
    if wrong:
        raise Invalid(wrong)


def check_review_on(review_on: date | None, today: date, *, within_days: int = 183) -> None:
    """A pause is looked at again after today and within half a year."""
    if review_on is not None and not today < review_on <= today + timedelta(days=within_days):
        raise Invalid({"review_on": "The day must be after today and within half a year."})


def check_can_reopen(definition: ServiceDefinition, before: Before, today: date) -> None:
    """A closed case is opened again within the service's window, unless the person died."""
    if before.outcome == "died":
        raise WrongState("The person died, so this case stays closed.", remedy="Nothing is to be done.")
    last = before.closed_on + timedelta(days=definition.dated.reopen_days) if before.closed_on else None
    if last is not None and today > last:
        raise WrongState(
            f"A case can be opened again within {definition.dated.reopen_days} days of its end, and that time is over.",
            remedy="Ask for a new referral.",
        )
