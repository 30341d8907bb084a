"""Performance measures as data: who counts, what is counted, by which clock, and who is left out."""

from __future__ import annotations

import datetime as dt
import math
import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.dates import as_day
from desistance.errors import InputError
from desistance.monitoring.inputs import chart_rules
from desistance.tables import Column, TableContract

EVENTS = TableContract(
    "events",
    "What happened to each case, in the order in which it was recorded",
    (
        Column("case_id", "id", "the case that it happened to"),
        Column("event", "text", "what happened"),
        Column("at", "date", "the day"),
        Column("amount", "number", "what it amounts to, where a measure adds that up", required=False, nullable=True),
    ),
)
CLOCKS = ("working_days", "calendar_days", "calendar_months", "hours")
COUNTS = ("stopped", "open")
SUMS = (None, "stops", "both")
DIRECTIONS = ("up", "down", "watch")


class Disagreement(RuntimeError):
    """The two ways of evaluating a measure differ: a fault of this library, never of the input."""


@dataclass(frozen=True)
class Measure:
    """One measure. Its fields are those of desistance/data/monitoring/measures.toml, explained there."""

    code: str
    name: str
    start: str
    stop: tuple[str, ...]
    clock: str | None = None
    limit: int | None = None
    pauses: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_before_stop: tuple[str, ...] = ()
    counts: str = "stopped"
    quantiles: tuple[float, ...] = ()
    direction: str = "watch"
    target_pct: float | None = None
    certainty: str = "unverified"
    sums: str | None = None

    def __post_init__(self) -> None:
        if self.clock not in (None, *CLOCKS):
            raise InputError(f"{self.code}: no clock is called {self.clock!r}", remedy=f"Use {', '.join(CLOCKS)}.")
        for wrong, says, remedy in (
            (self.clock is None and self.limit is not None, "has a limit and no clock", f"Use {', '.join(CLOCKS)}."),
            (self.clock is None and self.quantiles, "has quantiles and no clock", f"Use {', '.join(CLOCKS)}."),
            (self.clock == "calendar_months" and self.pauses, "pauses months", "Count in calendar_days."),
            (self.counts not in COUNTS, f"counts {self.counts!r}", f"Use {' or '.join(COUNTS)}."),
            (self.sums not in SUMS, f"sums {self.sums!r}", "Use stops or both."),
            (
                self.sums and (self.clock is not None or self.counts == "open"),
                "adds amounts up by a clock or of open cases",
                "Leave clock and counts out.",
            ),
            (self.counts == "open" and self.limit is not None, "counts open cases and has a limit", "Leave it out."),
            (not all(0 < one < 1 for one in self.quantiles), "has a quantile that is no share", "Use 0.5 and 0.9."),
        ):
            if wrong:
                raise InputError(f"{self.code} {says}", argument="measures", remedy=remedy)
        if self.direction not in DIRECTIONS:
            raise InputError(f"{self.code}: no direction is called {self.direction!r}", remedy="Use up, down or watch.")
        if not self.stop:
            raise InputError(f"{self.code} has no stop", remedy="Name the events that put a case in the numerator.")


@dataclass(frozen=True)
class Period:
    """Starts from `start` up to and not on `end` count, as known on `as_at`; `holidays` are no working days."""

    start: dt.date
    end: dt.date
    as_at: dt.date
    holidays: frozenset[dt.date]


@dataclass(frozen=True)
class Measured:
    """`numerator` of `denominator` cases (amounts where the measure adds them up); `rate` is None for a denominator of
    0 and where open cases are counted, which is a number and no share. `pending` cases are within their limit and open;
    `excluded` ones are left out by the definition. `quantiles` are (share, least number of the clock's units within
    which that share of the cases in the numerator lies). `cases` has a row a case: `case_id`, `outcome` (met, missed,
    pending, excluded; open or ended where open ones are counted) and `elapsed` (units of the clock, one begun counting
    whole; null without one).
    """

    measure: Measure
    numerator: float
    denominator: float
    rate: float | None
    pending: int
    excluded: int
    cases: pa.Table
    quantiles: tuple[tuple[float, int | None], ...] = ()

    def __str__(self) -> str:
        share = "no cases" if self.rate is None else f"{self.numerator} of {self.denominator} ({self.rate:.1%})"
        if self.measure.sums and self.rate is not None:
            share = f"{self.numerator:,.10g} over {self.denominator:,.10g} ({self.rate:.3f})"
        if self.measure.counts == "open":
            share = f"{self.numerator} open of {self.denominator}"
        unit = (self.measure.clock or "").replace("_", " ")
        share += "".join(f", {one:.0%} within {held} {unit}" for one, held in self.quantiles if held is not None)
        aim = self.measure.target_pct
        target = "" if aim is None else f"; target {aim:g}% ({self.measure.certainty})"
        left = f"; {self.pending} pending, {self.excluded} excluded"
        return f"{self.measure.code} {self.measure.name}: {share}{target}{left}"


def measures(source: str | os.PathLike[str] | Mapping[str, Any] | None = None) -> dict[str, Measure]:
    """The measures of a TOML file (or its content), by code; those of this library unless one is given."""
    held = chart_rules("measures.toml") if source is None else _loaded(source)
    found = {}
    for entry in held.get("measure", []):
        one = _measure(entry, str(held.get("certainty", "unverified")))
        if one.code in found:
            raise InputError(f"{one.code} appears more than once", argument="measures", remedy="Give each code once.")
        found[one.code] = one
    if not found:
        raise InputError("holds no measure", argument="measures", remedy="Write each under [[measure]].")
    return found


def evaluate(
    measure: Measure,
    events: Any,
    *,
    start: dt.date | str,
    end: dt.date | str,
    as_at: dt.date | str,
    holidays: Iterable[dt.date] | None = None,
) -> Measured:
    """Measure the cases that started from `start` up to and not on `end`, as known on `as_at`.

    `events` has `case_id`, `event` and `at`: a day or, for a clock of hours, a moment to the second (with a time zone
    it is taken to UTC, without one as it stands). Two evaluations that share no code are made, one by columns and one
    case by case and day by day, and must agree; else Disagreement is raised. Working days need `holidays` (an empty
    list says that there are none). Raises InputError for unusable input.
    """
    from desistance.monitoring.evaluating import by_case, by_columns

    table = _by_hour(events) if measure.clock == "hours" else EVENTS.check(events, argument="events")
    first, last, known = (
        as_day(day, argument=name) for day, name in ((start, "start"), (end, "end"), (as_at, "as_at"))
    )
    period = Period(first, last, known, _free(measure, holidays))
    if period.end <= period.start:
        raise InputError("is not after start", argument="end", remedy="Give the first day that no longer counts.")
    fast, slow = by_columns(measure, table, period), by_case(measure, table, period)
    if fast != slow:
        odd = next(case for case in {**fast, **slow} if fast.get(case) != slow.get(case))
        raise Disagreement(f"{measure.code}: {fast.get(odd)} by columns and {slow.get(odd)} by case")
    found = _measured(measure, slow, table.schema.field("case_id").type)
    return _added_up(found, table, period) if measure.sums else found


def _added_up(found: Measured, table: pa.Table, period: Period) -> Measured:
    """The measure with amounts in the place of cases."""
    from desistance.monitoring import amounts

    amounts.refuse_unfit(found.measure, table)
    cases = found.cases.filter(pc.is_in(found.cases["outcome"], value_set=pa.array(["met", "missed"])))
    counted = cases["case_id"].to_pylist()
    fast, slow = (way(found.measure, table, counted, period.as_at) for way in (amounts.by_columns, amounts.by_case))
    if fast != slow:
        raise Disagreement(f"{found.measure.code}: {fast} by columns and {slow} by case")
    above, below = slow
    return replace(found, numerator=above, denominator=below, rate=above / below if below else None)


def _by_hour(events: Any) -> pa.Table:
    """The events with their moments to the second."""
    table = EVENTS.without("at").check(events, argument="events")
    if "at" not in table.column_names:
        raise InputError("missing column at", argument="events", column="at", remedy="Add or rename the column.")
    kind = table.schema.field("at").type
    if not pa.types.is_timestamp(kind):
        remedy = "Give date and time of each event."
        raise InputError(f"holds {kind} where hours are counted", argument="events", column="at", remedy=remedy)
    moments = table["at"].cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
    empty = np.flatnonzero(moments.is_null().to_numpy())
    if len(empty):
        remedy = "Fill in the moment or leave the row out."
        raise InputError("is empty", argument="events", column="at", rows=empty.tolist(), remedy=remedy)
    seconds = pa.array(moments.to_numpy() // 1_000_000).cast(pa.timestamp("s"))
    return table.set_column(table.schema.get_field_index("at"), "at", seconds)


def _measured(measure: Measure, cases: dict[Any, tuple[str, int | None]], kind: pa.DataType) -> Measured:
    tally = Counter(outcome for outcome, _ in cases.values())
    own = "open" if measure.counts == "open" else "met"
    count = tally[own] + tally["ended" if own == "open" else "missed"]
    columns = {
        "case_id": pa.array(list(cases), kind),
        "outcome": pa.array([outcome for outcome, _ in cases.values()], pa.string()),
        "elapsed": pa.array([elapsed for _, elapsed in cases.values()], pa.int64()),
    }
    rate = tally[own] / count if count and own == "met" else None
    spent = [elapsed for outcome, elapsed in cases.values() if outcome == own and elapsed is not None]
    return Measured(
        measure, tally[own], count, rate, tally["pending"], tally["excluded"], pa.table(columns),
        tuple((share, _quantile(spent, share)) for share in measure.quantiles),
    )  # fmt: skip


def _quantile(values: list[int], share: float) -> int | None:
    """The least value that at least this share of them do not exceed, found by sorting and by counting."""
    if not values:
        return None
    needed = Fraction(str(share)) * len(values)
    found = sorted(values)[math.ceil(needed) - 1]
    counted = next(one for one in sorted(set(values)) if sum(value <= one for value in values) >= needed)
    if found != counted:
        raise Disagreement(f"the {share:.0%} point is {found} by sorting and {counted} by counting")
    return found


def _free(measure: Measure, holidays: Iterable[dt.date] | None) -> frozenset[dt.date]:
    if measure.clock != "working_days":
        return frozenset()
    if holidays is None:
        remedy = "Give the public holidays of the place, or an empty list where there are none."
        raise InputError(f"{measure.code} counts working days", argument="holidays", remedy=remedy)
    return frozenset(as_day(day, argument="holidays") for day in holidays)


def _loaded(source: str | os.PathLike[str] | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(source, Mapping):
        return source
    try:
        return tomllib.loads(Path(source).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is no TOML file ({error})", argument=str(source), remedy="Correct that line.") from error


def _measure(entry: Mapping[str, Any], certainty: str) -> Measure:
    held: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in entry.items()}
    known = set(Measure.__dataclass_fields__)
    wrong = [name for name in held if name not in known]
    missing = [name for name in ("code", "name", "start", "stop") if name not in held]
    if wrong or missing:
        says = f"has no field {wrong[0]!r}" if wrong else f"lacks {missing[0]!r}"
        remedy = f"The fields are {', '.join(sorted(known))}."
        raise InputError(f"{held.get('code', 'a measure')} {says}", argument="measures", remedy=remedy)
    return Measure(**{"certainty": certainty, **held})
