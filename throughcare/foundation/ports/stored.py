"""Where a state is stored beside the record: apps register it with its machine, and verifying compares the two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from throughcare.machines import Machine

Step = tuple[str, str, str]
Stored = Callable[[], Iterable[tuple[object, str]]]
Steps = Callable[[], frozenset[Step]]


@dataclass(frozen=True, slots=True)
class StoredState:
    """The states of a kind of subject as its table holds them, and the steps that its machine has.

    ``stored`` gives each subject's number and state, ``steps`` each event with the state before it and the one after.
    ``first`` is the state of a subject before any event set one. Rows in a state of ``may_go`` may be deleted.
    """

    subject: str
    stored: Stored
    steps: frozenset[Step]
    first: str = ""
    may_go: frozenset[str] = frozenset()


_stored: dict[str, tuple[Stored, Machine | Steps, str, frozenset[str]]] = {}


def held_in(model: Any, field: str = "state") -> Stored:
    """The states in a field of a table, by the numbers of its rows."""

    def stored() -> Iterable[tuple[object, str]]:
        found: Iterable[tuple[object, str]] = model.objects.values_list("pk", field).iterator(chunk_size=50_000)
        return found

    return stored


def steps_of(machine: Machine) -> frozenset[Step]:
    """The steps of a machine's table."""
    return frozenset((event, start, str(row.end)) for event, row in machine.items() for start in row.start)


def keeps_state(
    subject: str,
    stored: Stored,
    machine: Machine | Steps,
    *,
    first: str = "",
    may_go: frozenset[str] = frozenset(),
) -> None:
    """Registers at start-up where a kind of subject keeps its state, and its machine: a table, or what gives the steps.

    Two kinds of subject under one name are refused, since the record could not tell them apart.
    """
    if subject in _stored and _stored[subject][0] is not stored:
        raise RuntimeError(f"Two tables keep states of subjects called {subject!r}: the record cannot tell them apart.")
    _stored[subject] = (stored, machine, first, may_go)


def stored_states() -> tuple[StoredState, ...]:
    """Everything registered, by the name of its subject."""
    return tuple(
        StoredState(subject, stored, machine() if callable(machine) else steps_of(machine), first, may_go)
        for subject, (stored, machine, first, may_go) in sorted(_stored.items())
    )
