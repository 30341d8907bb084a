"""Inputs that the effects share: outcomes, weights, survival times and groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, codes, indicator, refuse_length, vector


def usable_weights(weights: Any, rows: int) -> FloatArray:
    """Weights of 0 or more, one a row; 1 each where none are given."""
    if weights is None:
        return np.ones(rows)
    found = vector(weights, argument="weights", rows=rows)
    if (found < 0).any():
        raise InputError(
            "has negative weights",
            argument="weights",
            rows=np.flatnonzero(found < 0).tolist(),
            remedy="Weights say how many rows each row stands for: give 0 or more.",
        )
    return found


def both_sides(mask: BoolArray, argument: str = "weights") -> None:
    """Raise InputError unless at least two rows of each side are left once rows of zero weight are dropped."""
    for side, label in ((mask, "treated"), (~mask, "comparison")):
        if side.sum() < 2:
            raise InputError(
                f"{int(side.sum())} {label} rows have any weight",
                argument=argument,
                remedy="At least two on each side are needed: widen the match or the cohort.",
            )


@dataclass(frozen=True)
class Times:
    """Follow-up of each row: `entry` < `time`, and what ended it (`cause` 0 is censored)."""

    entry: FloatArray
    time: FloatArray
    cause: IntArray


def times(time: Any, cause: Any, entry: Any = None, *, argument: str = "event") -> Times:
    """Checked follow-up times. Raises InputError for times below 0, entries at or after the end and odd causes.

    A time of 0 with no entry given counts as the first instant of follow-up, as in R.
    """
    end = vector(time, argument="time")
    if not len(end):
        raise InputError("has no rows", argument="time", remedy="Give at least one row.")
    if (end < 0).any():
        raise InputError(
            "is below 0",
            argument="time",
            rows=np.flatnonzero(end < 0).tolist(),
            remedy="Follow-up starts at time zero: check the dates it was computed from.",
        )
    start = np.full(len(end), -np.inf) if entry is None else vector(entry, argument="entry", rows=len(end))
    late = start >= end
    if late.any():
        raise InputError(
            "follow-up ends before or when it starts",
            argument="entry",
            rows=np.flatnonzero(late).tolist(),
            remedy="Drop rows that were never at risk, or correct their dates.",
        )
    if argument == "event":
        return Times(start, end, indicator(cause, argument=argument, rows=len(end), both=False).astype(np.int64))
    kinds = vector(cause, argument=argument, rows=len(end))
    odd = (kinds < 0) | (kinds != np.floor(kinds))
    if odd.any():
        raise InputError(
            "is not a whole number from 0",
            argument=argument,
            rows=np.flatnonzero(odd).tolist(),
            remedy="Give 0 for censored and 1, 2 ... for the causes.",
        )
    return Times(start, end, kinds.astype(np.int64))


def groups(group: Any, rows: int) -> Iterator[tuple[Any, IntArray]]:
    """Each distinct label with its rows, labels in order; one group labelled None where there is no grouping."""
    if group is None:
        yield None, np.arange(rows, dtype=np.int64)
        return
    found = codes(group, argument="group", rows=rows)
    labels = group.to_pylist() if isinstance(group, pa.Array | pa.ChunkedArray) else np.asarray(group).tolist()
    refuse_length(len(labels), rows, "group")
    members = [np.flatnonzero(found == code) for code in range(int(found.max()) + 1)]
    for rows_of in sorted(members, key=lambda held: labels[held[0]]):
        yield labels[rows_of[0]], rows_of
