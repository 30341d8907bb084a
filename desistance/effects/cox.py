"""Cox regression: Efron and Breslow ties, late entry, strata; sorted cumulative sums instead of a loop over risk sets.

The information matrix needs, for every event time, the second moment of the covariates over its risk set. Summing over
rows instead of over risk sets turns all of them into one weighted cross-product, in which a row's weight is the hazard
accumulated while it was at risk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from desistance.effects.estimate import as_table, from_logarithm
from desistance.effects.inputs import Times, times
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, IntArray, codes, covariates, refuse_length, refuse_not_finite
from desistance.matching.separation import refuse_dependent

MOST_STEPS = 50
SETTLED = 1e-18


@dataclass(frozen=True)
class Cox:
    """A fitted model: `table` is what `cox` returns; likelihoods are partial ones, `null` without covariates."""

    table: pa.Table = field(repr=False)
    coefficients: FloatArray
    covariance: FloatArray = field(repr=False)
    log_likelihood: float
    log_likelihood_null: float
    events: int
    n: int

    @property
    def likelihood_ratio(self) -> float:
        """Twice the gain in log-likelihood over no covariates."""
        return 2 * (self.log_likelihood - self.log_likelihood_null)


def cox(
    X: Any,
    time: Any,
    event: Any,
    *,
    entry: Any = None,
    strata: Any = None,
    ties: Literal["efron", "breslow"] = "efron",
    names: Sequence[str] | None = None,
) -> pa.Table:
    """Hazard ratios: a row for each covariate with its `coefficient` and the ratio as estimate, se of the logarithm.

    Raises InputError when values are missing, there are no events, columns depend on one another, or a covariate
    orders the events so that no finite estimate exists.
    """
    return cox_model(X, time, event, entry=entry, strata=strata, ties=ties, names=names).table


def cox_model(
    X: Any,
    time: Any,
    event: Any,
    *,
    entry: Any = None,
    strata: Any = None,
    ties: Literal["efron", "breslow"] = "efron",
    names: Sequence[str] | None = None,
) -> Cox:
    """The model behind `cox`, with covariance and partial likelihoods."""
    found = covariates(X, names=names)
    ended = times(time, event, entry)
    refuse_length(found.rows, len(ended.time), "X")
    if ties not in ("efron", "breslow"):
        raise InputError(f"{ties!r} is not known", argument="ties", remedy="Choose efron or breslow.")
    if not ended.cause.any():
        raise InputError("has no events", argument="event", remedy="Lengthen the follow-up or the cohort.")
    values = np.array(found.block(0, found.rows), order="C")
    centre, width = values.mean(axis=0), values.std(axis=0)
    if not np.isfinite(centre).all():
        refuse_not_finite(found)
    refuse_dependent(found, centre, width)
    values -= centre
    values /= width
    sets = _risk_sets(ended, strata, efron=ties == "efron")
    theta, information, reached, null = _newton(values, sets, found.names)
    covariance = np.linalg.inv(information) / np.outer(width, width)
    beta, errors = theta / width, np.sqrt(np.diag(covariance))
    events = int(ended.cause.sum())
    method = f"Cox, {ties.capitalize()} ties, {events} events"
    rows = [from_logarithm(b, s, found.rows, method) for b, s in zip(beta.tolist(), errors.tolist(), strict=True)]
    table = as_table(rows, {"covariate": found.names, "coefficient": beta.tolist()})
    return Cox(table, beta, covariance, reached, null, events, found.rows)


@dataclass(frozen=True)
class _RiskSets:
    """Rows by (stratum, end) and by (stratum, entry), and for each distinct event time where its risk set lies.

    `own` is the event time of each event row, `share` its l/d in Efron's correction (0 for Breslow).
    """

    rows: IntArray
    first: IntArray
    last: IntArray
    late_rows: IntArray | None
    late_first: IntArray
    late_last: IntArray
    event_rows: IntArray
    starts: IntArray
    own: IntArray
    share: FloatArray
    until: IntArray
    since: IntArray


def _risk_sets(found: Times, strata: Any, *, efron: bool) -> _RiskSets:
    n = len(found.time)
    stratum = np.zeros(n, dtype=np.int64) if strata is None else codes(strata, argument="strata", rows=n)
    late = bool(np.isfinite(found.entry).any())
    moments, place = np.unique(np.concatenate((found.time, found.entry)) if late else found.time, return_inverse=True)
    span = len(moments) + 1
    end = stratum * span + place[:n] + 1
    start = stratum * span + (place[n:] + 1 if late else 0)
    rows = np.argsort(end, kind="stable")
    event_rows = rows[found.cause[rows] > 0]
    keys, starts, counts = np.unique(end[event_rows], return_index=True, return_counts=True)
    top = (keys // span + 1) * span
    late_rows = np.argsort(start, kind="stable") if late else None
    entered = start[late_rows] if late_rows is not None else np.zeros(0, dtype=np.int64)
    own = np.repeat(np.arange(len(keys)), counts)
    share = (np.arange(len(own)) - starts[own]) / counts[own] if efron else np.zeros(len(own))
    ends = end[rows]
    return _RiskSets(
        rows,
        _places(ends, keys),
        _places(ends, top),
        late_rows,
        _places(entered, keys),
        _places(entered, top),
        event_rows,
        starts,
        own,
        share,
        _places(keys, end + 1),
        _places(keys, start + 1),
    )


def _places(held: IntArray, wanted: IntArray) -> IntArray:
    return np.asarray(np.searchsorted(held, wanted), dtype=np.int64)


def _newton(values: FloatArray, sets: _RiskSets, names: tuple[str, ...]) -> tuple[FloatArray, FloatArray, float, float]:
    """Newton-Raphson with step halving from no effect: coefficients, information, likelihood there and at the start."""
    theta = np.zeros(values.shape[1])
    value, gradient, information = _derivatives(values, sets, theta)
    null = value
    for _ in range(MOST_STEPS):
        step = _step(information, gradient, names)
        if float(gradient @ step) < SETTLED * max(1.0, abs(value)):
            return theta, information, value, null
        after = _derivatives(values, sets, theta + step)
        while not after[0] >= value - 1e-9 * abs(value):
            step = step / 2
            after = _derivatives(values, sets, theta + step)
        theta = theta + step
        value, gradient, information = after
        if np.abs(theta).max() > 50:
            break
    raise _no_estimate(names[int(np.argmax(np.abs(theta)))])


def _step(information: FloatArray, gradient: FloatArray, names: tuple[str, ...]) -> FloatArray:
    weakest = np.diag(information)
    if np.linalg.cond(information) > 1e13 or weakest.min() <= 0:
        raise _no_estimate(names[int(np.argmin(weakest))])
    return np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)


def _no_estimate(name: str) -> InputError:
    return InputError(
        "the covariates order the events completely, so no finite hazard ratio exists",
        argument="X",
        column=name,
        remedy=f"Leave {name} out, merge its rare categories or stratify by it.",
    )


def _derivatives(values: FloatArray, sets: _RiskSets, theta: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Log partial likelihood, its gradient and the information."""
    linear = values @ theta
    top = float(linear.max())
    hazard = np.exp(linear - top)
    weighted = np.column_stack([hazard, values * hazard[:, None]])
    at_risk = _sums(weighted, sets.rows, sets.first, sets.last)
    if sets.late_rows is not None:
        at_risk -= _sums(weighted, sets.late_rows, sets.late_first, sets.late_last)
    tied = np.add.reduceat(weighted[sets.event_rows], sets.starts, axis=0)
    each = at_risk[sets.own] - sets.share[:, None] * tied[sets.own]
    total = each[:, 0]
    mean = each[:, 1:] / total[:, None]
    value = float(linear[sets.event_rows].sum() - np.log(total).sum() - top * len(total))
    whole = np.concatenate(([0.0], np.cumsum(np.add.reduceat(1 / total, sets.starts))))
    accumulated = whole[sets.until] - whole[sets.since]
    accumulated[sets.event_rows] -= np.add.reduceat(sets.share / total, sets.starts)[sets.own]
    weight = hazard * accumulated
    gradient = values[sets.event_rows].sum(axis=0) - weight @ values
    information = values.T @ (values * weight[:, None]) - mean.T @ mean
    return value, gradient, information


def _sums(weighted: FloatArray, rows: IntArray, first: IntArray, last: IntArray) -> FloatArray:
    running = np.zeros((len(rows) + 1, weighted.shape[1]))
    np.cumsum(weighted[rows], axis=0, out=running[1:])
    return np.asarray(running[last] - running[first])


def concordance(risk: Any, time: Any, event: Any) -> float:
    """Harrell's C: of the pairs whose order is known, the share in which the higher risk ends first (ties count half).

    Raises InputError for unusable times; NaN where no pair can be ordered.
    """
    ended = times(time, event)
    scores = np.unique(np.asarray(risk, dtype=np.float64), return_inverse=True)[1]
    refuse_length(len(scores), len(ended.time), "risk")
    order = np.lexsort((-ended.cause, -ended.time))
    seen = [0] * (int(scores.max()) + 2)
    inserted, agreeing, pairs = 0, 0.0, 0
    for same in np.split(order, np.flatnonzero(np.diff(-ended.time[order]) != 0) + 1):
        later = same[ended.cause[same] == 0]
        for row in later:
            _insert(seen, int(scores[row]))
        inserted += len(later)
        dying = same[ended.cause[same] > 0]
        for row in dying:
            below, upto = _count(seen, int(scores[row])), _count(seen, int(scores[row]) + 1)
            agreeing += below + (upto - below) / 2
            pairs += inserted
        for row in dying:
            _insert(seen, int(scores[row]))
        inserted += len(dying)
    return agreeing / pairs if pairs else math.nan


def _insert(tree: list[int], place: int) -> None:
    place += 1
    while place < len(tree):
        tree[place] += 1
        place += place & -place


def _count(tree: list[int], place: int) -> int:
    total = 0
    while place > 0:
        total += tree[place]
        place -= place & -place
    return total
