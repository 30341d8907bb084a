"""Performance measures as data: who counts, what is counted, by which clock, and who is left out."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

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
    ),
)
CLOCKS = ("working_days", "calendar_days")
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
    direction: str = "watch"
    target_pct: float | None = None
    certainty: str = "unverified"

    def __post_init__(self) -> None:
        if (self.clock is None) != (self.limit is None):
            raise InputError(f"{self.code} has a clock or a limit and not both", remedy="Give both or neither.")
        if self.clock not in (None, *CLOCKS):
            raise InputError(f"{self.code}: no clock is called {self.clock!r}", remedy=f"Use {' or '.join(CLOCKS)}.")
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
    """`numerator` of `denominator` cases; `rate` is None for no cases. `pending` cases are within their limit and open;
    `excluded` ones are left out by the definition. `cases` has a row a case: `case_id`, `outcome` (met, missed,
    pending, excluded) and `elapsed` (days of the clock; null without one)."""

    measure: Measure
    numerator: int
    denominator: int
    rate: float | None
    pending: int
    excluded: int
    cases: pa.Table

    def __str__(self) -> str:
        share = "no cases" if self.rate is None else f"{self.numerator} of {self.denominator} ({self.rate:.1%})"
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

    `events` has `case_id`, `event` and `at` (a day). Two evaluations that share no code are made, one by columns and
    one case by case and day by day, and must agree; else Disagreement is raised. Working days need `holidays` (an empty
    list says that there are none). Raises InputError for unusable input.
    """
    from desistance.monitoring.evaluating import by_case, by_columns

    table = EVENTS.check(events, argument="events")
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
    return _measured(measure, slow, table.schema.field("case_id").type)


def _measured(measure: Measure, cases: dict[Any, tuple[str, int | None]], kind: pa.DataType) -> Measured:
    tally = dict.fromkeys(("met", "missed", "pending", "excluded"), 0)
    for outcome, _ in cases.values():
        tally[outcome] += 1
    count = tally["met"] + tally["missed"]
    columns = {
        "case_id": pa.array(list(cases), kind),
        "outcome": pa.array([outcome for outcome, _ in cases.values()], pa.string()),
        "elapsed": pa.array([elapsed for _, elapsed in cases.values()], pa.int64()),
    }
    rate = tally["met"] / count if count else None
    return Measured(measure, tally["met"], count, rate, tally["pending"], tally["excluded"], pa.table(columns))


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
