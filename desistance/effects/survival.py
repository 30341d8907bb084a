"""Time to an event: Kaplan-Meier, log-rank and the restricted mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.effects.estimate import Z95, Estimate, as_table, from_normal, nullable
from desistance.effects.inputs import Times, groups, times
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, IntArray


@dataclass(frozen=True)
class RiskTable:
    """Distinct times with the numbers at risk, of events and censored there."""

    time: FloatArray
    at_risk: IntArray
    events: IntArray
    censored: IntArray


def risk_table(found: Times, rows: IntArray) -> RiskTable:
    """Numbers at each distinct time of end of follow-up; at risk are those who entered before it and had not left."""
    end, event, start = found.time[rows], found.cause[rows] > 0, found.entry[rows]
    time, place = np.unique(end, return_inverse=True)
    events = np.bincount(place, weights=event, minlength=len(time)).astype(np.int64)
    left = np.bincount(place, minlength=len(time))
    before = np.searchsorted(np.sort(end), time, side="left")
    entered = np.searchsorted(np.sort(start), time, side="left")
    return RiskTable(time, (entered - before).astype(np.int64), events, (left - events).astype(np.int64))


def kaplan_meier(time: Any, event: Any, *, group: Any = None, entry: Any = None) -> pa.Table:
    """Survival at each distinct time: `time`, `at_risk`, `events`, `censored` and the estimate (Greenwood's error).

    The 95% interval is on the logarithm of survival, as in R's survfit; null where survival has reached 0. `entry` is
    for late entry. Raises InputError for times that cannot be.
    """
    found = times(time, event, entry)
    parts = []
    for label, rows in groups(group, len(found.time)):
        table = risk_table(found, rows)
        survival, relative = _product_limit(table)
        with np.errstate(over="ignore"):
            low = survival * np.exp(-Z95 * relative)
            high = np.minimum(survival * np.exp(Z95 * relative), 1)
        parts.append(_curve(label, table, survival, survival * relative, low, high, len(rows), "Kaplan-Meier"))
    return pa.concat_tables(parts)


def _product_limit(table: RiskTable) -> tuple[FloatArray, FloatArray]:
    """Survival and its standard error over itself (Greenwood 1926); NaN once survival is 0."""
    risk = table.at_risk.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1 - table.events / risk)
        relative = np.sqrt(np.cumsum(np.where(table.events > 0, table.events / (risk * (risk - table.events)), 0.0)))
    held: FloatArray = np.where(survival > 0, relative, np.nan).astype(np.float64)
    return np.asarray(survival, dtype=np.float64), held


def _curve(
    label: Any,
    table: RiskTable,
    estimate: FloatArray,
    se: FloatArray,
    low: FloatArray,
    high: FloatArray,
    n: int,
    method: str,
) -> pa.Table:
    size = len(table.time)
    columns = {} if label is None else {"group": pa.array([label] * size)}
    return pa.table(
        {
            **columns,
            "time": pa.array(table.time),
            "at_risk": pa.array(table.at_risk),
            "events": pa.array(table.events),
            "censored": pa.array(table.censored),
            "estimate": nullable(estimate),
            "se": nullable(se),
            "low": nullable(low),
            "high": nullable(high),
            "p": pa.nulls(size, pa.float64()),
            "n": pa.array([n] * size, pa.int64()),
            "method": pa.array([method] * size),
        }
    )


@dataclass(frozen=True)
class LogRank:
    """The log-rank test: chi-squared, degrees of freedom, p, and observed and expected events of each group."""

    chi_squared: float
    degrees: int
    p: float
    groups: tuple[Any, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def log_rank(time: Any, event: Any, group: Any) -> LogRank:
    """Test whether groups have the same hazard (Mantel 1966). Raises InputError for fewer than two groups."""
    from scipy.stats import chi2

    found = times(time, event)
    members = list(groups(group, len(found.time)))
    if len(members) < 2:
        raise InputError("has one group only", argument="group", remedy="Give at least two groups.")
    moments = np.unique(found.time[found.cause > 0])
    at_risk = np.array([_at_risk(found, rows, moments) for _, rows in members])
    events = np.array([_events(found, rows, moments) for _, rows in members])
    n, d = at_risk.sum(axis=0), events.sum(axis=0)
    share = at_risk / n
    expected = (share * d).sum(axis=1)
    factor = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    covariance = np.diag((share * factor).sum(axis=1)) - (share * factor) @ share.T
    gap = (events.sum(axis=1) - expected)[:-1]
    chi_squared = float(gap @ np.linalg.pinv(covariance[:-1, :-1]) @ gap)
    degrees = len(members) - 1
    labels = tuple(label for label, _ in members)
    observed = tuple(events.sum(axis=1).tolist())
    return LogRank(
        chi_squared, degrees, float(chi2.sf(chi_squared, degrees)), labels, observed, tuple(expected.tolist())
    )


def _at_risk(found: Times, rows: IntArray, moments: FloatArray) -> IntArray:
    end = np.sort(found.time[rows])
    return (len(rows) - np.searchsorted(end, moments, side="left")).astype(np.int64)


def _events(found: Times, rows: IntArray, moments: FloatArray) -> IntArray:
    ended = found.time[rows][found.cause[rows] > 0]
    return np.bincount(np.searchsorted(moments, ended), minlength=len(moments)).astype(np.int64)


def restricted_mean(time: Any, event: Any, *, horizon: float, group: Any = None) -> Estimate | pa.Table:
    """Mean time free of the event up to `horizon`: the area under Kaplan-Meier, with its usual variance.

    Without groups an estimate; with them a table by `group`, and for two groups a last row `difference` (second less
    first). Raises InputError for a horizon that follow-up does not reach.
    """
    found = times(time, event)
    if not (math.isfinite(horizon) and horizon > 0):
        raise InputError(f"{horizon!r} is no horizon", argument="horizon", remedy="Give a time above 0.")
    method = f"restricted mean to {horizon:g}"
    each, labels = [], []
    for label, rows in groups(group, len(found.time)):
        area, variance = _area(found, rows, horizon, label)
        each.append(from_normal(area, math.sqrt(variance), len(rows), method))
        labels.append(label)
    if group is None:
        return each[0]
    if len(each) == 2:
        error = math.hypot(each[0].se, each[1].se)
        each.append(from_normal(each[1].estimate - each[0].estimate, error, each[0].n + each[1].n, method))
        labels.append("difference")
    return as_table(each, {"group": [str(label) for label in labels]})


def _area(found: Times, rows: IntArray, horizon: float, label: Any) -> tuple[float, float]:
    table = risk_table(found, rows)
    survival, _ = _product_limit(table)
    if table.time[-1] < horizon and survival[-1] > 0:
        where = "" if label is None else f" in group {label}"
        raise InputError(
            f"follow-up{where} ends at {table.time[-1]:g}, before the horizon {horizon:g}",
            argument="horizon",
            remedy="Choose a horizon that every group's follow-up reaches.",
        )
    inside = table.time < horizon
    edges = np.concatenate(([0.0], table.time[inside], [horizon]))
    height = np.concatenate(([1.0], survival[inside]))
    areas = height * np.diff(edges)
    after = areas[::-1].cumsum()[::-1][1:]
    risk, events = table.at_risk[inside].astype(float), table.events[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where((events > 0) & (risk > events), after**2 * events / (risk * (risk - events)), 0.0)
    return float(areas.sum()), float(terms.sum())
