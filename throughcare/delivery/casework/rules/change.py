"""Change between two measures of one person: reliable improvement and deterioration, recovery, and both together.

Change before and after is not impact: people on a waiting list improve too. Who counts is said with every figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from throughcare.delivery.casework.rules.instruments import Definition
from throughcare.delivery.casework.rules.scoring import Score


class Reliable(StrEnum):
    """Whether a change is more than measurement error would make."""

    IMPROVED = "improved"
    NO_CHANGE = "no_reliable_change"
    DETERIORATED = "deteriorated"


@dataclass(frozen=True, slots=True)
class Change:
    """From a first to a last measure of one instrument. ``better_by`` is above nought for a change for the better.

    ``reliable`` is null where the instrument has no reliable amount. ``recovered`` is null unless the person was a
    case at the first measure: only those are in its denominator.
    """

    first: Fraction
    last: Fraction
    better_by: Fraction
    reliable: Reliable | None
    was_case: bool | None
    is_case: bool | None
    recovered: bool | None

    @property
    def reliably_recovered(self) -> bool | None:
        """Recovered and reliably improved; null where recovery is."""
        return None if self.recovered is None else self.recovered and self.reliable is Reliable.IMPROVED


def change_between(definition: Definition, first: Score, last: Score) -> Change | None:
    """The change between two scores of the same instrument; null unless both have a total."""
    if first.total is None or last.total is None:
        return None
    gain = last.total - first.total
    better_by = gain if definition.row.higher_is_better else -gain
    recovered = last.is_case is False if first.is_case else None
    return Change(
        first.total,
        last.total,
        better_by,
        reliable_of(definition.row.reliable_change, better_by),
        first.is_case,
        last.is_case,
        recovered,
    )


def reliable_of(amount: int | None, better_by: Fraction) -> Reliable | None:
    """A change of at least the reliable amount either way; null where no amount is known."""
    if amount is None:
        return None
    if better_by >= amount:
        return Reliable.IMPROVED
    return Reliable.DETERIORATED if better_by <= -amount else Reliable.NO_CHANGE


@dataclass(frozen=True, slots=True)
class Joint:
    """Two measures taken together, as NHS Talking Therapies does with one of depression and one of anxiety."""

    reliable: Reliable
    recovered: bool | None

    @property
    def reliably_recovered(self) -> bool | None:
        """Recovered and reliably improved; null where recovery is."""
        return None if self.recovered is None else self.recovered and self.reliable is Reliable.IMPROVED


def joint_change(one: Change, other: Change) -> Joint:
    """One improves reliably and the other does not reliably worsen; recovery: a case on either, below both at the end.

    Wording of the definitions: not confirmed against the NHS Talking Therapies manual.
    """
    both = {one.reliable, other.reliable}
    if Reliable.IMPROVED in both and Reliable.DETERIORATED not in both:
        reliable = Reliable.IMPROVED
    elif Reliable.DETERIORATED in both and Reliable.IMPROVED not in both:
        reliable = Reliable.DETERIORATED
    else:
        reliable = Reliable.NO_CHANGE
    was_case = bool(one.was_case or other.was_case)
    return Joint(reliable, not (one.is_case or other.is_case) if was_case else None)
