"""Differences of empirical distributions over the distinct values of a column, from ranks or from its sorted values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from desistance.matching.inputs import FloatArray, IntArray
from desistance.matching.ranks import Cells, ranks

Support = tuple[IntArray, FloatArray, float]


def ecdf_differences(
    column: FloatArray, parts: Sequence[Support], claims: Cells | None = None
) -> list[tuple[float, float]]:
    """Mean and greatest absolute difference of two eCDFs over the distinct values of `column`, for each support.

    A support is (rows, step of the difference at each row's value, even step at every row of the column). Between the
    rows of a support the difference is a straight line in the rank, so few points and closed sums give the answer.
    `column` is written on, and so is `claims`, the `room` for ranks where there is any.
    """
    own = [column[rows] for rows, _, _ in parts]
    ordered = [np.argsort(values) for values in own]
    places = ranks(column, [values[order] for values, order in zip(own, ordered, strict=True)], claims)
    if places is not None:
        return [_sparse(len(column), *one) for one in zip(ordered, places, parts, strict=True)]
    column.sort()
    fresh = np.empty(len(column), dtype=bool)
    fresh[:1] = True
    np.not_equal(column[1:], column[:-1], out=fresh[1:])
    if fresh.all():
        each = zip(own, ordered, parts, strict=True)
        return [
            _sparse(len(column), order, np.searchsorted(column, values[order]), part) for values, order, part in each
        ]
    first = np.flatnonzero(fresh)
    distinct = column[first]
    counts = np.diff(np.append(first, len(column)))
    return [_dense(distinct, counts, values, part) for values, part in zip(own, parts, strict=True)]


def _dense(distinct: FloatArray, counts: IntArray, values: FloatArray, part: Support) -> tuple[float, float]:
    _, step, even = part
    steps = np.bincount(np.searchsorted(distinct, values), weights=step, minlength=len(distinct))
    gap = np.abs(np.cumsum(steps + even * counts))
    return float(gap.mean()), float(gap.max())


def _sparse(size: int, order: IntArray, places: IntArray, part: Support) -> tuple[float, float]:
    """All values differ: after the i-th stepping value the difference at rank r is level[i] + even * (r + 1).

    `order` sorts the stepping values, `places` are their ranks in the column.
    """
    _, step, even = part
    level = np.concatenate(([0.0], np.cumsum(step[order])))
    start = np.concatenate(([0], places)).astype(np.float64)
    stop = np.concatenate((places, [size])).astype(np.float64)
    held = stop > start
    level, start, stop = level[held], start[held], stop[held]
    low, high = level + even * (start + 1), level + even * stop
    total = _absolute_sum(low, high, stop - start)
    greatest = max(float(np.abs(low).max()), float(np.abs(high).max()))
    return float(total.sum() / size), greatest


def _absolute_sum(low: FloatArray, high: FloatArray, count: FloatArray) -> FloatArray:
    """Sum of |v| over `count` evenly spaced values from `low` to `high`."""
    crossing = (low * high < 0) & (count > 1)
    total = np.abs(low + high) * count / 2
    if not crossing.any():
        return total
    a, b, n = low[crossing], high[crossing], count[crossing]
    space = (b - a) / (n - 1)
    before = np.floor(-a / space) + 1
    end = a + space * (before - 1)
    total[crossing] = np.abs(a + end) * before / 2 + np.abs(end + space + b) * (n - before) / 2
    return total
