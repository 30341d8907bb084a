"""Every state again from the record: what the events add up to, and steps among them that no machine has.

``rebuild`` works on columns: an event's state is compared with its machine's steps for all events at once.
``rebuild_plainly`` does the same one event after another and is what the fast one is held to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from throughcare.foundation.ports.stored import StoredState, stored_states
from throughcare.foundation.record.models import Event

Row = tuple[str, str, str, str]
Subject = tuple[str, str]
Codes = npt.NDArray[np.int64]
AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Impossible:
    """An event that led a subject from a state to another by no step of its machine."""

    subject: Subject
    event: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the events add up to: the state of each subject, and the steps that should not be."""

    states: dict[Subject, str]
    impossible: list[Impossible]
    events: int


def events_with_states() -> Iterator[Row]:
    """Every event that set a state, oldest first: the subject's type and number, the event's kind, the state."""
    rows = Event.objects.exclude(state="").order_by("pk")
    yield from rows.values_list("subject_type", "subject_id", "kind", "state").iterator(chunk_size=AT_ONCE)


def rebuild_plainly(rows: Iterable[Row], machines: Mapping[str, StoredState]) -> Rebuilt:
    """One event after another.

    Two kinds of event are taken as they are: a subject's first, where it has no state before, and one that its
    machine's table lacks, which begins a subject or says its state again.
    """
    states: dict[Subject, str] = {}
    impossible = []
    count = 0
    for type_, number, kind, state in rows:
        count += 1
        subject, event = (type_, number), kind.partition(".")[2]
        machine = machines.get(type_)
        before = states.get(subject, machine.first if machine else "")
        judged = machine and before and event in {one for one, _, _ in machine.steps}
        if machine and judged and (event, before, state) not in machine.steps:
            impossible.append(Impossible(subject, event, before, state))
        states[subject] = state
    return Rebuilt(states, impossible, count)


class Names:
    """Words as numbers, in the order in which they first came."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.words: list[str] = []

    def code(self, word: str) -> int:
        """The number of a word."""
        found = self.codes.get(word)
        if found is None:
            found = self.codes[word] = len(self.words)
            self.words.append(word)
        return found

    def column(self, words: Iterable[str]) -> Codes:
        """The numbers of many words."""
        codes = self.codes
        listed = list(words)
        for word in set(listed):
            self.code(word)
        return np.fromiter((codes[word] for word in listed), dtype=np.int64, count=len(listed))


@dataclass(frozen=True, slots=True)
class Columns:
    """Events as columns of numbers: whose, of which kind, the state after; and the words that the numbers stand for."""

    whose: Codes
    kind: Codes
    after: Codes
    subjects: list[Subject]
    kinds: Names
    states: Names


def _columns(rows: Iterable[Row]) -> Columns:
    numbers, kinds, states = Names(), Names(), Names()
    parts: list[tuple[Codes, Codes, Codes]] = []
    remaining = iter(rows)
    while chunk := list(islice(remaining, AT_ONCE)):
        types, ids, named, reached = zip(*chunk, strict=True)
        whose = numbers.column([f"{type_}\x1f{number}" for type_, number in zip(types, ids, strict=True)])
        parts.append((whose, kinds.column(named), states.column(reached)))
    empty = np.empty(0, dtype=np.int64)
    whose, kind, after = (np.concatenate([empty, *one]) for one in zip(*parts, strict=True)) if parts else (empty,) * 3
    subjects = [(type_, number) for type_, _, number in (word.partition("\x1f") for word in numbers.words)]
    return Columns(whose, kind, after, subjects, kinds, states)


def rebuild(rows: Iterable[Row], machines: Mapping[str, StoredState]) -> Rebuilt:
    """All events at once: the same answer as ``rebuild_plainly``."""
    found = _columns(rows)
    before = _before(found, machines)
    impossible = [
        Impossible(
            found.subjects[found.whose[one]],
            found.kinds.words[found.kind[one]].partition(".")[2],
            found.states.words[before[one]],
            found.states.words[found.after[one]],
        )
        for one in np.flatnonzero(_is_no_step(found, before, machines))
    ]
    last = np.empty(len(found.subjects), dtype=np.int64)
    last[found.whose] = found.after  # in the order of the events, so that the last one stays
    words = found.states.words
    states = {one: words[code] for one, code in zip(found.subjects, last.tolist(), strict=True)}
    return Rebuilt(states, impossible, len(found.whose))


def _before(found: Columns, machines: Mapping[str, StoredState]) -> Codes:
    """The state before each event: the one after the subject's event before it, else its type's first."""
    firsts = {type_: found.states.code(machine.first) for type_, machine in machines.items()}
    nothing = found.states.code("")
    first = np.array([firsts.get(type_, nothing) for type_, _ in found.subjects], dtype=np.int64)
    order = np.argsort(found.whose, kind="stable")
    sorted_ = found.whose[order]
    before = np.empty_like(found.after)
    before[order[1:]] = found.after[order[:-1]]
    begins = np.flatnonzero(np.diff(sorted_, prepend=-1))
    before[order[begins]] = first[sorted_[begins]]
    return before


def _is_no_step(found: Columns, before: Codes, machines: Mapping[str, StoredState]) -> npt.NDArray[np.bool_]:
    """Whether each event is of a kind that its machine has and led between states that it does not join."""
    types = Names()
    of_subject = types.column([type_ for type_, _ in found.subjects])
    size, many = len(found.states.words), len(found.kinds.words)
    judged, steps = [], []
    for kind, word in enumerate(found.kinds.words):
        event = word.partition(".")[2]
        for type_, machine in machines.items():
            if type_ not in types.codes or event not in {one for one, _, _ in machine.steps}:
                continue
            place = types.codes[type_] * many + kind
            judged.append(place)
            codes = found.states.codes
            steps += [
                (place * size + codes[start]) * size + codes[end]
                for one, start, end in machine.steps
                if one == event and start in codes and end in codes
            ]
    places = of_subject[found.whose] * many + found.kind
    key = (places * size + before) * size + found.after
    return (before != found.states.code("")) & np.isin(places, judged) & ~np.isin(key, steps)


@dataclass(frozen=True, slots=True)
class States:
    """What comparing the stored states with the record found. ``problems`` is empty where they agree."""

    subjects: int
    events: int
    problems: list[str]


def verify_states() -> States:
    """Rebuilds every state from the record and compares it with what the tables hold. Changes nothing."""
    machines = {one.subject: one for one in stored_states()}
    found = rebuild(events_with_states(), machines)
    problems = [_said(one) for one in found.impossible]
    subjects = 0
    for machine in machines.values():
        stored = {str(number): state for number, state in machine.stored()}
        subjects += len(stored)
        problems += _differences(machine, stored, found.states)
    return States(subjects, found.events, problems)


def _said(one: Impossible) -> str:
    name = " ".join(one.subject).replace("_", " ")
    return (
        f"The {name} went from {one.before or 'nothing'} to {one.after} by {one.event}, a step that it does not have."
    )


def _differences(machine: StoredState, stored: Mapping[str, str], states: Mapping[Subject, str]) -> Iterator[str]:
    name = machine.subject.replace("_", " ")
    for number, state in stored.items():
        folded = states.get((machine.subject, number), machine.first)
        if state != folded:
            yield f"The {name} {number} is stored as {state}, and its events add up to {folded or 'nothing'}."
    for (type_, number), folded in states.items():
        if type_ == machine.subject and number not in stored and folded not in machine.may_go:
            yield f"The {name} {number}, {folded} by its events, is gone from its table."
