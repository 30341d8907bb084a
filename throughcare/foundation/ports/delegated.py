"""Delegated authority that spending may rest on: whoever keeps delegations offers them here and records their use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from throughcare.errors import Invalid

if TYPE_CHECKING:
    from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Delegated:
    """A delegation that a decision granted, in words with its holder and what is left of it."""

    id: int
    decision_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Reliance:
    """What relies on a delegation: the decision that allows it, the sum, what for, and the key that counts it once."""

    delegation_id: int
    decision_id: int
    pence: int
    purpose: str
    key: str


Offers = Callable[[Iterable[int], date], Iterator[Delegated]]
Uses = Callable[..., None]
_keepers: list[tuple[Offers, Uses, Uses, Uses]] = []


def keeps_delegations(offers: Offers, holds: Uses, uses: Uses, returns: Uses) -> None:
    """Registers who knows the delegations of decisions on a day, holds one, and records a use and its taking back.

    They are called as ``holds(*, delegation_id)`` and, the last two, as ``uses(*, reliance, by, at)``.
    """
    if (offers, holds, uses, returns) not in _keepers:
        _keepers.append((offers, holds, uses, returns))


def delegations_of(decision_ids: Iterable[int], on: date) -> list[Delegated]:
    """The delegations that decisions granted and that are not revoked; those used up or over on a day say so."""
    wanted = list(decision_ids)
    return [one for offers, *_ in _keepers for one in offers(wanted, on)]


def hold(delegation_id: int) -> None:
    """Locks the decisions that a delegation hangs on until the end of the transaction.

    To be called before ``rely_on`` or ``take_back`` and before anything else is locked: whoever amends or supersedes a
    decision locks it before the money that follows from it, and two who lock in another order wait for each other.
    """
    for _, holds, *_ in _keepers:
        holds(delegation_id=delegation_id)


def rely_on(reliance: Reliance, *, by: Viewer, at: datetime) -> None:
    """Records a use against the cap, in the transaction of what relies on it; refused with the sums."""
    if not _keepers:
        raise Invalid({"delegation": "Nobody here keeps delegations, so nothing can rely on one."})
    for *_, uses, _ in _keepers:
        uses(reliance=reliance, by=by, at=at)


def take_back(reliance: Reliance, *, by: Viewer, at: datetime) -> None:
    """Gives back to the cap what relied on a delegation and was itself taken back; once for its key."""
    for *_, returns in _keepers:
        returns(reliance=reliance, by=by, at=at)
