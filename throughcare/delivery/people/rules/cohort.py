"""Whether a step of the cohort may be taken: reasons, days, reviews and who decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from throughcare import machines
from throughcare.delivery.people import states
from throughcare.delivery.people.states import IN_COHORT, NOMINAL_TRANSITIONS, Rating
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.words import day

OTHER = "other"
LONGEST_WORDS = 20_000
NAMES = {
    "nominated": "nominated",
    "renominated": "brought back to the panel",
    "adopted": "adopted",
    "not_adopted": "turned down",
    "deferred": "deferred",
    "transfer_asked": "transferred",
    "transfer_accepted": "taken over",
    "transfer_refused": "refused as a transfer",
    "transfer_withdrawn": "taken back from a transfer",
    "deselected": "deselected",
    "readopted": "readopted",
    "person_died": "closed because the person died",
}


@dataclass(frozen=True, slots=True)
class Why:
    """The reason given for a step: a code of the list, and words."""

    code: str
    words: str = ""


def next_state(step: str, state: str) -> str:
    """The state after a step. Raises ``WrongState`` with whose turn it is where the step is not possible now."""
    try:
        return machines.move(NOMINAL_TRANSITIONS, step, state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This person is {state.replace('_', ' ')}, so they cannot be {NAMES[step]} now.",
            remedy=f"The next step is for {states.NOMINAL_OWNER[state]}.",
        ) from error


def check_why(why: Why, known: Collection[str]) -> None:
    """Raises ``Invalid`` unless the reason is one of the list, with words where it is another reason."""
    if not why.code:
        raise Invalid({"reason": "Choose a reason."})
    if why.code not in known:
        raise Invalid({"reason": "Choose one of the reasons of the list."})
    if why.code == OTHER and not why.words.strip():
        raise Invalid({"words": "Say in words what the other reason is."})
    if len(why.words) > LONGEST_WORDS:
        raise Invalid({"words": f"The words are longer than {LONGEST_WORDS:,} characters. Shorten them."})


def check_day(on: date, *, not_before: date | None, today: date) -> None:
    """Raises ``Invalid`` for a day that is to come, or before the last entry of the stay."""
    if on > today:
        raise Invalid({"on": "The day cannot be after today."})
    if not_before is not None and on < not_before:
        raise Invalid(
            {"on": f"The ledger goes to {day(not_before)} already. Date this from then on, and say the rest in words."}
        )


def check_rating(rating: str, *, state: str) -> None:
    """Raises unless the rating is known and the person is in the cohort."""
    if rating not in set(Rating):
        raise Invalid({"rating": "Choose red, amber or green."})
    if state not in IN_COHORT:
        raise WrongState(
            f"This person is {state.replace('_', ' ')}; only people in the cohort are rated.",
            remedy=f"The next step is for {states.NOMINAL_OWNER[state]}.",
        )


def review_day(wanted: date | None, *, on: date, standard: int, longest: int) -> date:
    """The day of the next review: the one wanted, else the standard one. Raises ``Invalid`` for one that cannot be."""
    if wanted is None:
        return on + timedelta(days=standard)
    if wanted <= on:
        raise Invalid({"review_on": "The next review must be after the day of this one."})
    last = on + timedelta(days=longest)
    if wanted > last:
        raise Invalid({"review_on": f"The next review must be no later than {day(last)}, {longest} days on."})
    return wanted


def check_decided_by_another(*, nominated_by: int | None, by: int | None) -> None:
    """Raises ``NotAllowed`` where the one who nominated would also decide."""
    if nominated_by is not None and nominated_by == by:
        raise NotAllowed(
            "You nominated this person, so somebody else decides.",
            remedy="Ask another chair of the panel to record it.",
        )


def check_overlay(kind: str, known: Collection[str], *, from_date: date, until: date | None, today: date) -> None:
    """Raises ``Invalid`` unless the overlay is known and its days are possible."""
    if kind not in known:
        raise Invalid({"kind": "Choose one of the list."})
    if from_date > today:
        raise Invalid({"from_date": "The first day cannot be after today."})
    if until is not None:
        check_overlay_end(until, from_date=from_date, today=today)


def check_overlay_end(until: date, *, from_date: date, today: date) -> None:
    """Raises ``Invalid`` unless something ends after the day it started and not in time to come."""
    if until <= from_date:
        raise Invalid({"until": f"It started on {day(from_date)}, so it must end on a later day."})
    if until > today:
        raise Invalid({"until": "The first day without it cannot be after today. Record the end when it comes."})


def check_transfer(*, from_borough: str, to_borough: str, known: Mapping[str, str]) -> None:
    """Raises ``Invalid`` unless the transfer goes to another known borough."""
    if to_borough not in known:
        raise Invalid({"to_borough": "Choose a borough."})
    if to_borough == from_borough:
        raise Invalid({"to_borough": f"They are in {known[to_borough]} already."})


def check_answers_for(borough: str, areas: Collection[str], *, name: str) -> None:
    """Raises ``NotAllowed`` unless the person acts for a borough."""
    if borough not in areas:
        raise NotAllowed(
            f"Only the coordinator for {name} can do this.", remedy="It waits with them; their home page shows it."
        )
