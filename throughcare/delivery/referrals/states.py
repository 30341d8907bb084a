"""Where a referral goes next: the fixed vocabulary of ``services.states``, moved by a service's definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from throughcare.delivery.services.rules.definition import ServiceDefinition, Transition
from throughcare.delivery.services.states import (
    ACTORS,
    STATES,
    WHERE_IT_BEGAN,
    Actor,
    Event,
    Kind,
    Stage,
    State,
    is_open,
    is_over,
)

__all__ = [
    "ACTORS",
    "STATES",
    "Actor",
    "CannotMove",
    "Event",
    "Kind",
    "Place",
    "Stage",
    "State",
    "folded",
    "is_open",
    "is_over",
    "move",
    "states_left",
    "whose_turn",
]
RETURNS_TO = {Event.CASE_RESUMED: "before_pause", Event.TRANSFER_UNDONE: "before_transfer"}


class CannotMove(ValueError):
    """The service has no such step from the present state."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a referral stands, and the states that a pause and a transfer left behind for coming back to."""

    state: str = State.DRAFT
    before_pause: str = ""
    before_transfer: str = ""


def move(definition: ServiceDefinition, event: str, place: Place) -> Place:
    """The place after an event. Raises ``CannotMove`` where the definition has no such step from here."""
    step = definition.step(event, place.state)
    if step is None:
        raise CannotMove(f"{event.replace('_', ' ')} is not possible from {place.state.replace('_', ' ')}")
    state = _end(step, place)
    before_pause = "" if place.state == State.PAUSED else place.before_pause
    if event == Event.CASE_PAUSED:
        return Place(state, place.state, place.before_transfer)
    if event == Event.CASE_TRANSFERRED:
        return Place(state, place.before_pause, place.state)
    if event == Event.TRANSFER_UNDONE:
        return Place(state, place.before_pause, "")
    return Place(state, before_pause, place.before_transfer)


def _end(step: Transition, place: Place) -> str:
    if step.to != WHERE_IT_BEGAN:
        return step.to
    return getattr(place, RETURNS_TO[Event(step.event)]) or State.ALLOCATED


def states_left(definition: ServiceDefinition, event: str) -> frozenset[str]:
    """The states to which an event that goes back to where it began can lead; none where it does not."""
    left_by = {Event.CASE_RESUMED: Event.CASE_PAUSED, Event.TRANSFER_UNDONE: Event.CASE_TRANSFERRED}
    if event not in left_by:
        return frozenset()
    starts = (one.from_ for one in definition.transitions if one.event == left_by[Event(event)])
    return frozenset().union(*starts) | {str(State.ALLOCATED)}


def folded(definition: ServiceDefinition, events: Iterable[str]) -> Place:
    """The place that a list of events adds up to."""
    place = Place()
    for event in events:
        place = move(definition, event, place)
    return place


def whose_turn(definition: ServiceDefinition, state: str) -> Actor | None:
    """Whose turn it is in a state; where an administrator may do it, the lead may too."""
    return STATES[State(state)].turn
