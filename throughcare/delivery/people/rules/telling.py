"""Which counts about a need may be told, so that no small number can be worked out from those that are.

A cohort's size is told where it is no small number. Of each need people are in one of three places: it is there, it is
not, or that is not known; and those who have it are linked to offending or not, and to serious harm or not. A count
is told only where it and everything that could be got by taking it from another told count are no small numbers.
Nothing is no small number too: that nobody, or everybody, has a need would tell it of each of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeedCounts:
    """Of one need: how many have it, have it not, are not known; and of those who have it, how many are linked."""

    there: int
    absent: int
    unknown: int
    offending: int
    harm: int

    @property
    def total(self) -> int:
        """The whole cohort."""
        return self.there + self.absent + self.unknown


@dataclass(frozen=True, slots=True)
class Told:
    """What of it may be told; null where it is withheld."""

    there: int | None
    unknown: int | None
    offending: int | None
    harm: int | None


NOTHING = Told(None, None, None, None)


def told(counts: NeedCounts, threshold: int) -> Told:
    """The counts that may be told."""

    def enough(*numbers: int) -> bool:
        return all(number >= threshold for number in numbers)

    total = counts.total
    if not enough(total):
        return NOTHING
    there = enough(counts.there, total - counts.there)
    unknown = enough(counts.unknown, total - counts.unknown) and (not there or enough(counts.absent))

    def linked(number: int) -> bool:
        return (
            enough(number, total - number)
            and (not there or enough(counts.there - number))
            and (not unknown or enough(total - counts.unknown - number))
        )

    return Told(
        counts.there if there else None,
        counts.unknown if unknown else None,
        counts.offending if linked(counts.offending) else None,
        counts.harm if linked(counts.harm) else None,
    )
