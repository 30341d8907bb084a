"""Ending the work: whether it counts as completed, whether the report is whole, and who reviews what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.reference.working_days import add_working_days

COMPLETED = "completed"
FINISHES = ("sessions_completed", "coaching_completed", "mentoring_completed")


@dataclass(frozen=True, slots=True)
class Work:
    """What was planned and held, and what is said of it. ``planned`` is null where the case had no plan."""

    said: str
    words: str
    held: int
    planned: int | None


def check_completed(work: Work) -> None:
    """Raises ``Invalid`` unless the work was done or agreed to be enough: that records exist is not completion."""
    if work.said == "done" and work.planned is not None and work.held < work.planned:
        raise Invalid(
            {
                "work": f"{work.held} of {work.planned} planned contacts were held. Say that both agreed it is enough, "
                "or end the case early."
            }
        )
    if work.said == "agreed_enough" and not work.words.strip():
        raise Invalid({"work_words": "Write how the person and you agreed that it is enough."})
    if work.said not in ("done", "agreed_enough"):
        raise Invalid({"work": "Completed means that the planned work was done, or both agreed that it is enough."})


def check_report(*, outcome: str, work: Work, progress: str, results: Mapping[int, str], further_work: str) -> None:
    """Raises ``Invalid`` with everything a closure report lacks. ``results`` are the plan's outcomes by number."""
    found: dict[str, str] = {}
    try:
        if outcome == COMPLETED:
            check_completed(work)
        elif not work.said:
            found["work"] = "Say whether the planned work was done."
    except Invalid as error:
        found |= {name: " ".join(says) for name, says in error.fields.items()}
    if not progress.strip():
        found["progress"] = "Write what progress was made; 'none' is an answer."
    if not further_work.strip():
        found["further_work"] = "Write what further work is needed, or that none is."
    found |= {f"result_{number}": "Choose how far it was reached." for number, result in results.items() if not result}
    if found:
        raise Invalid(found)


def is_sampled(reference: str, percent: int) -> bool:
    """Whether a closed case is drawn for review: the same answer for the same case, for about ``percent`` of them."""
    return int(sha256(reference.encode()).hexdigest(), 16) % 100 < percent


def supervision_due(day: date, working_days: int) -> date:
    """By when a review is due."""
    return add_working_days(day, working_days)


def check_can_sign_off(*, worker: int, by: int | None) -> None:
    """Raises ``NotAllowed`` for the worker: nobody signs off their own case."""
    if by is None or by == worker:
        raise NotAllowed("You worked this case, so another lead signs it off.", remedy="Ask another service lead.")


def check_note(words: str) -> None:
    """Raises ``Invalid`` for a note that says nothing."""
    if not words.strip():
        raise Invalid({"words": "Write something."})


def finishing_event(service: ServiceDefinition, state: str) -> str:
    """The event by which a service ends work as done, from where a case stands; empty where it has none."""
    return next((one for one in FINISHES if service.allows(one, state)), "")


def check_finishes(event: str) -> None:
    """Raises ``WrongState`` where the service has no planned end from here."""
    if not event:
        raise WrongState(
            "The work cannot be ended as done from here.",
            remedy="Open the case to see what comes next, or end it early.",
        )
