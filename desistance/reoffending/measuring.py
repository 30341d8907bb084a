"""Proven reoffending: check the input, run the expression, shape the answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from desistance import engines
from desistance.dates import add_months, as_day
from desistance.errors import InputError
from desistance.progress import step
from desistance.reoffending import inputs
from desistance.reoffending.grouping import groups
from desistance.reoffending.results import Reoffending, marked, rates

KINDS = ("all", "violent")
LAST_YEAR = 9_000
MADE = (
    "index_date",
    "index_type",
    "follow_up_end",
    "waiting_end",
    "reoffences",
    "reoffender",
    "days_to_first",
    "previous_band",
)
GROUPABLE = ("index_type", "previous_band")
RESERVED = frozenset(
    {
        *MADE,
        "person_id",
        "offenders",
        "reoffenders",
        "rate",
        "per_reoffender",
        "per_100_offenders",
        "mean_days_to_first",
    }
    | {"mature", "harm", "severity"}
) - set(GROUPABLE)


def measure(
    people: Any,
    events: Any,
    offences: Any,
    *,
    cohort_start: dt.date | str,
    cohort_end: dt.date | str,
    as_at: dt.date | str | None = None,
    follow_up_months: int = 12,
    waiting_months: int = 6,
    kind: str = "all",
    by: tuple[str, ...] | list[str] | str = (),
    engine: str | engines.Settings = "duckdb",
) -> Reoffending:
    """Measure the proven reoffending of a cohort, by the Ministry of Justice's definition.

    The earliest event from `cohort_start` to `cohort_end` (both included) is a person's index. An offence counts when
    index < offence date < index + `follow_up_months` and it is proven before index + `follow_up_months` +
    `waiting_months`; calendar months, month ends clamp, and the end days are no longer inside. `kind="violent"` counts
    only offences that the Ministry flags as violent. `by` names columns of `people`, `index_type` or `previous_band`.
    With `as_at`, a cohort whose last window has not ended by then is marked immature.

    Tables are anything that speaks Arrow, or the path of a Parquet file, which is read in place. Columns:
    `desistance.reoffending.PEOPLE`, `EVENTS`, `OFFENCES`. Raises InputError for input that cannot be used.
    """
    from desistance.reoffending import expression

    terms = expression.Terms(
        as_day(cohort_start, argument="cohort_start"),
        as_day(cohort_end, argument="cohort_end"),
        _months(follow_up_months, "follow_up_months", least=1),
        _months(waiting_months, "waiting_months", least=0),
        kind,
    )
    _check_terms(terms)
    day = None if as_at is None else as_day(as_at, argument="as_at")
    chosen = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    with engines.workspace(engine) as workspace:
        return _measured(workspace, (people, events, offences), terms, chosen, day)


def _measured(
    workspace: engines.Workspace, tables: tuple[Any, Any, Any], terms: Any, by: tuple[str, ...], as_at: dt.date | None
) -> Reoffending:
    from desistance.reoffending import expression

    with step("checking tables"):
        given = inputs.check(workspace, *tables, violent=terms.kind == "violent")
        _check_by(by, given.staged.people.columns)
    entering = expression.index(given.staged.events, terms)
    with step("following offenders up"), workspace.held("entered", entering) as entered:
        found = [workspace.run(expression.people(entered, given.staged, terms, by))]
    inputs.refuse_unknown(found[0], given)
    people = _in_order(found)
    severities = None
    if given.staged.severity == "text":
        staged = workspace.stage("measured", people)
        severities = _named(workspace.run(expression.severities(given.staged, terms, staged, by)), by)
    people = _named(people, by)
    final_from = add_months(terms.cohort_end, terms.follow_up_months + terms.waiting_months)
    mature = None if as_at is None else as_at >= final_from
    return Reoffending(
        people=people,
        overall=rates(groups(people, ()).to_pylist()[0], mature=mature),
        groups=marked(groups(people, by), mature),
        bands=marked(groups(people, ("previous_band",)), mature),
        severities=severities,
        problems=given.problems,
        final_from=final_from,
        as_at=as_at,
        by=by,
        **dataclasses.asdict(terms),
    )


def _named(table: pa.Table, by: tuple[str, ...]) -> pa.Table:
    """The table with its grouping columns under their own names."""
    from desistance.reoffending.expression import inner

    names = {held: name for name, held in inner(by).items()}
    return table.rename_columns([names.get(name, name) for name in table.column_names])


def _in_order(held: list[pa.Table]) -> pa.Table:
    """The one table in `held` in the order of person_id, which is let go column by column.

    Sorted here and not by the engine, which would need twice the memory for it.
    """
    table = held.pop().drop_columns(["known", "unmapped"])
    order = pc.sort_indices(table["person_id"])
    columns = {}
    for name in table.column_names:
        columns[name] = table[name].take(order)
        table = table.drop_columns([name])
    return pa.table(columns)


def _check_terms(terms: Any) -> None:
    if terms.cohort_end < terms.cohort_start:
        says = f"is {terms.cohort_end}, before cohort_start {terms.cohort_start}"
        raise InputError(says, argument="cohort_end", remedy="Give the first and the last day of the cohort.")
    if terms.cohort_end.year > LAST_YEAR:
        says = f"is {terms.cohort_end}, after which nobody can be followed up"
        raise InputError(says, argument="cohort_end", remedy="Correct the year.")
    if terms.kind not in KINDS:
        raise InputError(f"no kind is called {terms.kind!r}", argument="kind", remedy="Use 'all' or 'violent'.")


def _months(value: int, argument: str, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 600:
        raise InputError(f"{value!r} is not a number of months", argument=argument, remedy=f"Give {least} to 600.")
    return value


def _check_by(by: tuple[str, ...], columns: Iterable[str]) -> None:
    held = set(columns)
    free = [name for name in columns if name not in RESERVED and name not in GROUPABLE]
    for name in by:
        if name in GROUPABLE and name in held:
            says = "is a column of people and one that the measure makes"
            raise InputError(says, argument="by", column=name, remedy="Rename the column of people.")
        if name in RESERVED:
            raise InputError("is a name that the result uses", argument="by", column=name, remedy="Rename the column.")
        if name not in (*free, *GROUPABLE):
            offered = ", ".join([*free, *GROUPABLE])
            raise InputError("is no column of people", argument="by", column=name, remedy=f"Choose from {offered}.")
