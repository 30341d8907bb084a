"""The measure as one Ibis expression: the same on DuckDB and Spark.

Its slow, obvious twin is desistance/reoffending/oracle.py; a generative test holds the two equal.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import Table, Value

from desistance.dates import add_months
from desistance.reoffending.contracts import EVENT_TYPES

MADE_HERE = ("index_type", "previous_band")
BAND_FROM = ((11, "11+"), (7, "7-10"), (3, "3-6"), (1, "1-2"), (0, "0"))


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


def people(entered: Table, staged: Staged, terms: Terms, by: tuple[str, ...]) -> Table:
    """One row a person of the cohort, in no order: index, windows, reoffences, first one, band, grouping columns.

    `entered` is `index` of the events, held by the engine: it is read twice. A grouping column of people comes out
    under the name that `inner` gives it, so that no name of an analyst's meets one in here.
    """
    counted = _counted(entered, staged, terms)
    own = {inner(by)[name]: name for name in by if name not in MADE_HERE}
    known = staged.people.select(
        somebody="person_id", previous_offences="previous_offences", known=ibis.literal(True), **own
    )
    whole = entered.left_join(counted, entered.person_id == counted.offender)
    whole = whole.left_join(known, whole.person_id == known.somebody)
    return whole.select(
        "person_id",
        "index_date",
        index_type=ibis.cases(*((whole.kind == rank, name) for rank, name in enumerate(EVENT_TYPES))),
        follow_up_end=whole.follow_up_end,
        waiting_end=whole.waiting_end,
        reoffences=whole.reoffences.fill_null(0),
        reoffender=whole.reoffences.notnull(),
        days_to_first=whole.first_date.delta(whole.index_date, unit="day").cast("int64"),
        previous_band=band(whole.previous_offences),
        unmapped=whole.unmapped.fill_null(0),
        known=whole.known.fill_null(False),
        **_severity(staged, whole),
        **{name: whole[name] for name in own},
    )


def inner(by: tuple[str, ...]) -> dict[str, str]:
    """What each grouping column is called within the expressions: itself where it is made here."""
    return {name: name if name in MADE_HERE else f"group_{place}" for place, name in enumerate(by)}


def _counted(entered: Table, staged: Staged, terms: Terms) -> Table:
    """Each reoffender of the cohort with the number of offences that count and the first of them.

    Only offences that count are grouped, which are few beside the people: grouping everybody's would take longer.
    """
    able = _able(staged, terms)
    met = entered.join(able, _counts(entered, able))
    sums: dict[str, Any] = {
        "reoffences": met.count().cast("int64"),
        "first_date": met.offence_date.min(),
        "unmapped": met.unmapped.cast("int64").sum().cast("int64"),
    }
    if staged.severity == "number":
        sums["harm"] = met.severity.sum()
    return met.group_by("offender").aggregate(**sums)


def index(events: Table, terms: Terms) -> Table:
    """The earliest event of each person within the cohort, and the first days no longer inside its two windows.

    `kind` is the position in EVENT_TYPES: on a shared day release comes before sentence and sentence before caution.
    """
    inside = events.filter(events.date.between(ibis.date(terms.cohort_start), ibis.date(terms.cohort_end)))
    first = inside.group_by("person_id").aggregate(
        index_date=inside.date.min(),
        released=inside.date.min(where=inside.type == EVENT_TYPES[0]),
        sentenced=inside.date.min(where=inside.type == EVENT_TYPES[1]),
    )
    return first.select(
        "person_id",
        "index_date",
        kind=ibis.cases((first.released == first.index_date, 0), (first.sentenced == first.index_date, 1), else_=2),
        follow_up_end=later(first.index_date, terms.follow_up_months),
        waiting_end=later(first.index_date, terms.follow_up_months + terms.waiting_months),
    )


def later(day: Value, months: int) -> Value:
    """The same day `months` calendar months later; a day that the month lacks becomes its last day."""
    moved: Any = day + ibis.interval(months=months)
    # DuckDB gives a timestamp here while Ibis believes in a date, so that a plain cast would be dropped.
    return moved.cast("timestamp").cast("date")


def _counts(entered: Table, able: Table) -> list[Any]:
    """An offence counts: after the index day, before the follow-up ends, proven before the waiting period ends."""
    return [
        entered.person_id == able.offender,
        able.offence_date > entered.index_date,
        able.offence_date < entered.follow_up_end,
        able.proven_date < entered.waiting_end,
    ]


def _able(staged: Staged, terms: Terms) -> Table:
    """Offences that could count for someone, of the kind asked for: a cheap cut before the join."""
    offences = staged.offences
    end = terms.cohort_end
    able = offences.filter(
        offences.excluded.isnull() | (offences.excluded.strip() == ""),
        offences.offence_date > ibis.date(terms.cohort_start),
        offences.offence_date < ibis.date(add_months(end, terms.follow_up_months)),
        offences.proven_date < ibis.date(add_months(end, terms.follow_up_months + terms.waiting_months)),
    )
    unmapped: Any = ibis.literal(False)
    if staged.codes is not None:
        listed = able.left_join(staged.codes, able.offence_code == staged.codes.code)
        able = listed.filter((listed.violent == 1) | listed.violent.isnull())
        unmapped = able.violent.isnull()
    severity = ["severity"] if staged.severity else []
    return able.select("offence_date", "proven_date", *severity, offender=able.person_id, unmapped=unmapped)


def band(previous: Value) -> Value:
    """The Ministry's band of previous offences; null where the number is not known."""
    number: Any = previous
    return ibis.cases(*((number >= least, name) for least, name in BAND_FROM))


def severities(staged: Staged, terms: Terms, measured: Table, by: tuple[str, ...]) -> Table:
    """Reoffences and those who committed them by severity, within the grouping columns as `inner` names them."""
    able = _able(staged, terms)
    told = measured.join(able, _counts(measured, able))
    keys = [*inner(by).values(), "severity"]
    added = told.group_by(*keys).aggregate(
        reoffenders=told.person_id.nunique().cast("int64"), reoffences=told.count().cast("int64")
    )
    return added.order_by([ibis.asc(added[name], nulls_first=False) for name in keys])


def _severity(staged: Staged, whole: Table) -> dict[str, Any]:
    return {"harm": whole.harm.fill_null(0.0)} if staged.severity == "number" else {}
