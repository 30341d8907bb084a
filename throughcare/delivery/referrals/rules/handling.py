"""Cover, transfer and what a case weighs."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.states import OPEN_STATES
from throughcare.errors import Invalid, WrongState

OPEN = OPEN_STATES
LONGEST_COVER = timedelta(days=366)


def check_cover(absent: int, covering: int, from_date: date, until: date, today: date) -> None:
    """Cover is by another, ends after it starts, is not over already, and lasts a year at most."""
    if absent == covering:
        raise Invalid({"covering": "Nobody covers for themselves."})
    if until <= from_date:
        raise Invalid({"until": "The first day back must be after the first day away."})
    if until <= today:
        raise Invalid({"until": "This is over already."})
    if until - from_date > LONGEST_COVER:
        raise Invalid({"until": "Cover lasts a year at most: change the worker instead."})


def check_can_undo(definition: ServiceDefinition, answered_on: date, today: date, *, has_begun: bool) -> None:
    """A transfer is undone within the service's days and before the new worker has begun."""
    if today > answered_on + timedelta(days=definition.dated.undo_days):
        raise WrongState(
            f"A transfer can be undone within {definition.dated.undo_days} days, and that time is over.",
            remedy="Transfer the case back: both sides must agree again.",
        )
    if has_begun:
        raise WrongState(
            "Work has begun where the case went, so the transfer is no longer undone.",
            remedy="Transfer the case back: both sides must agree again.",
        )


def weight(definition: ServiceDefinition, state: str) -> int:
    """What a case weighs in a worker's caseload, by where it stands."""
    return next((one.points for one in definition.weights if state in one.states), 1)
