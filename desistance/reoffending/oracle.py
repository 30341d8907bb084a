"""Proven reoffending in plain Python: slow and obvious. The measure must agree with it on every input.

Each rule stands on a line of its own, in the order in which the Ministry's definition tells it. Not for use at size.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
BLANKS = " \t\n\r\v\f"
TIE_ORDER = ("custody_release", "court_non_custodial", "caution")


def measure(
    people: Iterable[Row],
    events: Iterable[Row],
    offences: Iterable[Row],
    *,
    cohort_start: dt.date,
    cohort_end: dt.date,
    follow_up_months: int = 12,
    waiting_months: int = 6,
    violent: Mapping[str, bool] | None = None,
    weighed: bool = False,
) -> dict[Any, dict[str, Any]]:
    """Return one record a person of the cohort. `violent` (code -> flag) counts violent reoffences only.

    Where `weighed`, `severity` is a number and `harm` the sum of it over the reoffences, an empty one adding nothing.
    """
    previous = {person["person_id"]: person["previous_offences"] for person in people}
    events, offences = list(events), list(offences)
    found = {}
    for person_id in previous:
        theirs = [event for event in events if event["person_id"] == person_id]
        entries = [event for event in theirs if cohort_start <= event["date"] <= cohort_end]
        if not entries:
            continue
        index = min(entries, key=lambda event: (event["date"], TIE_ORDER.index(event["type"])))
        follow_up_end = months_later(index["date"], follow_up_months)
        waiting_end = months_later(index["date"], follow_up_months + waiting_months)
        own = [offence for offence in offences if offence["person_id"] == person_id]
        counted = [offence for offence in own if _counts(offence, index["date"], follow_up_end, waiting_end)]
        found[person_id] = {
            "index_date": index["date"],
            "index_type": index["type"],
            "follow_up_end": follow_up_end,
            "waiting_end": waiting_end,
            "previous_band": band(previous[person_id]),
            **_told(index, [offence for offence in counted if _is_wanted(offence, violent)], weighed=weighed),
        }
    return found


def _told(index: Row, counted: list[Row], *, weighed: bool) -> dict[str, Any]:
    days = [offence["offence_date"] for offence in counted]
    harm = {"harm": sum((offence["severity"] or 0.0 for offence in counted), 0.0)} if weighed else {}
    return {
        "reoffences": len(counted),
        "reoffender": len(counted) > 0,
        "days_to_first": (min(days) - index["date"]).days if days else None,
        **harm,
    }


def severities(
    people: Iterable[Row], events: Iterable[Row], offences: Iterable[Row], *, by: str, **terms: Any
) -> list[dict[str, Any]]:
    """Reoffenders and reoffences by the text of `severity` within the groups of a column of people, empty ones last.

    Each severity is measured as if there were no other. `terms` are those of `measure`.
    """
    people, events, offences = list(people), list(events), list(offences)
    found = []
    for group in _in_order({person[by] for person in people}):
        members = [person for person in people if person[by] == group]
        for severity in _in_order({offence["severity"] for offence in offences}):
            alike = [offence for offence in offences if offence["severity"] == severity]
            counts = rates(measure(members, events, alike, **terms).values())
            if counts["reoffences"]:
                told = {name: counts[name] for name in ("reoffenders", "reoffences")}
                found.append({by: group, "severity": severity, **told})
    return found


def rates(records: Iterable[Row]) -> dict[str, Any]:
    """Offenders, reoffenders and reoffences of some records, with the rates; None where nothing can be divided by."""
    records = list(records)
    offenders = len(records)
    reoffenders = sum(record["reoffender"] for record in records)
    reoffences = sum(record["reoffences"] for record in records)
    days = sum(record["days_to_first"] for record in records if record["reoffender"])
    harm = {"harm": sum(record["harm"] for record in records)} if records and "harm" in records[0] else {}
    return {
        "offenders": offenders,
        "reoffenders": reoffenders,
        "reoffences": reoffences,
        "rate": reoffenders / offenders if offenders else None,
        "per_reoffender": reoffences / reoffenders if reoffenders else None,
        "per_100_offenders": reoffences * 100.0 / offenders if offenders else None,
        "mean_days_to_first": days / reoffenders if reoffenders else None,
        **harm,
    }


def months_later(day: dt.date, months: int) -> dt.date:
    """Calendar months later, counted one month at a time from the first; month ends clamp to the last day."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day.day, last))


def band(previous: int | None) -> str | None:
    """The Ministry's band of previous offences."""
    if previous is None:
        return None
    if previous == 0:
        return "0"
    if previous <= 2:
        return "1-2"
    if previous <= 6:
        return "3-6"
    return "7-10" if previous <= 10 else "11+"


def _counts(offence: Row, index: dt.date, follow_up_end: dt.date, waiting_end: dt.date) -> bool:
    if offence["offence_date"] is None or offence["proven_date"] is None:
        return False
    if (offence["excluded"] or "").strip(BLANKS):
        return False
    if not index < offence["offence_date"] < follow_up_end:
        return False
    return bool(offence["proven_date"] < waiting_end)


def _is_wanted(offence: Row, violent: Mapping[str, bool] | None) -> bool:
    return violent is None or violent[offence["offence_code"]]


def _in_order(values: Iterable[str | None]) -> list[str | None]:
    return sorted(values, key=lambda value: (value is None, value or ""))
