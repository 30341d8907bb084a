"""Quarters of the financial year, as reports and counts go by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter ``[from_day, until)``: the first begins on 1 April."""

    from_day: date
    until: date

    @property
    def name(self) -> str:
        """``April to June 2026``."""
        last = date(
            self.until.year if self.until.month > 1 else self.until.year - 1, (self.until.month - 2) % 12 + 1, 1
        )
        return f"{self.from_day:%B} to {last:%B %Y}"

    @property
    def code(self) -> str:
        """``2026-04``: the month in which it begins."""
        return f"{self.from_day:%Y-%m}"


def quarter_of(day: date) -> Quarter:
    """The quarter that a day is in."""
    month = (day.month - 1) // 3 * 3 + 1
    first = date(day.year, month, 1)
    return Quarter(first, date(day.year + month // 10, (month + 2) % 12 + 1, 1))


def quarter_from(code: str) -> Quarter:
    """The quarter of a code. Raises ``Invalid`` for anything else."""
    try:
        found = quarter_of(date.fromisoformat(f"{code}-01"))
    except ValueError:
        raise Invalid({"quarter": "Choose a quarter from the list."}) from None
    if found.code != code:
        raise Invalid({"quarter": "Choose a quarter from the list."})
    return found


def last_quarters(today: date, count: int = 8) -> list[Quarter]:
    """The quarters that are over, the latest first."""
    found, day = [], quarter_of(today).from_day
    for _ in range(count):
        month = day.month - 3
        day = date(day.year, month, 1) if month > 0 else date(day.year - 1, month + 12, 1)
        found.append(quarter_of(day))
    return found


def check_over(quarter: Quarter, *, today: date) -> None:
    """Raises ``Invalid`` for a quarter that still runs."""
    if quarter.until > today:
        raise Invalid({"quarter": "This quarter is not over yet, so its report would change."})
