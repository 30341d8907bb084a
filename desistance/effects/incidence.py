"""Competing causes: the share that has met each cause by each time (Aalen-Johansen)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from desistance.effects.estimate import Z95, nullable
from desistance.effects.inputs import Times, groups, times
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, IntArray


def cumulative_incidence(time: Any, cause: Any, *, group: Any = None) -> pa.Table:
    """Cumulative incidence of each cause (0 is censored): a row for each group, cause and distinct time.

    Errors are the delta method's for Aalen-Johansen; the 95% interval is on the complementary log-log scale, so it
    stays between 0 and 1. Raises InputError for unusable times and causes, or when nothing but censoring is there.
    """
    found = times(time, cause, argument="cause")
    kinds = np.unique(found.cause[found.cause > 0])
    if not len(kinds):
        raise InputError(
            "has no events of any cause", argument="cause", remedy="Mark what ended follow-up with 1, 2 ..."
        )
    parts = [_curve(found, label, rows, int(kind)) for label, rows in groups(group, len(found.time)) for kind in kinds]
    return pa.concat_tables(parts)


def _curve(found: Times, label: Any, rows: IntArray, kind: int) -> pa.Table:
    end, cause = found.time[rows], found.cause[rows]
    time, place = np.unique(end, return_inverse=True)
    own = np.bincount(place, weights=cause == kind, minlength=len(time))
    any_cause = np.bincount(place, weights=cause > 0, minlength=len(time))
    at_risk = len(rows) - np.searchsorted(np.sort(end), time, side="left")
    incidence, variance = _aalen_johansen(*(np.asarray(part, dtype=np.float64) for part in (at_risk, own, any_cause)))
    se = np.sqrt(variance)
    low, high = _complementary(incidence, se)
    size = len(time)
    columns = {} if label is None else {"group": pa.array([label] * size)}
    return pa.table(
        {
            **columns,
            "cause": pa.array([kind] * size, pa.int64()),
            "time": pa.array(time),
            "at_risk": pa.array(at_risk.astype(np.int64)),
            "events": pa.array(own.astype(np.int64)),
            "estimate": nullable(incidence),
            "se": nullable(se),
            "low": nullable(low),
            "high": nullable(high),
            "p": pa.nulls(size, pa.float64()),
            "n": pa.array([len(rows)] * size, pa.int64()),
            "method": pa.array(["Aalen-Johansen"] * size),
        }
    )


def _aalen_johansen(risk: FloatArray, own: FloatArray, any_cause: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Incidence and its delta-method variance (Marubini and Valsecchi 1995, 10.12), by running sums.

    With F the incidence, S the survival just before and h = own / risk the variance at t is
    sum (F(t)-F_j)^2 d/(n(n-d)) + sum S^2 d1(n-d1)/n^3 - 2 sum (F(t)-F_j) S d1/n^2, over the times j up to t.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        before = np.concatenate(([1.0], np.cumprod(1 - any_cause / risk)[:-1]))
        incidence = np.cumsum(before * own / risk)
        spread = np.where((any_cause > 0) & (risk > any_cause), any_cause / (risk * (risk - any_cause)), 0.0)
    cross = before * own / risk**2
    second = np.cumsum(before**2 * own * (risk - own) / risk**3)
    first = (
        incidence**2 * np.cumsum(spread)
        - 2 * incidence * np.cumsum(incidence * spread)
        + np.cumsum(incidence**2 * spread)
    )
    third = incidence * np.cumsum(cross) - np.cumsum(incidence * cross)
    return incidence, np.maximum(first + second - 2 * third, 0.0)


def _complementary(incidence: FloatArray, se: FloatArray) -> tuple[FloatArray, FloatArray]:
    inside = (incidence > 0) & (incidence < 1) & (se > 0)
    low, high = np.full(len(se), np.nan), np.full(len(se), np.nan)
    survival = 1 - incidence[inside]
    logarithm = np.log(survival)
    wide = np.exp(Z95 * se[inside] / np.abs(survival * logarithm))
    low[inside], high[inside] = 1 - survival ** (1 / wide), 1 - survival**wide
    return low, high
