"""Who is eligible, when, and why: all people at once.

For each criterion the days on which it starts and stops to hold are found for everybody; the spans lie between those
days. That is one Ibis expression a version of the rule, in desistance/cohorts/expression.py. The plain twin is
desistance/cohorts/oracle.py, which asks every criterion on every day.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from desistance import engines
from desistance.cohorts.contracts import OFFENCES, PEOPLE, SCORES
from desistance.cohorts.facts import FAR, Array, Facts, Window, day_number
from desistance.cohorts.holding import READS
from desistance.cohorts.rules import BANDS, Criterion, Rule, Version, load
from desistance.dates import as_day
from desistance.errors import InputError
from desistance.progress import step


def select(
    people: Any,
    offences: Any,
    scores: Any,
    rule: Rule | Mapping[str, Any] | str | os.PathLike[str],
    *,
    as_at: dt.date | str,
    engine: str | engines.Settings = "duckdb",
) -> pa.Table:
    """Return spans of eligibility up to `as_at` with columns person_id, eligible, from, until, reasons and problem.

    A span runs from its first day to the first day no longer in it; the last one is open (null). Each person's spans
    start with the rule and touch one another. `reasons` lists every criterion and exclusion as "holds: ..." or
    "fails: ...". A person is eligible while every criterion holds and no exclusion does. Only what was known by
    `as_at` counts, so that an earlier answer can be given again. `problem` names rows of the person that could not be
    used or look wrong, on each of the person's spans; null where there are none. `engine` is duckdb or spark.

    Raises InputError for what cannot be used: offences and scores of people who are not in `people`, and codes that
    cannot be placed of offences that would count, among others.
    """
    chosen, day = load(rule), as_day(as_at, argument="as_at")
    if day < chosen.versions[0].start:
        says = f"is {day}, before the rule's first day {chosen.versions[0].start}"
        raise InputError(says, argument="as_at", remedy="Ask for a day on which the rule was in force.")
    with step("checking tables"):
        facts = Facts(
            PEOPLE.check(people), OFFENCES.check(offences, argument="offences"), SCORES.check(scores), chosen, day
        )
    with step("asking every criterion"), engines.workspace(engine) as workspace:
        parts = [_spans(workspace, facts, version, day) for version in chosen.versions if version.start <= day]
    last = chosen.versions[-1].until
    if last is not None and last <= day:
        parts.append(_ended(facts, last))
    with step("joining spans"):
        return _joined(facts, parts)


def _spans(workspace: engines.Workspace, facts: Facts, version: Version, as_at: dt.date) -> dict[str, Any]:
    """Change days and, for each, which criteria hold: for one version of the rule."""
    from desistance.cohorts import expression

    start = day_number(version.start)
    end = min(day_number(as_at) + 1, FAR if version.until is None else day_number(version.until))
    window = Window(start, end)
    held = []
    for number, one in enumerate(version.criteria):
        staged = workspace.stage(f"read_{start}_{number}", READS[one.kind](facts, one, window))
        if one.kind == "score":
            staged = expression.latest(staged, BANDS.index(one.band_at_least))
        held.append((staged, _needed(one)))
    everybody = workspace.stage(f"everybody_{start}", pa.table({"who": np.arange(facts.people.num_rows)}))
    found = workspace.run(expression.changes(everybody, held, window))
    bits = found["state"].to_numpy()
    states = np.stack([bits >> number & 1 == 1 for number in range(len(held))])
    wanted = np.array([[one.exclusion] for one in version.criteria])
    return {
        "who": found["who"].to_numpy(),
        "day": found["day"].to_numpy(),
        "eligible": (states != wanted).all(axis=0),
        "reasons": _reasons(states, version.criteria),
    }


def _reasons(states: Array, criteria: tuple[Criterion, ...]) -> tuple[Array, list[list[str]]]:
    patterns, which = np.unique(states, axis=1, return_inverse=True)
    told = [
        [f"{'holds' if held else 'fails'}: {one.says}" for one, held in zip(criteria, pattern, strict=True)]
        for pattern in patterns.T
    ]
    return np.ravel(which), told


def _needed(criterion: Criterion) -> int:
    return criterion.at_least if criterion.kind == "offences" else 1


def _ended(facts: Facts, day: dt.date) -> dict[str, Any]:
    number = facts.people.num_rows
    return {
        "who": np.arange(number),
        "day": np.full(number, day_number(day)),
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
            "problem": facts.problems().take(pa.array(who)),
        }
    )


def _position(told: list[list[str]], reasons: list[str]) -> int:
    if reasons not in told:
        told.append(reasons)
    return told.index(reasons)
