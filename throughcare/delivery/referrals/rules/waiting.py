"""The order of a waiting list, explained: which rule puts whom before whom, as the service's definition says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from throughcare.delivery.referrals.rules.clocks import Reading
from throughcare.delivery.services.rules.definition import ServiceDefinition, Signal
from throughcare.foundation.ui.words import count

ORDERS: dict[str, str] = {
    "overdue": "those past what was promised first",
    "points": "then by signals of priority",
    "waited": "then whoever has waited longest, time on hold not counted",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: the promise clock, and the signals that hold."""

    id: int
    reading: Reading | None
    signals: tuple[Signal, ...]

    @property
    def points(self) -> int:
        """What the signals are worth together."""
        return sum(one.points for one in self.signals)

    @property
    def waited(self) -> int:
        """Days waited, time on hold taken out."""
        return self.reading.elapsed if self.reading else 0

    @property
    def is_overdue(self) -> bool:
        """Whether more was waited than promised, by a clock that is running."""
        return self.reading is not None and self.reading.is_late and not self.reading.is_paused

    @property
    def is_on_hold(self) -> bool:
        """Whether it stands still: nobody on hold is next."""
        return self.reading is not None and self.reading.is_paused


def in_order(definition: ServiceDefinition, people: Iterable[Waiting]) -> list[Waiting]:
    """The waiting list: the definition's order, those on hold last, whoever came first where all else is equal."""
    keys: dict[str, Callable[[Waiting], int]] = {
        "overdue": lambda one: not one.is_overdue,
        "points": lambda one: -one.points,
        "waited": lambda one: -one.waited,
    }
    order = definition.dated.waiting_order
    return sorted(people, key=lambda one: (one.is_on_hold, *(keys[name](one) for name in order), one.id))


def why(definition: ServiceDefinition, one: Waiting) -> str:
    """Why somebody stands where they stand, in a sentence."""
    if one.reading is None:
        return "No promise runs for this one."
    unit = "working day" if one.reading.clock.unit == "working_days" else "day"
    if one.is_on_hold:
        return f"On hold after {count(one.waited, unit)}: nobody on hold is next."
    parts = [f"waited {count(one.waited, unit)} of {one.reading.clock.limit} promised"]
    if one.reading.paused_days:
        parts[0] += f" ({count(one.reading.paused_days, unit)} on hold not counted)"
    if one.is_overdue:
        parts.insert(0, f"{count(-one.reading.left, unit)} past the promise")
    parts += [signal.says for signal in one.signals]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def rule_in_words(definition: ServiceDefinition) -> str:
    """The order as a sentence for the head of the list."""
    return ", ".join(ORDERS[name] for name in definition.dated.waiting_order)
