"""Several cohorts as one figure, and the adjusted rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from desistance.errors import InputError
from desistance.reoffending.grouping import groups
from desistance.reoffending.results import Rates, Reoffending, marked, rates


@dataclass(frozen=True)
class Combined:
    """Cohorts added together: numerators and denominators, never rates. A person may be in more than one.

    `severities` has the reoffences of all cohorts by the text of `severity`, within the grouping columns, and is None
    where they were not told apart so; the sum of a numeric severity is `harm` in the rates. A person who reoffends in
    two cohorts counts in each.
    """

    overall: Rates
    groups: pa.Table
    bands: pa.Table
    severities: pa.Table | None
    cohorts: tuple[tuple[dt.date, dt.date], ...]
    kind: str
    by: tuple[str, ...]

    @property
    def label(self) -> str:
        first, last = self.cohorts[0][0], self.cohorts[-1][1]
        return f"{len(self.cohorts)} cohorts from {first} to {last} added together (not one cohort of that length)"

    def __str__(self) -> str:
        return f"{self.label}: {self.overall}"


def combine(results: Sequence[Reoffending]) -> Combined:
    """Add cohorts, as the Ministry adds the numerators and denominators of four quarterly cohorts for a yearly figure.

    The cohorts must follow one another without overlap or gap and be measured alike, with severity as text in all of
    them, as a number in all, or in none. The result is mature where all are, immature where any is known not to be, and
    None where nobody asked. Raises InputError otherwise.
    """
    ordered = sorted(results, key=lambda result: result.cohort_start)
    _refuse_unlike(ordered)
    by = ordered[0].by
    people = _together([result.people for result in ordered])
    mature = _all_mature([result.overall.mature for result in ordered])
    return Combined(
        overall=rates(groups(people, ()).to_pylist()[0], mature=mature),
        groups=marked(groups(people, by), mature),
        bands=marked(groups(people, ("previous_band",)), mature),
        severities=_severities([result.severities for result in ordered if result.severities is not None], by),
        cohorts=tuple((result.cohort_start, result.cohort_end) for result in ordered),
        kind=ordered[0].kind,
        by=by,
    )


def adjusted_rate(rate: float | None, *, cohort_score: float, base_score: float) -> float | None:
    """Rate + (mean predicted rate of the base cohort - mean predicted rate of this one), all as proportions.

    The Ministry compares cohorts of different make-up this way, with the 2011 cohort as base and OGRS4/G as the
    prediction (general knowledge, not verified in a source). None stays None. Raises InputError outside 0 to 1.
    """
    for argument, value in (("rate", rate), ("cohort_score", cohort_score), ("base_score", base_score)):
        if value is not None and not 0 <= value <= 1:
            raise InputError(
                f"{value!r} is not between 0 and 1", argument=argument, remedy="Give a proportion, not a percentage."
            )
    return None if rate is None else rate + (base_score - cohort_score)


def _severities(each: list[pa.Table], by: tuple[str, ...]) -> pa.Table | None:
    """The counts of all cohorts by severity, in the order of a single one; None where they were not counted."""
    if not each:
        return None
    keys, counts = [*by, "severity"], ["reoffenders", "reoffences"]
    added = _together(each).group_by(keys, use_threads=False).aggregate([(name, "sum") for name in counts])
    found = added.select([*keys, *(f"{name}_sum" for name in counts)]).rename_columns([*keys, *counts])
    return found.sort_by([(name, "ascending") for name in keys])


def _together(each: list[pa.Table]) -> pa.Table:
    try:
        return pa.concat_tables(each, promote_options="permissive")
    except pa.ArrowException as error:
        remedy = "Give person_id and the grouping columns one type in all of them."
        says = f"the cohorts differ in the type of a column ({error})"
        raise InputError(says, argument="results", remedy=remedy) from error


def _severity(result: Reoffending) -> str:
    if result.severities is not None:
        return "as text"
    return "as a number" if "harm" in result.people.column_names else "none"


def _all_mature(each: list[bool | None]) -> bool | None:
    if any(one is False for one in each):
        return False
    return None if any(one is None for one in each) else True


def _refuse_unlike(ordered: list[Reoffending]) -> None:
    if not ordered:
        raise InputError("no cohorts were given", argument="results", remedy="Give one result or more.")
    for name in ("follow_up_months", "waiting_months", "kind", "by"):
        found = {getattr(result, name) for result in ordered}
        if len(found) > 1:
            says = f"the cohorts differ in {name} ({', '.join(str(one) for one in found)})"
            raise InputError(says, argument="results", remedy="Measure all of them alike.")
    severity = sorted({_severity(result) for result in ordered})
    if len(severity) > 1:
        says = f"the cohorts differ in severity ({', '.join(severity)}), so a sum would leave some of them out"
        raise InputError(says, argument="results", remedy="Give severity in all of them alike, or in none.")
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if later.cohort_start != earlier.cohort_end + dt.timedelta(days=1):
            says = f"the cohort from {later.cohort_start} does not follow the one that ends on {earlier.cohort_end}"
            raise InputError(says, argument="results", remedy="Give cohorts that touch without overlap or gap.")
