"""The measure as one Ibis expression: the same on DuckDB and Spark.

Its slow, obvious twin is desistance/reoffending/oracle.py; a generative test holds the two equal.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import Table, Value

BAND_FROM = ((11, "11+"), (7, "7-10"), (3, "3-6"), (1, "1-2"), (0, "0"))
GROUP_SUMS = ("offenders", "reoffenders", "reoffences")


@dataclass(frozen=True)
class Terms:
    """What is measured: cohort days (both included), lengths in calendar months, and the kind of reoffence."""

    cohort_start: dt.date
    cohort_end: dt.date
    follow_up_months: int
    waiting_months: int
    kind: str


@dataclass(frozen=True)
class Staged:
    """The input tables on an engine; `codes` only where the kind needs them; `severity` is 'number', 'text' or None."""

    people: Table
    events: Table
    offences: Table
    codes: Table | None = None
    severity: str | None = None


def people(staged: Staged, terms: Terms, by: tuple[str, ...]) -> Table:
    """One row a person of the cohort: index, windows, reoffences, first one, band, then the grouping columns."""
    entered = index(staged.events, terms)
    counted = (
        entered.join(reoffences(staged, terms, entered), "person_id").group_by("person_id").aggregate(**_sums(staged))
    )
    known = staged.people.mutate(known=ibis.literal(True))
    whole = entered.left_join(known, "person_id").drop("person_id_right").left_join(counted, "person_id")
    number = whole.reoffences.fill_null(0)
    first = whole.first_date.delta(whole.index_date, unit="day")
    chosen = whole.select(
        "person_id",
        "index_date",
        "index_type",
        "follow_up_end",
        "waiting_end",
        reoffences=number.cast("int64"),
        reoffender=number > 0,
        days_to_first=first.cast("int64"),
        previous_band=band(whole.previous_offences),
        unmapped=whole.unmapped.fill_null(0).cast("int64"),
        known=whole.known.fill_null(False),
        **_severity(staged, whole),
        **{name: whole[name] for name in by if name in staged.people.columns and name != "person_id"},
    )
    return chosen.order_by("person_id")


def index(events: Table, terms: Terms) -> Table:
    """The earliest event of each person within the cohort, and the first days no longer inside its two windows."""
    inside = events.filter(events.date.between(ibis.date(terms.cohort_start), ibis.date(terms.cohort_end)))
    first = inside.group_by("person_id").aggregate(
        index_date=inside.date.min(),
        released=inside.date.min(where=inside.type == "custody_release"),
        sentenced=inside.date.min(where=inside.type == "court_non_custodial"),
    )
    kind = ibis.cases(
        (first.released == first.index_date, "custody_release"),
        (first.sentenced == first.index_date, "court_non_custodial"),
        else_="caution",
    )
    return first.select(
        "person_id",
        "index_date",
        index_type=kind,
        follow_up_end=later(first.index_date, terms.follow_up_months),
        waiting_end=later(first.index_date, terms.follow_up_months + terms.waiting_months),
    )


def later(day: Value, months: int) -> Value:
    """The same day `months` calendar months later; a day that the month lacks becomes its last day."""
    moved: Any = day + ibis.interval(months=months)
    # DuckDB gives a timestamp here while Ibis believes in a date, so that a plain cast would be dropped.
    return moved.cast("timestamp").cast("date")


def reoffences(staged: Staged, terms: Terms, entered: Table) -> Table:
    """Offences that count, one row each: in the follow-up, proven in time, not excluded, of the kind asked for."""
    able = _able(staged.offences, terms)
    if staged.codes is not None:
        listed = able.left_join(staged.codes, able.offence_code == staged.codes.code)
        able = listed.filter((listed.violent == 1) | listed.violent.isnull()).mutate(unmapped=listed.violent.isnull())
    else:
        able = able.mutate(unmapped=ibis.literal(False))
    able = able.rename(offender="person_id")
    met = entered.join(
        able,
        [
            entered.person_id == able.offender,
            able.offence_date > entered.index_date,
            able.offence_date < entered.follow_up_end,
            able.proven_date < entered.waiting_end,
        ],
    )
    kept = ["person_id", "offence_date", "unmapped", *(["severity"] if staged.severity else [])]
    return met.select(*kept)


def _able(offences: Table, terms: Terms) -> Table:
    """Proven offences that could count for someone: a cheap cut before the join."""
    end = ibis.date(terms.cohort_end)
    reason = offences.excluded.strip().nullif("")
    return offences.filter(
        reason.isnull(),
        offences.offence_date > ibis.date(terms.cohort_start),
        offences.offence_date < later(end, terms.follow_up_months),
        offences.proven_date < later(end, terms.follow_up_months + terms.waiting_months),
    )


def band(previous: Value) -> Value:
    """The Ministry's band of previous offences; null where the number is not known."""
    number: Any = previous
    return ibis.cases(*((number >= least, name) for least, name in BAND_FROM))


def groups(measured: Table, by: tuple[str, ...]) -> Table:
    """Offenders, reoffenders and reoffences by the grouping columns (one row without any), with the rates."""
    sums: dict[str, Any] = {
        "offenders": measured.count().cast("int64"),
        "reoffenders": measured.reoffender.cast("int64").sum().fill_null(0).cast("int64"),
        "reoffences": measured.reoffences.sum().fill_null(0).cast("int64"),
        "days_to_first_total": measured.days_to_first.sum().fill_null(0).cast("int64"),
    }
    if "harm" in measured.columns:
        sums["harm"] = measured.harm.sum().fill_null(0.0)
    added = measured.group_by(*by).aggregate(**sums) if by else measured.aggregate(**sums)
    shown = [
        *by,
        "offenders",
        "reoffenders",
        "reoffences",
        "rate",
        "per_reoffender",
        "per_100_offenders",
        "mean_days_to_first",
    ]
    rated = with_rates(added).select(*shown, *(["harm"] if "harm" in sums else []))
    return rated.order_by([_in_order(rated, name) for name in by]) if by else rated


def _in_order(table: Table, name: str) -> Value:
    if name != "previous_band":
        return ibis.asc(table[name], nulls_first=False)
    rank = ibis.cases(*((table[name] == label, least) for least, label in BAND_FROM))
    return ibis.asc(rank, nulls_first=False)


def with_rates(added: Table) -> Table:
    """Rates from sums; null, never 0, where the denominator is 0."""
    offenders, reoffenders = added.offenders.nullif(0), added.reoffenders.nullif(0)
    return added.mutate(
        rate=added.reoffenders / offenders,
        per_reoffender=added.reoffences / reoffenders,
        per_100_offenders=added.reoffences * 100.0 / offenders,
        mean_days_to_first=added.days_to_first_total / reoffenders,
    )


def severities(staged: Staged, terms: Terms, measured: Table, by: tuple[str, ...]) -> Table:
    """Reoffences and those who committed them by severity, within the grouping columns."""
    found = reoffences(staged, terms, index(staged.events, terms)).rename(
        offender="person_id", offence_severity="severity"
    )
    wanted = measured.select("person_id", *by)
    told = found.join(wanted, found.offender == wanted.person_id)
    keys = [*by, "severity"]
    added = (
        told.rename(severity="offence_severity")
        .group_by(*keys)
        .aggregate(reoffenders=ibis._.person_id.nunique().cast("int64"), reoffences=ibis._.count().cast("int64"))
    )
    return added.order_by([_in_order(added, name) for name in keys])


def _sums(staged: Staged) -> dict[str, Any]:
    sums: dict[str, Any] = {
        "reoffences": ibis._.count(),
        "first_date": ibis._.offence_date.min(),
        "unmapped": ibis._.unmapped.cast("int64").sum(),
    }
    if staged.severity == "number":
        sums["harm"] = ibis._.severity.sum()
    return sums


def _severity(staged: Staged, whole: Table) -> dict[str, Any]:
    return {"harm": whole.harm.fill_null(0.0)} if staged.severity == "number" else {}
