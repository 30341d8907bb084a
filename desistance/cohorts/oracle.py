"""Cohort selection in plain Python: every criterion asked of every person on every day. Slow and obvious."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from desistance.cohorts.rules import BANDS, KNOWN_INSTRUMENTS, Criterion, Rule

Row = Mapping[str, Any]
BLANKS = " \t\n\r\v\f"
ONE_DAY = dt.timedelta(days=1)


def select(
    people: Iterable[Row],
    offences: Iterable[Row],
    scores: Iterable[Row],
    rule: Rule,
    *,
    as_at: dt.date,
    violent: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Return the same rows as `desistance.cohorts.select`, one day after another. `violent` lists codes."""
    offences = [{**one, "row": row, "violent": one["offence_code"] in violent} for row, one in enumerate(offences)]
    scores = [{**one, "row": row} for row, one in enumerate(scores)]
    spans = []
    for person in people:
        theirs = [one for one in offences if one["person_id"] == person["person_id"]]
        scored = [one for one in scores if one["person_id"] == person["person_id"]]
        told = problem(rule, person, theirs, scored, as_at)
        known = {**person, "date_of_birth": birth(person, rule, as_at)}
        mine: list[dict[str, Any]] = []
        day = rule.versions[0].start
        while day <= as_at:
            eligible, reasons = on_day(rule, known, theirs, scored, day)
            if not mine or (mine[-1]["eligible"], mine[-1]["reasons"]) != (eligible, reasons):
                if mine:
                    mine[-1]["until"] = day
                mine.append(
                    {
                        "person_id": person["person_id"],
                        "eligible": eligible,
                        "from": day,
                        "until": None,
                        "reasons": reasons,
                        "problem": told,
                    }
                )
            day += ONE_DAY
        spans.extend(mine)
    return spans


def on_day(rule: Rule, person: Row, offences: list[Row], scores: list[Row], day: dt.date) -> tuple[bool, list[str]]:
    """Whether a person is eligible on a day, with every reason."""
    version = next((one for one in rule.versions if one.start <= day and (one.until is None or day < one.until)), None)
    if version is None:
        return False, ["fails: the rule is in force"]
    eligible, reasons = True, []
    for criterion in version.criteria:
        held = HOLDS[criterion.kind](criterion, person, offences, scores, day)
        reasons.append(f"{'holds' if held else 'fails'}: {criterion.says}")
        if held == criterion.exclusion:
            eligible = False
    return eligible, reasons


def birth(person: Row, rule: Rule, as_at: dt.date) -> dt.date | None:
    """The date of birth, where it can be one."""
    born: dt.date | None = person["date_of_birth"]
    first = rule.versions[0].start
    if born is None or born > as_at or born < dt.date(first.year - 120, first.month, 1):
        return None
    return born


def problem(rule: Rule, person: Row, offences: list[Row], scores: list[Row], as_at: dt.date) -> str | None:
    """What is wrong with a person's rows, as far as the rule asks about them."""
    criteria = [one for version in rule.versions for one in version.criteria]
    told = []
    if any(one.kind == "age" for one in criteria) and birth(person, rule, as_at) is None:
        told.append(f"date_of_birth is {person['date_of_birth'] or 'empty'}, so no age is known")
    if any(one.kind == "offences" for one in criteria):
        told += _offence_problems([one for one in offences if not _excluded(one)])
    read = {name.lower() for one in criteria for name in one.instruments}
    return "; ".join([*told, *(_score_problems(scores, read) if read else [])]) or None


def _offence_problems(offences: list[Row]) -> list[str]:
    told = [
        f"offences row {one['row']} has no offence date and does not count"
        for one in offences
        if one["offence_date"] is None
    ]
    for one in offences:
        if one["offence_date"] and one["proven_date"] and one["proven_date"] < one["offence_date"]:
            told.append(f"offences row {one['row']} was proven before it was committed")
    return told


def _score_problems(scores: list[Row], read: Collection[str]) -> list[str]:
    told = []
    for one in scores:
        if one["instrument"].lower() not in KNOWN_INSTRUMENTS:
            told.append(f"scores row {one['row']} is of an unknown instrument and is not read")
    for one in scores:
        if one["instrument"].lower() in read and one["band"] is None:
            told.append(f"scores row {one['row']} has no band and is not read")
    return told


def _score(criterion: Criterion, person: Row, offences: list[Row], scores: list[Row], day: dt.date) -> bool:
    wanted = [name.lower() for name in criterion.instruments]
    known = [
        one for one in scores if one["instrument"].lower() in wanted and one["date"] <= day and one["band"] is not None
    ]
    if criterion.score_versions:
        known = [one for one in known if one["version"] in criterion.score_versions]
    if not known:
        return False
    latest = max(known, key=lambda one: (one["date"], BANDS.index(one["band"])))
    if criterion.valid_months is not None and day >= months_later(latest["date"], criterion.valid_months):
        return False
    return BANDS.index(latest["band"]) >= BANDS.index(criterion.band_at_least)


def _offences(criterion: Criterion, person: Row, offences: list[Row], scores: list[Row], day: dt.date) -> bool:
    return sum(_offence_counts(criterion, one, day) for one in offences) >= criterion.at_least


def _excluded(offence: Row) -> bool:
    return bool((offence["excluded"] or "").strip(BLANKS))


def _offence_counts(criterion: Criterion, offence: Row, day: dt.date) -> bool:
    if _excluded(offence) or offence["offence_date"] is None or offence["offence_date"] > day:
        return False
    if criterion.proven and (offence["proven_date"] is None or offence["proven_date"] > day):
        return False
    if criterion.within_months is not None and day >= months_later(offence["offence_date"], criterion.within_months):
        return False
    code = offence["offence_code"]
    listed = code in criterion.codes or any(code.startswith(prefix) for prefix in criterion.code_prefixes)
    if criterion.violent:
        return listed or offence["violent"]
    return listed or not (criterion.codes or criterion.code_prefixes)


def _age(criterion: Criterion, person: Row, offences: list[Row], scores: list[Row], day: dt.date) -> bool:
    born = person["date_of_birth"]
    if born is None:
        return False
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return bool(years >= criterion.at_least)


def _person(criterion: Criterion, person: Row, offences: list[Row], scores: list[Row], day: dt.date) -> bool:
    return person[criterion.column] in criterion.any_of


HOLDS = {"score": _score, "offences": _offences, "age": _age, "person": _person}


def months_later(day: dt.date, months: int) -> dt.date:
    """Calendar months later; month ends clamp to the last day."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
