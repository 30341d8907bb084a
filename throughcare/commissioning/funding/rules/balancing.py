"""Whether every year is whole, and which movement between years would mend one that is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearSum:
    """A year's funding (reserve movements included) and planned spending, in pence."""

    year: str
    funded: int
    planned: int

    @property
    def difference(self) -> int:
        """Funding less planned spending."""
        return self.funded - self.planned

    @property
    def balances(self) -> bool:
        """Whether the year is whole."""
        return self.difference == 0


@dataclass(frozen=True, slots=True)
class Movement:
    """Money to move from a year that has too much to a later one that has too little, in pence."""

    from_year: str
    to_year: str
    pence: int


def mending_movements(years: Sequence[YearSum]) -> tuple[Movement, ...]:
    """The movements that would make years whole, earliest surplus first.

    Money is never moved to an earlier year, since it is not there yet: a deficit without an earlier surplus stays.
    """
    surplus: dict[str, int] = {}
    found: list[Movement] = []
    for year in sorted(years, key=lambda one: one.year):
        need = -year.difference
        for source in list(surplus):
            moved = min(surplus[source], need)
            if moved <= 0:
                break
            found.append(Movement(source, year.year, moved))
            surplus[source] -= moved
            need -= moved
            if not surplus[source]:
                del surplus[source]
        if year.difference > 0:
            surplus[year.year] = year.difference
    return tuple(found)


def after(years: Sequence[YearSum], movements: Sequence[Movement]) -> tuple[YearSum, ...]:
    """The years as they would stand once the movements were made."""
    change: dict[str, int] = {}
    for move in movements:
        change[move.from_year] = change.get(move.from_year, 0) - move.pence
        change[move.to_year] = change.get(move.to_year, 0) + move.pence
    return tuple(YearSum(one.year, one.funded + change.get(one.year, 0), one.planned) for one in years)


def not_mendable(years: Sequence[YearSum]) -> tuple[YearSum, ...]:
    """The years that stay short even then: they need new money or a smaller plan."""
    return tuple(year for year in after(years, mending_movements(years)) if year.difference < 0)
