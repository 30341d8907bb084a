"""What a consultation and an attempt to reach somebody must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.ui.words import day

WORDS_LIMIT = 10_000
RATINGS = range(1, 6)
RATE_WITHIN = timedelta(days=60)
OLDEST_ATTEMPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Advice:
    """What is recorded of advice that was given."""

    topics: tuple[str, ...]
    minutes: int | None
    advice: str
    outcome: str


def check_service_advises(definition: ServiceDefinition) -> None:
    """Some services give advice without a referral, some do not."""
    if not definition.consultation_without_referral:
        raise Invalid(f"{definition.name} gives no advice without a referral.", remedy="Make a referral.")


def check_advice(definition: ServiceDefinition, given: Advice, outcomes: tuple[str, ...]) -> None:
    """Raises ``Invalid`` for topics, minutes or an outcome that are missing or not of the list, and over-long words."""
    wrong: dict[str, str] = {}
    if not given.topics or set(given.topics) - {one.code for one in definition.topics}:
        wrong["topics"] = "Choose what it was about."
    if given.minutes is None or not 1 <= given.minutes <= 480:
        wrong["minutes"] = "Give whole minutes, from 1 to 480."
    if given.outcome not in outcomes:
        wrong["outcome"] = "Choose what followed."
    if over := check_words(given.advice):
        wrong["advice"] = over
    if wrong:
        raise Invalid(wrong)


def check_none_waits(asked: tuple[str, date] | None, *, is_apart: bool) -> None:
    """Raises ``Invalid`` where somebody's question that may be about the same waits: answering it counts it once."""
    if asked is not None and not is_apart:
        who, since = asked
        says = f"{who} asked on {day(since)} and waits. Answer that question, or say that this was apart from it."
        raise Invalid({"is_apart": says})


def check_advised(advised: bool) -> None:
    """A consultation ends with advice that was logged, so that it is counted, timed and rated."""
    if not advised:
        raise WrongState("No advice is logged for this case.", remedy="Log the consultation, then end it.")


def check_question(question: str) -> None:
    """A question has words, and not too many."""
    if not question.strip():
        raise Invalid({"question": "Say in a sentence or two what you want to know."})
    if over := check_words(question):
        raise Invalid({"question": over})


def check_words(words: str) -> str:
    """A sentence where words are over the limit, else nothing."""
    over = len(words) - WORDS_LIMIT
    return f"The text is {over:,} characters over the limit of {WORDS_LIMIT:,}. Shorten it." if over > 0 else ""


def check_rating(state: str, rating: int, given_on: date | None, today: date) -> None:
    """Advice that was given is rated from 1 to 5, within two months."""
    if state != "given" or given_on is None:
        raise WrongState("This advice was not given yet, so there is nothing to rate.", remedy="Rate it afterwards.")
    if today > given_on + RATE_WITHIN:
        raise WrongState("Advice is rated within two months.", remedy="Tell the service what you think instead.")
    if rating not in RATINGS:
        raise Invalid({"rating": "Choose from 1 to 5."})


def check_attempt(on: date | None, today: date, words: str) -> None:
    """An attempt lies within the last month and not in the future."""
    if on is None or on > today or on < today - OLDEST_ATTEMPT:
        raise Invalid({"on": "The day must be within the last month, today included."})
    if over := check_words(words):
        raise Invalid({"words": over})
