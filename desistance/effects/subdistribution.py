"""Fine and Gray's regression of the subdistribution hazard: how covariates move the share that meets one cause.

Who met another cause stays in the risk set with the weight G(t-)/G(T-), G being the Kaplan-Meier of censoring. As in
cox.py, sums over rows take the place of sums over risk sets: a row counts fully up to its own time and, after another
cause, on by the weight that it then had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.effects.cox import newton
from desistance.effects.estimate import as_table, from_logarithm
from desistance.effects.inputs import Times, times
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, IntArray, codes, covariates, refuse_length, refuse_not_finite
from desistance.matching.separation import refuse_dependent


def fine_gray(
    X: Any, time: Any, cause: Any, *, of: int = 1, cluster: Any = None, names: Sequence[str] | None = None
) -> pa.Table:
    """Subdistribution hazard ratios of cause `of` (0 is censored): a row for each covariate, as `cox` gives them.

    Above 1, the covariate goes with a larger share of people who meet this cause in the end. Ties are Breslow's. Errors
    are the sandwich over rows or clusters with the weights taken as known. Raises InputError as `cox` does, and where
    nobody met `of`.
    """
    found = covariates(X, names=names)
    ended = times(time, cause, argument="cause")
    refuse_length(found.rows, len(ended.time), "X")
    if of < 1 or not (ended.cause == of).any():
        known = ", ".join(str(kind) for kind in np.unique(ended.cause[ended.cause > 0])) or "none"
        raise InputError(f"nobody met cause {of!r}", argument="of", remedy=f"Choose a cause that is there ({known}).")
    values = found.block(0, found.rows)
    centre, width = values.mean(axis=0), values.std(axis=0)
    if not np.isfinite(centre).all():
        refuse_not_finite(found)
    refuse_dependent(found, centre, width)
    sets = _risk_sets(ended, of)
    values = ((values - centre) / width)[sets.rows]
    theta, information, _, _ = newton(lambda at: _derivatives(values, sets, at), found.names)
    scores = _scores(values, sets, theta)
    groups = sets.rows if cluster is None else codes(cluster, argument="cluster", rows=found.rows)[sets.rows]
    summed = np.column_stack([np.bincount(groups, weights=one) for one in scores.T])
    inverse = np.linalg.inv(information)
    errors = np.sqrt(np.diag(inverse @ (summed.T @ summed) @ inverse)) / width
    beta = theta / width
    method = f"Fine-Gray, Breslow ties, {int((ended.cause == of).sum())} events of cause {of}"
    rows = [from_logarithm(b, s, found.rows, method) for b, s in zip(beta.tolist(), errors.tolist(), strict=True)]
    return as_table(rows, {"covariate": found.names, "coefficient": beta.tolist()})


@dataclass(frozen=True)
class _RiskSets:
    """Rows by time. `first` is where those at risk at each event time begin, `deaths` how many events it has.

    `until` is how many event times a row sees in full; `kept` is 1/G(T-) for a row that met another cause, else 0;
    `free` is G(t-) at the event times; `own` is the event time of a row that is an event, else -1.
    """

    rows: IntArray
    first: IntArray
    deaths: FloatArray
    until: IntArray
    own: IntArray
    kept: FloatArray
    free: FloatArray


def _risk_sets(found: Times, of: int) -> _RiskSets:
    rows = np.argsort(found.time, kind="stable")
    time, cause = found.time[rows], found.cause[rows]
    moments, deaths = np.unique(time[cause == of], return_counts=True)
    until = np.searchsorted(moments, time, side="right")
    kept = np.where((cause > 0) & (cause != of), 1 / _uncensored(time, cause, time), 0.0)
    return _RiskSets(
        rows,
        np.searchsorted(time, moments, side="left"),
        deaths.astype(np.float64),
        until,
        np.where(cause == of, until - 1, -1),
        kept,
        _uncensored(time, cause, moments),
    )


def _uncensored(time: FloatArray, cause: IntArray, wanted: FloatArray) -> FloatArray:
    """Kaplan-Meier of censoring just before each wanted time, at most the last at which anyone was followed."""
    moments, censored = np.unique(time[cause == 0], return_counts=True)
    at_risk = len(time) - np.searchsorted(time, moments, side="left")
    curve = np.concatenate(([1.0], np.cumprod(1 - censored / at_risk)))
    return np.asarray(curve[np.searchsorted(moments, wanted, side="left")], dtype=np.float64)


def _at_risk(weighted: FloatArray, sets: _RiskSets) -> FloatArray:
    """Sums over the risk set of each event time: those not yet ended, and those who met another cause by weight."""
    whole = np.zeros((len(weighted) + 1, weighted.shape[1]))
    whole[:-1] = np.cumsum(weighted[::-1], axis=0)[::-1]
    gone = np.zeros_like(whole)
    np.cumsum(weighted * sets.kept[:, None], axis=0, out=gone[1:])
    return np.asarray(whole[sets.first] + sets.free[:, None] * gone[sets.first], dtype=np.float64)


def _accumulated(rate: FloatArray, sets: _RiskSets) -> FloatArray:
    """For each row, `rate` (one row an event time) summed over the event times by the weight with which it saw them."""
    seen, weighed = np.zeros((len(rate) + 1, rate.shape[1])), np.zeros((len(rate) + 1, rate.shape[1]))
    np.cumsum(rate, axis=0, out=seen[1:])
    np.cumsum(rate * sets.free[:, None], axis=0, out=weighed[1:])
    return np.asarray(seen[sets.until] + (weighed[-1] - weighed[sets.until]) * sets.kept[:, None], dtype=np.float64)


def _hazards(values: FloatArray, sets: _RiskSets, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Linear predictor, hazard of each row (over the greatest), and the sums over risk sets of hazard and moments."""
    linear = values @ theta
    hazard = np.exp(linear - linear.max())
    return linear, hazard, _at_risk(np.column_stack([hazard, values * hazard[:, None]]), sets)


def _derivatives(values: FloatArray, sets: _RiskSets, theta: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    linear, hazard, sums = _hazards(values, sets, theta)
    total, events = sums[:, 0], sets.own >= 0
    value = float(linear[events].sum() - sets.deaths @ (np.log(total) + linear.max()))
    mean = sums[:, 1:] / total[:, None]
    weight = _accumulated((sets.deaths / total)[:, None], sets)[:, 0] * hazard
    gradient = values[events].sum(axis=0) - sets.deaths @ mean
    information = values.T @ (values * weight[:, None]) - mean.T @ (mean * sets.deaths[:, None])
    return value, gradient, information


def _scores(values: FloatArray, sets: _RiskSets, theta: FloatArray) -> FloatArray:
    """What each row adds to the gradient: its own event less what was expected of it while it was at risk."""
    _, hazard, sums = _hazards(values, sets, theta)
    mean = sums[:, 1:] / sums[:, :1]
    rate = (sets.deaths / sums[:, 0])[:, None]
    found = values * -(_accumulated(rate, sets) * hazard[:, None]) + _accumulated(rate * mean, sets) * hazard[:, None]
    events = sets.own >= 0
    found[events] += values[events] - mean[sets.own[events]]
    return np.asarray(found, dtype=np.float64)
