"""Interrupted time series: level and slope of one series before and after a change."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.effects.estimate import as_table, from_normal
from desistance.effects.linear import explained
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, vector

LEAST = 3


def interrupted_series(values: Any, *, start: int, season: int | None = None, lags: int | None = None) -> pa.Table:
    """Segmented regression of an evenly spaced series; `start` is the position of the first point after the change.

    Rows: `level` (the step at the change) and `slope` (the change of trend a step), then `baseline` and `trend` before.
    Errors are Newey-West (1987) with Bartlett weights over `lags` (by default 4(n/100)^(2/9), rounded down) and
    n/(n-k). `season` adds effects of that many positions in the cycle. Raises InputError with fewer than three points
    on either side, or fewer than two cycles.
    """
    found = vector(values, argument="values")
    n = len(found)
    _refuse_fractions(start=start, season=season, lags=lags)
    if not LEAST <= start <= n - LEAST:
        raise InputError(
            f"the change at {start} leaves fewer than {LEAST} points on a side of {n}",
            argument="start",
            remedy="Collect more points; 8 to 12 on each side are usual.",
        )
    position = np.arange(n, dtype=np.float64)
    later = (position >= start).astype(np.float64)
    columns = [later, later * (position - start), np.ones(n), position]
    names = ["level", "slope", "baseline", "trend"]
    if season is not None:
        columns.extend(_seasonal(n, season))
    design = np.column_stack(columns)
    if np.linalg.matrix_rank(design) < design.shape[1] or n <= design.shape[1]:
        raise InputError("too few points for this model", argument="season", remedy="Drop the season or add points.")
    width = math.floor(4 * (n / 100) ** (2 / 9)) if lags is None else lags
    if not 0 <= width < n:
        raise InputError(f"{width} lags for {n} points", argument="lags", remedy="Give fewer.")
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ found
    coefficients, residuals = explained(coefficients, found - design @ coefficients, found)
    scores = design * residuals[:, None]
    covariance = bread @ _long_run(scores, width) @ bread * n / (n - design.shape[1])
    method = f"segmented regression, Newey-West errors, {width} lags"
    rows = [from_normal(float(coefficients[j]), float(np.sqrt(covariance[j, j])), n, method) for j in range(4)]
    return as_table(rows, {"term": names})


def _refuse_fractions(**given: int | None) -> None:
    for argument, value in given.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | np.integer)):
            remedy = "Count in points of the series."
            raise InputError(f"{value!r} is no whole number", argument=argument, remedy=remedy)


def _seasonal(n: int, season: int) -> list[FloatArray]:
    if not 2 <= season <= n // 2:
        raise InputError(
            f"{n} points hold fewer than two cycles of {season}", argument="season", remedy="Leave the season out."
        )
    cycle = np.arange(n) % season
    return [(cycle == code).astype(np.float64) for code in range(1, season)]


def _long_run(scores: FloatArray, lags: int) -> FloatArray:
    total = scores.T @ scores
    for lag in range(1, lags + 1):
        shifted = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (shifted + shifted.T)
    return np.asarray(total, dtype=np.float64)
