"""Rules about programmes, the years they run, and the decisions in them."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.errors import Invalid
from throughcare.foundation.reference.years import FinancialYear

LONGEST = 15


def check_years(from_year: str, to_year: str) -> tuple[str, str]:
    """Both years as they are written; raises ``Invalid`` where they cannot be a programme's."""
    found: dict[str, FinancialYear] = {}
    errors: dict[str, str] = {}
    for name, text in (("from_year", from_year), ("to_year", to_year)):
        try:
            found[name] = FinancialYear.parse(text)
        except ValueError:
            errors[name] = "Write a financial year like 2022/23."
    if errors:
        raise Invalid(errors)
    first, last = found["from_year"], found["to_year"]
    if last < first:
        raise Invalid({"to_year": "The last year cannot be before the first."})
    if last.start - first.start >= LONGEST:
        raise Invalid({"to_year": f"A programme runs for {LONGEST} years at most. Check the years."})
    return first.label, last.label


def years_between(from_year: str, to_year: str) -> tuple[str, ...]:
    """The years from one to another, both included."""
    first, last = FinancialYear.parse(from_year), FinancialYear.parse(to_year)
    return tuple(first.plus(step).label for step in range(last.start - first.start + 1))


def year_before(year: str) -> str:
    """The year before another."""
    return FinancialYear.parse(year).plus(-1).label


def check_year(year: str, *, field: str = "year") -> str:
    """A year as it is written; raises ``Invalid`` where it is none."""
    try:
        return FinancialYear.parse(year).label
    except ValueError:
        raise Invalid({field: "Write a financial year like 2022/23."}) from None


def versions_by_decision(later: Mapping[int, int | None]) -> dict[int, int]:
    """The number of the version that stands now, by the number of each version of a decision.

    ``later`` has the version that replaced each, null for those that stand.
    """
    stands = {}
    for decision_id in later:
        now = decision_id
        while (following := later[now]) is not None:
            now = following
        stands[decision_id] = now
    return stands
