"""What a decision brings about when it takes effect: later floors register what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class TableLine:
    """One cell of the financial table. ``block`` is ``expenditure``, ``funding``, ``current`` or ``change``."""

    block: str
    label: str
    year: str
    pence: int


@dataclass(frozen=True, slots=True)
class Authorised:
    """What one recommendation allows: a sum (null where none is stated), whether "up to", and for whom or what."""

    number: int
    verb: str
    text: str
    pence: int | None
    is_cap: bool
    funder: str


@dataclass(frozen=True, slots=True)
class DecisionInEffect:
    """A signed decision that takes effect, in plain values. ``programme`` is a programme's code."""

    decision_id: int
    reference: str
    title: str
    programme: str
    organisation_code: str
    signed: date
    lines: tuple[TableLine, ...]
    authorised: tuple[Authorised, ...]


Handler = Callable[..., None]
_handlers: list[Handler] = []


def on_decision_in_effect(handler: Handler) -> Handler:
    """Registers ``handler(decision, *, by, at)``, run in the transaction in which the decision takes effect."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def tell_in_effect(decision: DecisionInEffect, *, by: Viewer, at: datetime) -> None:
    """Runs every handler; one that fails undoes the whole transition."""
    for handler in _handlers:
        handler(decision, by=by, at=at)
