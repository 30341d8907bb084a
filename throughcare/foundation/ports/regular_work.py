"""Work that the service does by itself at intervals: apps register it, ``foundation/jobs`` does it.

A work is called over and over, by one worker at a time; should its worker be killed it is called again. So it must do
what is to be done at a moment and nothing twice, as every action does that looks at the state of what it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Work:
    """A regular work: its ``name`` is a code, ``says`` what it does in a few plain words, ``every`` how often.

    ``do`` takes the moment and gives what it did in one line of counts, without anything about a person.
    """

    name: str
    says: str
    every: timedelta
    do: Callable[[datetime], str]


_work: dict[str, Work] = {}


def does_regularly(name: str, says: str, *, every: timedelta, do: Callable[[datetime], str]) -> None:
    """Registers a work at start-up."""
    _work[name] = Work(name, says, every, do)


def all_work() -> tuple[Work, ...]:
    """Every registered work, by name."""
    return tuple(_work[name] for name in sorted(_work))
