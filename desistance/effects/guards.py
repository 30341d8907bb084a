"""Guards against the two mistakes that make a service look good: a wrong time zero, and immortal time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, indicator, vector


def time_zero(
    *, treated: Any, eligible_from: Any, treated_from: Any, follow_up_from: Any, outcome_on: Any = None
) -> pa.Table:
    """What is wrong with each row's start of follow-up: `row`, `problem`; no rows where all is well.

    Dates (or day numbers), null where there is none. For everyone follow-up must not start before they were eligible,
    and the outcome must not lie before follow-up. For the treated follow-up must start neither after treatment did
    (outcomes between would be lost) nor before (the days between are immortal: to be treated one had to get through
    them). Raises InputError for a treated row without a date of treatment.
    """
    start = days(follow_up_from, "follow_up_from")
    rows = len(start)
    mask = indicator(treated, argument="treated", rows=rows, both=False)
    eligible = days(eligible_from, "eligible_from", rows)
    began = days(treated_from, "treated_from", rows)
    undated = mask & np.isnan(began)
    if undated.any():
        raise InputError(
            "treated rows have no date of treatment",
            argument="treated_from",
            rows=np.flatnonzero(undated).tolist(),
            remedy="Give the day on which each started.",
        )
    outcome = np.full(rows, np.nan) if outcome_on is None else days(outcome_on, "outcome_on", rows)
    checks = (
        (np.isnan(start), "follow-up has no start"),
        (start < eligible, "follow-up starts before the person was eligible"),
        (mask & (start < began), "follow-up starts before treatment: the days between are immortal time"),
        (mask & (start > began), "follow-up starts after treatment: outcomes between are lost"),
        (outcome < start, "the outcome lies before follow-up"),
    )
    found = [(int(row), problem) for bad, problem in checks for row in np.flatnonzero(bad)]
    found.sort()
    return pa.table(
        {
            "row": pa.array([row for row, _ in found], pa.int64()),
            "problem": pa.array([problem for _, problem in found], pa.string()),
        }
    )


def refuse_immortal_time(**dates: Any) -> None:
    """Raise InputError naming the rows that `time_zero` finds fault with; takes the same dates."""
    found = time_zero(**dates)
    if found.num_rows:
        raise InputError(
            str(found["problem"][0]),
            argument="follow_up_from",
            rows=found["row"].to_pylist(),
            remedy="Start follow-up on the day of treatment, give each control the same day after eligibility as its "
            "treated match, or use `split_at_treatment`.",
        )


def split_at_treatment(time: Any, event: Any, treated_at: Any) -> pa.Table:
    """Follow-up cut where treatment starts, so that time before it counts as untreated (no immortal time).

    `time` is the end of follow-up from time zero, `treated_at` when treatment started, null for never. Columns `row`,
    `entry`, `time`, `event`, `treated`, for `cox` with `entry`. Treatment at or after the end of follow-up is none.
    """
    end = vector(time, argument="time")
    happened = indicator(event, argument="event", rows=len(end), both=False)
    began = days(treated_at, "treated_at", len(end))
    if (began < 0).any():
        raise InputError(
            "treatment starts before time zero",
            argument="treated_at",
            rows=np.flatnonzero(began < 0).tolist(),
            remedy="Such people were treated from the start: give 0.",
        )
    during = began < end
    split = during & (began > 0)
    first = _spell(np.arange(len(end)), 0 * end, np.where(split, began, end), happened & ~split, during & ~split)
    rows = np.flatnonzero(split)
    second = _spell(rows, began[rows], end[rows], happened[rows], np.ones(len(rows), dtype=bool))
    return pa.concat_tables([first, second]).sort_by([("row", "ascending"), ("entry", "ascending")])


def _spell(rows: IntArray, entry: FloatArray, end: FloatArray, event: BoolArray, treated: BoolArray) -> pa.Table:
    columns = {"row": rows, "entry": entry, "time": end, "event": event, "treated": treated}
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def days(values: Any, argument: str, rows: int | None = None) -> FloatArray:
    """Dates as day numbers and numbers as they are; NaN for null. Raises InputError for text and other lengths."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    try:
        array = array if isinstance(array, pa.Array) else pa.array(array, from_pandas=True)
        if pa.types.is_temporal(array.type):
            array = pc.cast(pc.cast(array, pa.date32()), pa.int32())
        found = np.asarray(pc.cast(array, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise InputError(
            f"is not dates or numbers ({str(error).splitlines()[0]})",
            argument=argument,
            remedy="Give dates, or days as numbers; null where there is none.",
        ) from error
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        raise InputError("holds text", argument=argument, remedy="Turn the text into dates first.")
    if rows is not None and len(found) != rows:
        raise InputError(f"has {len(found)} rows where {rows} are needed", argument=argument, remedy="Align it.")
    return found
