"""What a state machine is: a table of events, each with the states it can happen in and the one it leads to.

An app's ``states.py`` holds its tables and nothing more. A referral is moved by its service's definition instead, and
``delivery/referrals/states.py`` says how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and whether a reason must be given."""

    start: frozenset[str]
    end: str
    needs_reason: bool = False


Machine: TypeAlias = Mapping[str, Transition]


class CannotMove(ValueError):
    """The machine has no such step from the present state."""


def step(start: str, end: str, *, needs_reason: bool = False) -> Transition:
    """A step from the states named in ``start``, with spaces between them."""
    return Transition(frozenset(start.split()), end, needs_reason)


def can_move(machine: Machine, event: str, state: str) -> bool:
    """Whether the table has such a step from a state."""
    return event in machine and state in machine[event].start


def move(machine: Machine, event: str, state: str) -> str:
    """The state after an event. Raises ``CannotMove`` where the table has no such step from here."""
    if not can_move(machine, event, state):
        raise CannotMove(f"{event.replace('_', ' ')} is not possible from {state.replace('_', ' ')}")
    return str(machine[event].end)


def events_from(machine: Machine, state: str) -> tuple[str, ...]:
    """The events that the machine allows from a state, in the order of its table."""
    return tuple(event for event in machine if can_move(machine, event, state))
