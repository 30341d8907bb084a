"""What each kind of criterion reads: the rows that count, as intervals of days or as scores that follow each other."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.cohorts.facts import (
    FAR,
    Array,
    Facts,
    Window,
    counted,
    day_numbers,
    day_of_month,
    months_after,
)
from desistance.cohorts.rules import BANDS, FIVE_DIGITS, Criterion
from desistance.errors import InputError
from desistance.scores.table import check_one_generation

SCORES = ("who", "day", "expires", "high")
INTERVALS = ("who", "first", "last")


def _scores(facts: Facts, criterion: Criterion, window: Window) -> pa.Table:
    """The scores of the instruments with the day from which each no longer counts and its band as a number."""
    table = facts.scores
    named = pc.is_in(
        pc.utf8_lower(table["instrument"]), value_set=pa.array([name.lower() for name in criterion.instruments])
    )
    known = pc.less_equal(table["date"], pa.scalar(facts.known_by, pa.int32()).cast(pa.date32()))
    table = _of_version(table.filter(pc.and_(pc.and_(named, known), pc.is_valid(table["band"]))), criterion)
    high = pc.index_in(table["band"], value_set=pa.array(list(BANDS))).to_numpy()
    day = day_numbers(table["date"])
    expires = np.full(len(day), FAR) if criterion.valid_months is None else months_after(day, criterion.valid_months)
    return _numbers(SCORES, table["who"].to_numpy(), day, expires, high)


def _of_version(table: pa.Table, criterion: Criterion) -> pa.Table:
    """The scores of the versions that the criterion names; one version of each instrument where it names none."""
    if criterion.score_versions:
        _need(table, "version", "scores", criterion)
        return table.filter(pc.is_in(table["version"], value_set=pa.array(list(criterion.score_versions))))
    if "version" in table.column_names:
        try:
            check_one_generation(table)
        except InputError as error:
            remedy = f"Name those that count in criterion {criterion.id!r} as score_versions, or score all with one."
            rows = table["row"].take(pa.array(error.rows, pa.int64())).to_pylist()
            raise InputError(
                error.says, argument=error.argument, column=error.column, rows=rows, remedy=remedy
            ) from error
    return table


def _offence_intervals(facts: Facts, criterion: Criterion, window: Window) -> pa.Table:
    """An offence counts from the day it is known (proof, or the offence itself) until its time ends."""
    table = counted(facts.offences.filter(pc.is_valid(facts.offences["offence_date"])))
    known = "offence_date"
    if criterion.proven:
        _need(table, "proven_date", "offences", criterion)
        known, table = "proven_date", table.filter(pc.is_valid(table["proven_date"]))
    committed, first = day_numbers(table["offence_date"]), day_numbers(table[known])
    until = np.full(len(first), FAR)
    if criterion.within_months is not None:
        until = months_after(committed, criterion.within_months)
    begin = np.maximum(first, committed)
    seen = (first <= facts.known_by) & (np.maximum(begin, window.start) < np.minimum(until, window.end))
    seen[seen] = _of_kind(table.filter(pa.array(seen)), criterion)
    return _numbers(INTERVALS, table["who"].to_numpy()[seen], begin[seen], until[seen])


def _of_kind(table: pa.Table, criterion: Criterion) -> Array:
    """Which offences are of the kind asked for. Raises InputError where one would count and its code says nothing."""
    if not (criterion.codes or criterion.code_prefixes or criterion.violent):
        return np.ones(table.num_rows, bool)
    _need(table, "offence_code", "offences", criterion)
    codes = table["offence_code"]
    wanted = pc.is_in(codes, value_set=pa.array(list(criterion.codes), pa.string()))
    for prefix in criterion.code_prefixes:
        wanted = pc.or_(wanted, pc.fill_null(pc.starts_with(codes, prefix), False))
    usable = pc.fill_null(pc.match_substring_regex(codes, FIVE_DIGITS), False)
    if criterion.violent:
        from desistance.reoffending.contracts import placed_codes

        listed = placed_codes()
        usable = pc.and_(usable, pc.or_(wanted, pc.is_in(codes, value_set=listed["code"].combine_chunks())))
        flagged = listed.filter(pc.equal(listed["violent"], 1))["code"].combine_chunks()
        wanted = pc.or_(wanted, pc.is_in(codes, value_set=flagged))
    _refuse_unplaced(table, usable, criterion)
    found: Array = wanted.to_numpy()
    return found


def _refuse_unplaced(table: pa.Table, usable: pa.ChunkedArray, criterion: Criterion) -> None:
    odd = table.filter(pc.invert(usable))
    if odd.num_rows:
        fault = "empty, withdrawn or unknown" if criterion.violent else "empty or not of five digits"
        raise InputError(
            f"offences that would count for criterion {criterion.id!r} have a code that is {fault}"
            f" (such as {odd['offence_code'][0].as_py()!r})",
            argument="offences",
            column="offence_code",
            rows=odd["row"].to_pylist(),
            remedy="Give all five digits of a code in use, or say in `excluded` why they do not count.",
        )


def _age_intervals(facts: Facts, criterion: Criterion, window: Window) -> pa.Table:
    """From the birthday on which the age is reached; 29 February becomes 1 March in common years.

    A date of birth that is empty or cannot be gives no age, and `Facts.problems` says so.
    """
    _need(facts.people, "date_of_birth", "people", criterion)
    born = facts.born()
    who = np.flatnonzero(pc.is_valid(born).to_numpy())
    days = day_numbers(born.take(pa.array(who)))
    reached = months_after(days, 12 * criterion.at_least)
    clamped = day_of_month(reached) != day_of_month(days)
    return _numbers(INTERVALS, who, reached + clamped, np.full(len(who), FAR))


def _person_intervals(facts: Facts, criterion: Criterion, window: Window) -> pa.Table:
    _need(facts.people, criterion.column, "people", criterion)
    values = facts.people[criterion.column]
    try:
        listed = pa.array(list(criterion.any_of)).cast(values.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        says = f"criterion {criterion.id!r} asks for {list(criterion.any_of)!r} of {values.type}"
        raise InputError(
            says, argument="people", column=criterion.column, remedy="Give values of the column's type."
        ) from error
    who = np.flatnonzero(pc.is_in(values, value_set=listed).to_numpy())
    return _numbers(INTERVALS, who, np.zeros(len(who)), np.full(len(who), FAR))


def _numbers(names: tuple[str, ...], *columns: Array) -> pa.Table:
    """Columns of whole numbers of one type, which every engine keeps as they are."""
    return pa.table({name: pa.array(one.astype(np.int64)) for name, one in zip(names, columns, strict=True)})


READS = {
    "score": _scores,
    "offences": _offence_intervals,
    "age": _age_intervals,
    "person": _person_intervals,
}


def _need(table: pa.Table, column: str, argument: str, criterion: Criterion) -> None:
    if column not in table.column_names:
        says = f"is missing, and criterion {criterion.id!r} needs it"
        raise InputError(says, argument=argument, column=column, remedy="Add the column or change the rule.")
