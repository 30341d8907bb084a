"""Whether a definition is sound: a machine that can be walked to an end from everywhere, and nothing named in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from throughcare.delivery.services.rules.definition import (
    Clock,
    Criterion,
    Question,
    ServiceDefinition,
    Signal,
    Transition,
)
from throughcare.delivery.services.rules.facts import FACTS, TESTS
from throughcare.delivery.services.rules.sheets import sheet_faults
from throughcare.delivery.services.states import (
    ANY_OPEN,
    OUTCOMES,
    STATES,
    WHERE_IT_BEGAN,
    Actor,
    Event,
    Kind,
    State,
)

GIVES_UP = frozenset({Event.REFERRAL_WITHDRAWN, Event.CASE_TRANSFERRED, Event.PERSON_DIED})
PAUSE, RESUME = Event.CASE_PAUSED, Event.CASE_RESUMED
KNOWN_STATES = frozenset(map(str, State))
KNOWN_EVENTS = frozenset(map(str, Event))
KNOWN_ACTORS = frozenset(map(str, Actor))
NEEDS_REASON = frozenset(
    map(
        str,
        (
            *(Event.INFORMATION_REQUESTED, Event.REFERRAL_DECLINED, Event.DECLINE_APPEALED, Event.PLAN_RETURNED),
            *(Event.CASE_PAUSED, Event.REFERRAL_WITHDRAWN, Event.CASE_TRANSFERRED, Event.CASE_REOPENED),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an entry, and how to mend it."""

    about: object
    says: str
    remedy: str


def faults(definition: ServiceDefinition) -> Iterator[Fault]:
    """Everything wrong with a definition, the plainest first. Empty where it is sound."""
    plain = list(_names(definition))
    yield from plain
    if not plain:
        yield from _machine(definition)
    yield from _clocks(definition)
    yield from _facts(definition)
    yield from _forms(definition)
    yield from _tiers(definition)


def expanded(step: Transition, used: Iterable[str]) -> tuple[str, ...]:
    """The states that a step leaves, ``any_open`` written out as the open and paused states that are used."""
    if ANY_OPEN not in step.from_:
        return step.from_
    return tuple(
        state
        for state in used
        if state in KNOWN_STATES and STATES[State(state)].kind in (Kind.OPEN, Kind.PAUSED) and state != step.to
    )


def _one_of(known: Iterable[str]) -> str:
    return f"Use one of: {', '.join(sorted(known))}."


def _names(definition: ServiceDefinition) -> Iterator[Fault]:
    lists = {one.list for one in definition.reasons}
    for step in definition.transitions:
        yield from _step_names(step, lists)
    yield from _own_words(definition)


def _own_words(definition: ServiceDefinition) -> Iterator[Fault]:
    for reason in definition.reasons:
        if reason.outcome and reason.outcome not in OUTCOMES:
            yield Fault(reason, f"No end counts as {reason.outcome!r}.", _one_of(OUTCOMES))
    for words in definition.words:
        if words.state not in definition.states:
            yield Fault(words, f"{words.state!r} is not a state of this service.", _one_of(definition.states))
    for weight in definition.weights:
        for state in weight.states:
            if state not in definition.states:
                yield Fault(weight, f"{state!r} is not a state of this service.", _one_of(definition.states))
    for order in definition.dated.waiting_order:
        if order not in ("overdue", "points", "waited"):
            yield Fault(definition.dated, f"The waiting list has no order {order!r}.", _one_of(("overdue", "points")))


def _step_names(step: Transition, lists: set[str]) -> Iterator[Fault]:
    if step.event not in KNOWN_EVENTS:
        yield Fault(step, f"There is no event {step.event!r}.", _one_of(KNOWN_EVENTS))
    for state in (*step.from_, step.to):
        if state not in KNOWN_STATES and state != WHERE_IT_BEGAN:
            yield Fault(step, f"There is no state {state!r}.", _one_of(KNOWN_STATES))
    if not step.by:
        yield Fault(step, f"Nobody can bring {step.event!r} about.", "Say by whom.")
    for actor in step.by:
        if actor not in KNOWN_ACTORS:
            yield Fault(step, f"There is no actor {actor!r}.", _one_of(KNOWN_ACTORS))
    for name in step.reasons:
        if name not in lists:
            yield Fault(step, f"There is no list of reasons called {name!r}.", _one_of(lists))
    if step.event in NEEDS_REASON and not step.reasons:
        yield Fault(step, f"{step.event!r} needs a reason.", "Name the list that its reason is from.")


def _machine(definition: ServiceDefinition) -> Iterator[Fault]:
    seen: dict[tuple[str, str], Transition] = {}
    for step in definition.transitions:
        for start in step.from_:
            if (step.event, start) in seen:
                says = f"{step.event!r} is possible from {start!r} twice."
                yield Fault(step, says, "Leave one: what an event brings about must be certain.")
            seen[step.event, start] = step
    yield from _reach(definition)
    yield from _ways_out(definition)
    if any(step.event == PAUSE for step in definition.transitions):
        backs = [step for step in definition.transitions if step.event == RESUME and step.to == WHERE_IT_BEGAN]
        if not backs:
            yield Fault(definition.dated, "A pause never ends where it began.", f"Let {RESUME} lead to where it began.")


def _reach(definition: ServiceDefinition) -> Iterator[Fault]:
    reached, edge = {str(State.DRAFT)}, [str(State.DRAFT)]
    while edge:
        state = edge.pop()
        ends = {step.to for step in definition.steps_from(state)} - {WHERE_IT_BEGAN} - reached
        reached |= ends
        edge += ends
    for step in definition.transitions:
        for start in step.from_:
            if start not in reached:
                yield Fault(step, f"No path leads from draft to {start!r}.", "Add a step that leads there.")


def _ways_out(definition: ServiceDefinition) -> Iterator[Fault]:
    """Giving up is no way out: withdrawal, transfer and death end a referral from anywhere."""
    leads: dict[str, set[str]] = {}
    for step in definition.transitions:
        for start in step.from_ if step.event not in GIVES_UP else ():
            leads.setdefault(start, set()).add(step.to)
    ending = {state for state in definition.states if state in KNOWN_STATES and STATES[State(state)].kind is Kind.END}
    grown = True
    while grown:
        more = {state for state, ends in leads.items() if ends & ending} - ending
        grown = bool(more)
        ending |= more
    for step in definition.transitions:
        if step.to not in ending and step.to != WHERE_IT_BEGAN:
            yield Fault(step, f"Nothing leads from {step.to!r} to an end.", "Add a step that leads on from it.")


def _clocks(definition: ServiceDefinition) -> Iterator[Fault]:
    used = {step.event for step in definition.transitions}
    promises = [clock for clock in definition.clocks if clock.promise]
    for clock in promises[1:]:
        yield Fault(clock, "Two clocks are the promise to people waiting.", "Leave one.")
    for clock in definition.clocks:
        yield from _clock(clock, used)


def _clock(clock: Clock, used: set[str]) -> Iterator[Fault]:
    for event in (*clock.starts, *clock.stops):
        if event not in used:
            says = f"Clock {clock.id!r} waits for {event!r}, which this service does not use."
            yield Fault(clock, says, _one_of(used))
    if clock.limit < 0:
        yield Fault(clock, f"Clock {clock.id!r} has a limit below nothing.", "Write days as a whole number.")
    if clock.whose not in KNOWN_ACTORS:
        yield Fault(clock, f"There is no actor {clock.whose!r}.", _one_of(KNOWN_ACTORS))
    for state in clock.paused_in:
        if state not in KNOWN_STATES:
            yield Fault(clock, f"There is no state {state!r}.", _one_of(KNOWN_STATES))


def _facts(definition: ServiceDefinition) -> Iterator[Fault]:
    tests: tuple[Criterion | Signal, ...] = (*definition.criteria, *definition.signals)
    for one in tests:
        yield from _test(one)
    for question in definition.questions:
        yield from _question(question)


def _test(one: Criterion | Signal) -> Iterator[Fault]:
    fact = FACTS.get(one.fact)
    if fact is None:
        yield Fault(one, f"There is no fact {one.fact!r}.", _one_of(FACTS))
        return
    if one.test not in TESTS[fact.kind]:
        yield Fault(one, f"{one.test!r} cannot be asked of {one.fact!r}.", _one_of(TESTS[fact.kind]))
    if one.test in ("at_least", "at_most") and one.number is None:
        yield Fault(one, f"{one.id!r} compares with no number.", "Give it a number.")
    if one.test == "among" and not one.among:
        yield Fault(one, f"{one.id!r} names no values.", "List them under among.")


def _question(question: Question) -> Iterator[Fault]:
    if question.kind in ("one_of", "many_of") and not question.choices:
        yield Fault(question, f"{question.id!r} offers no choices.", "List them as 'code: words'.")
    if question.fact:
        fact = FACTS.get(question.fact)
        if fact is None:
            yield Fault(question, f"There is no fact {question.fact!r}.", _one_of(FACTS))
        elif fact.kind != question.kind:
            says = f"The answer to {question.id!r} is {question.kind}, the fact {question.fact!r} is {fact.kind}."
            yield Fault(question, says, "Make them alike.")


def _tiers(definition: ServiceDefinition) -> Iterator[Fault]:
    for tier in definition.tiers:
        for condition in tier.likely:
            if condition.removeprefix("not ") not in FACTS:
                yield Fault(tier, f"There is no fact {condition!r}.", _one_of(FACTS))


def _forms(definition: ServiceDefinition) -> Iterator[Fault]:
    states = frozenset(definition.states)
    events = frozenset(one.event for one in definition.transitions)
    for about, says, remedy in sheet_faults(definition.sheets, definition.sheet_questions, states, events):
        yield Fault(about, says, remedy)
