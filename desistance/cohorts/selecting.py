"""Who is eligible, when, and why: all people at once.

For each criterion the days on which it starts and stops to hold are found for everybody; the spans lie between those
days. The plain twin is desistance/cohorts/oracle.py, which asks every criterion on every day.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from desistance.cohorts.contracts import OFFENCES, PEOPLE, SCORES
from desistance.cohorts.rules import BANDS, Criterion, Rule, Version, load
from desistance.dates import as_day
from desistance.errors import InputError
from desistance.scores.table import check_one_generation
from desistance.synthetic import months_later
from desistance.tables import same_type

Array = NDArray[Any]
EPOCH = dt.date(1970, 1, 1)
FAR = np.iinfo(np.int32).max
EMPTY = np.array([], np.int64)


def select(
    people: Any,
    offences: Any,
    scores: Any,
    rule: Rule | Mapping[str, Any] | str | os.PathLike[str],
    *,
    as_at: dt.date | str,
) -> pa.Table:
    """Return spans of eligibility up to `as_at` with columns person_id, eligible, from, until and reasons.

    A span runs from its first day to the first day no longer in it; the last one is open (null). Each person's spans
    start with the rule and touch one another. `reasons` lists every criterion and exclusion as "holds: ..." or
    "fails: ...". A person is eligible while every criterion holds and no exclusion does. Only what was known by
    `as_at` counts, so that an earlier answer can be given again. Raises InputError for what cannot be used.
    """
    chosen, day = load(rule), as_day(as_at, argument="as_at")
    if day < chosen.versions[0].start:
        says = f"is {day}, before the rule's first day {chosen.versions[0].start}"
        raise InputError(says, argument="as_at", remedy="Ask for a day on which the rule was in force.")
    facts = Facts(PEOPLE.check(people), OFFENCES.check(offences, argument="offences"), SCORES.check(scores), day)
    parts = [_spans(facts, version, day) for version in chosen.versions if version.start <= day]
    last = chosen.versions[-1].until
    if last is not None and last <= day:
        parts.append(_ended(facts, last))
    return _joined(facts, parts)


class Facts:
    """The three tables as arrays of person positions and days since 1970, cut to what was known by a day."""

    def __init__(self, people: pa.Table, offences: pa.Table, scores: pa.Table, known_by: dt.date) -> None:
        for table, name in ((offences, "offences"), (scores, "scores")):
            if table.num_rows:
                same_type("person_id", people, table, arguments=("people", name))
        self.people = people
        self.known_by = _number(known_by)
        self.offences = self._placed(offences)
        self.scores = self._placed(scores)

    def _placed(self, table: pa.Table) -> pa.Table:
        ids = table["person_id"].cast(self.people["person_id"].type)
        who = pc.index_in(ids, value_set=self.people["person_id"].combine_chunks())
        rows = pa.array(np.arange(table.num_rows))
        return table.append_column("who", who).append_column("row", rows).filter(pc.is_valid(who))


def _spans(facts: Facts, version: Version, as_at: dt.date) -> dict[str, Any]:
    """Change days and, for each, which criteria hold: for one version of the rule."""
    number = facts.people.num_rows
    start = _number(version.start)
    end = min(_number(as_at) + 1, FAR if version.until is None else _number(version.until))
    held = [_changes(HOLDS[one.kind](facts, one), number, start, end, _needed(one)) for one in version.criteria]
    keys = np.unique(np.concatenate([np.arange(number) * FAR + start, *(change[0] for change in held)]))
    states = np.stack([_state_at(keys, *change) for change in held]) if held else np.zeros((0, len(keys)), bool)
    wanted = np.array([[one.exclusion] for one in version.criteria])
    return {
        "who": keys // FAR,
        "day": keys % FAR,
        "eligible": (states != wanted).all(axis=0),
        "reasons": _reasons(states, version.criteria),
    }


def _changes(
    intervals: tuple[Array, Array, Array], number: int, start: int, end: int, needed: int
) -> tuple[Array, Array]:
    """Whether at least `needed` intervals hold, at each sorted key (person, day) on which that can change."""
    who, first, last = intervals
    first, last = np.maximum(first, start), np.minimum(last, end)
    kept = first < last
    who, first, last = who[kept], first[kept], last[kept]
    keys = np.concatenate([np.arange(number) * FAR + start, who * FAR + first, who * FAR + last])
    steps = np.concatenate([np.zeros(number, np.int64), np.ones(len(who), np.int64), -np.ones(len(who), np.int64)])
    inside = keys % FAR < end
    keys, steps = keys[inside], steps[inside]
    order = np.argsort(keys, kind="stable")
    keys, steps = keys[order], steps[order]
    unique, place = np.unique(keys, return_index=True)
    depth = np.cumsum(steps)[np.append(place[1:], len(keys)) - 1] if len(keys) else EMPTY
    before = np.zeros(number + 1, np.int64)
    open_at_end = np.bincount((keys // FAR).astype(np.int64), weights=steps, minlength=number)
    before[1:] = np.cumsum(open_at_end)
    depth = depth - before[unique // FAR]
    return unique, depth >= needed


def _state_at(keys: Array, changed: Array, states: Array) -> Array:
    found: Array = states[np.searchsorted(changed, keys, side="right") - 1]
    return found


def _reasons(states: Array, criteria: tuple[Criterion, ...]) -> tuple[Array, list[list[str]]]:
    patterns, which = np.unique(states, axis=1, return_inverse=True)
    told = [
        [f"{'holds' if held else 'fails'}: {one.says}" for one, held in zip(criteria, pattern, strict=True)]
        for pattern in patterns.T
    ]
    return np.ravel(which), told


def _needed(criterion: Criterion) -> int:
    return criterion.at_least if criterion.kind == "offences" else 1


def _score_intervals(facts: Facts, criterion: Criterion) -> tuple[Array, Array, Array]:
    """Each person's latest score of the instruments counts until the next; on one day the higher band does."""
    table = facts.scores
    named = pc.is_in(
        pc.utf8_lower(table["instrument"]), value_set=pa.array([name.lower() for name in criterion.instruments])
    )
    known = pc.less_equal(table["date"], pa.scalar(facts.known_by, pa.int32()).cast(pa.date32()))
    table = _of_version(table.filter(pc.and_(pc.and_(named, known), pc.is_valid(table["band"]))), criterion)
    high = pc.index_in(table["band"], value_set=pa.array(list(BANDS))).to_numpy()
    who, day = table["who"].to_numpy().astype(np.int64), _day_numbers(table["date"])
    order = np.lexsort((high, day, who))
    who, day, high = who[order], day[order], high[order]
    last = np.ones(len(who), bool)
    last[:-1] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
    who, day, high = who[last], day[last], high[last]
    until = np.full(len(who), FAR, np.int64)
    until[:-1] = np.where(who[1:] == who[:-1], day[1:], FAR)
    if criterion.valid_months is not None:
        until = np.minimum(until, _months(day, criterion.valid_months))
    enough = high >= BANDS.index(criterion.band_at_least)
    return who[enough], day[enough], until[enough]


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


def _offence_intervals(facts: Facts, criterion: Criterion) -> tuple[Array, Array, Array]:
    """An offence counts from the day it is known (proof, or the offence itself) until its window ends."""
    table = facts.offences.filter(pc.is_valid(facts.offences["offence_date"]))
    if "excluded" in table.column_names:
        table = table.filter(pc.equal(pc.utf8_trim(pc.fill_null(table["excluded"], ""), " "), ""))
    table = _of_kind(table, criterion)
    known = "offence_date"
    if criterion.proven:
        _need(table, "proven_date", "offences", criterion)
        known, table = "proven_date", table.filter(pc.is_valid(table["proven_date"]))
    committed, first = _day_numbers(table["offence_date"]), _day_numbers(table[known])
    until = np.full(len(first), FAR) if criterion.within_months is None else _months(committed, criterion.within_months)
    seen = first <= facts.known_by
    who = table["who"].to_numpy().astype(np.int64)
    return who[seen], np.maximum(first, committed)[seen], until[seen]


def _of_kind(table: pa.Table, criterion: Criterion) -> pa.Table:
    if not (criterion.codes or criterion.code_prefixes or criterion.violent):
        return table
    _need(table, "offence_code", "offences", criterion)
    codes = table["offence_code"]
    wanted = pc.is_in(codes, value_set=pa.array(list(criterion.codes), pa.string()))
    for prefix in criterion.code_prefixes:
        wanted = pc.or_(wanted, pc.starts_with(codes, prefix))
    if criterion.violent:
        from desistance.reoffending.contracts import violent_codes

        listed = violent_codes()
        flagged = listed.filter(pc.equal(listed["violent"], 1))["code"].combine_chunks()
        wanted = pc.or_(wanted, pc.is_in(codes, value_set=flagged))
    return table.filter(pc.fill_null(wanted, False))


def _age_intervals(facts: Facts, criterion: Criterion) -> tuple[Array, Array, Array]:
    """From the birthday on which the age is reached; 29 February becomes 1 March in common years."""
    _need(facts.people, "date_of_birth", "people", criterion)
    born = facts.people["date_of_birth"]
    who = np.flatnonzero(pc.is_valid(born).to_numpy())
    days = _day_numbers(born.take(pa.array(who)))
    reached = _months(days, 12 * criterion.at_least)
    clamped = _day_of_month(reached) != _day_of_month(days)
    return who, reached + clamped, np.full(len(who), FAR)


def _person_intervals(facts: Facts, criterion: Criterion) -> tuple[Array, Array, Array]:
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
    return who, np.zeros(len(who), np.int64), np.full(len(who), FAR)


HOLDS = {
    "score": _score_intervals,
    "offences": _offence_intervals,
    "age": _age_intervals,
    "person": _person_intervals,
}


def _ended(facts: Facts, day: dt.date) -> dict[str, Any]:
    number = facts.people.num_rows
    return {
        "who": np.arange(number),
        "day": np.full(number, _number(day)),
        "eligible": np.zeros(number, bool),
        "reasons": (np.zeros(number, np.int64), [["fails: the rule is in force"]]),
    }


def _joined(facts: Facts, parts: list[dict[str, Any]]) -> pa.Table:
    """All versions in one table; spans that say the same and touch become one."""
    told: list[list[str]] = []
    which = []
    for part in parts:
        place, lists = part["reasons"]
        which.append(np.array([_position(told, reasons) for reasons in lists], np.int64)[place])
    who, day, eligible = (np.concatenate([part[name] for part in parts]) for name in ("who", "day", "eligible"))
    reason = np.concatenate(which)
    order = np.lexsort((day, who))
    who, day, eligible, reason = who[order], day[order], eligible[order], reason[order]
    new = np.ones(len(who), bool)
    new[1:] = (who[1:] != who[:-1]) | (reason[1:] != reason[:-1]) | (eligible[1:] != eligible[:-1])
    who, day, eligible, reason = who[new], day[new], eligible[new], reason[new]
    until = np.full(len(who), -1, np.int64)
    until[:-1] = np.where(who[1:] == who[:-1], day[1:], -1)
    return pa.table(
        {
            "person_id": facts.people["person_id"].take(pa.array(who)),
            "eligible": pa.array(eligible),
            "from": pa.array(day.astype("datetime64[D]"), pa.date32()),
            "until": pa.array(until.astype("datetime64[D]"), pa.date32(), mask=until < 0),
            "reasons": pa.array(told, pa.list_(pa.string())).take(pa.array(reason)),
        }
    )


def _position(told: list[list[str]], reasons: list[str]) -> int:
    if reasons not in told:
        told.append(reasons)
    return told.index(reasons)


def _need(table: pa.Table, column: str, argument: str, criterion: Criterion) -> None:
    if column not in table.column_names:
        says = f"is missing, and criterion {criterion.id!r} needs it"
        raise InputError(says, argument=argument, column=column, remedy="Add the column or change the rule.")


def _number(day: dt.date) -> int:
    return (day - EPOCH).days


def _day_numbers(days: pa.ChunkedArray) -> Array:
    found: Array = days.cast(pa.int32()).to_numpy().astype(np.int64)
    return found


def _months(days: Array, months: int) -> Array:
    moved: Array = months_later(days.astype("datetime64[D]"), months).astype(np.int64)
    return moved


def _day_of_month(days: Array) -> Array:
    whole = days.astype("datetime64[D]")
    return np.asarray(whole - whole.astype("datetime64[M]").astype("datetime64[D]"))
