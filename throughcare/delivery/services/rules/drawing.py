"""A service's steps as a picture: the way from draft to the end down the left, what may branch off to its right."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.states import EVENTS, STATES, Event, Kind, State

GIVES_UP = frozenset(
    {
        *(Event.REFERRAL_WITHDRAWN, Event.CASE_TRANSFERRED, Event.PERSON_DIED, Event.CASE_PAUSED),
        *(Event.ENDED_EARLY, Event.CONSENT_WITHDRAWN),
    }
)
SETBACKS = frozenset({Event.MATCH_ENDED, Event.STEPPED_UP_TO_NHS})
MADE = frozenset({Event.TRANSFER_RECEIVED, Event.DRAFT_ABANDONED, Event.CASE_REOPENED})
BOX, BRANCH, HEIGHT, GAP, LEFT, RIGHT = 250, 300, 34, 26, 10, 320


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the picture, with its own place and what it says."""

    x: int
    y: int
    width: int
    height: int
    text: str
    is_main: bool
    is_end: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step in the picture."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Row:
    """A state of the main way in words: what leads on, and what may branch off."""

    state: str
    means: str
    onward: str
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes, arrows and the same in words."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    rows: tuple[Row, ...]


def main_way(definition: ServiceDefinition) -> tuple[str, ...]:
    """The longest way from draft to closed without waiting for anybody or going back."""
    ends: dict[str, list[str]] = {}
    for step in definition.transitions:
        for start in step.from_:
            if step.event not in GIVES_UP | MADE | SETBACKS and _leads_on(step.to):
                ends.setdefault(start, []).append(step.to)
    best: tuple[str, ...] = ()
    stack: list[tuple[str, ...]] = [(str(State.DRAFT),)]
    while stack:
        way = stack.pop()
        if way[-1] == State.CLOSED:
            best = way if len(way) > len(best) else best
            continue
        stack += [(*way, end) for end in dict.fromkeys(ends.get(way[-1], ())) if end not in way]
    return best


def _leads_on(state: str) -> bool:
    return state == State.CLOSED or (state in set(State) and STATES[State(state)].kind is Kind.OPEN)


def draw(definition: ServiceDefinition) -> Picture:
    """The picture of a service's steps."""
    way = main_way(definition)
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    rows: list[Row] = []
    y = GAP
    for place, state in enumerate(way):
        following = way[place + 1] if place + 1 < len(way) else ""
        beside = _branches(definition, state, following)
        middle = y + HEIGHT // 2
        boxes.append(Box(LEFT, y, BOX, HEIGHT, definition.state_name(state), True, not following))
        for number, (text, is_end) in enumerate(beside):
            top = y + number * (HEIGHT + GAP // 2)
            boxes.append(Box(RIGHT, top, BRANCH, HEIGHT, text, False, is_end))
            arrows.append(Arrow(LEFT + BOX, middle, RIGHT, top + HEIGHT // 2))
        taller = max(0, len(beside) - 1) * (HEIGHT + GAP // 2)
        if following:
            arrows.append(Arrow(LEFT + BOX // 2, y + HEIGHT, LEFT + BOX // 2, y + HEIGHT + taller + GAP))
        onward = _onward(definition, state, following)
        rows.append(
            Row(definition.state_name(state), definition.state_means(state), onward, tuple(text for text, _ in beside))
        )
        y += HEIGHT + taller + GAP
    return Picture(RIGHT + BRANCH + LEFT, y, tuple(boxes), tuple(arrows), tuple(rows))


def _onward(definition: ServiceDefinition, state: str, following: str) -> str:
    step = next((one for one in definition.steps_from(state) if one.to == following), None)
    return EVENTS[Event(step.event)].said if step else ""


def _branches(definition: ServiceDefinition, state: str, following: str) -> list[tuple[str, bool]]:
    """What else can happen in a state, in words, apart from giving up, which is possible anywhere."""
    found: list[tuple[str, bool]] = []
    for step in definition.steps_from(state):
        if step.to == following or step.event in GIVES_UP | MADE:
            continue
        is_end = step.to in set(State) and STATES[State(step.to)].kind is Kind.END
        found.append((EVENTS[Event(step.event)].said, is_end))
    return found
