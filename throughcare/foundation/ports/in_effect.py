"""What a decision brings about when it takes effect and when another replaces it: later floors say what they do."""

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
    """What one recommendation allows: a sum (null where none is stated), whether "up to", for whom, and for when."""

    number: int
    verb: str
    text: str
    pence: int | None
    is_cap: bool
    funder: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class DecisionInEffect:
    """A signed decision that takes effect, in plain values. ``programme`` is a programme's code.

    ``amends`` is the number of the decision that it amends. ``has_table`` says whether the paper has a financial table,
    even one of nothing but noughts: an amendment without a table leaves the money as it stands.
    """

    decision_id: int
    reference: str
    title: str
    programme: str
    organisation_code: str
    signed: date
    lines: tuple[TableLine, ...]
    authorised: tuple[Authorised, ...]
    amends: int | None = None
    has_table: bool = False


@dataclass(frozen=True, slots=True)
class DecisionEnded:
    """A decision that a later one replaced: from ``on`` nothing more is done under it, and what was done stands."""

    decision_id: int
    reference: str
    on: date


Handler = Callable[..., None]
_handlers: list[Handler] = []
_enders: list[Handler] = []


def on_decision_in_effect(handler: Handler) -> Handler:
    """Registers ``handler(decision, *, by, at)``, run in the transaction in which the decision takes effect."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def tell_in_effect(decision: DecisionInEffect, *, by: Viewer, at: datetime) -> None:
    """Runs every handler; one that fails undoes the whole transition."""
    for handler in _handlers:
        handler(decision, by=by, at=at)


def on_decision_ended(handler: Handler) -> Handler:
    """Registers ``handler(ended, *, by, at)``, run in the transaction in which the decision is superseded."""
    if handler not in _enders:
        _enders.append(handler)
    return handler


def tell_ended(ended: DecisionEnded, *, by: Viewer, at: datetime) -> None:
    """Runs every handler; one that fails undoes the whole transition."""
    for handler in _enders:
        handler(ended, by=by, at=at)
