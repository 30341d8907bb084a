"""Cox regression: Efron and Breslow ties, late entry, strata; sorted cumulative sums instead of a loop over risk sets.

The information matrix needs, for every event time, the second moment of the covariates over its risk set. Summing over
rows instead of over risk sets turns all of them into one weighted cross-product, in which a row's weight is the hazard
accumulated while it was at risk.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from desistance.effects.estimate import as_table, from_logarithm
from desistance.effects.inputs import Times, times
from desistance.errors import InputError
from desistance.matching.inputs import (
    BoolArray,
    FloatArray,
    IntArray,
    codes,
    covariates,
    refuse_length,
    refuse_not_finite,
)
from desistance.matching.separation import refuse_dependent

MOST_STEPS = 50
SETTLED = 1e-18
LOST = 1e-11
Derivatives = Callable[[FloatArray], tuple[float, FloatArray, FloatArray]]
"""The log-likelihood at some coefficients, its gradient and the information."""


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
    values = found.block(0, found.rows)
    centre, width = values.mean(axis=0), values.std(axis=0)
    if not np.isfinite(centre).all():
        refuse_not_finite(found)
    refuse_dependent(found, centre, width)
    sets = _risk_sets(ended, strata, efron=ties == "efron")
    values = np.vstack([(values[sets.rows] - centre) / width, np.zeros(len(width))])
    theta, information, reached, null = newton(lambda at: _derivatives(values, sets, at), found.names)
    covariance = np.linalg.inv(information) / np.outer(width, width)
    beta, errors = theta / width, np.sqrt(np.diag(covariance))
    events = int(ended.cause.sum())
    method = f"Cox, {ties.capitalize()} ties, {events} events"
    rows = [from_logarithm(b, s, found.rows, method) for b, s in zip(beta.tolist(), errors.tolist(), strict=True)]
    table = as_table(rows, {"covariate": found.names, "coefficient": beta.tolist()})
    return Cox(table, beta, covariance, reached, null, events, found.rows)


@dataclass(frozen=True)
class _RiskSets:
    """Rows that are at risk at some event time, by (stratum, end, event first), cut into segments at event times.

    Segment 2g is the events of event time g, 2g+1 the rows that end after it and before the next event time. `last`
    is the first event time of the next stratum. `share` is l/d in Efron's correction for each event (0 for Breslow).
    """

    rows: IntArray
    bounds: IntArray
    empty: BoolArray
    last: IntArray
    starts: IntArray
    own: IntArray
    share: FloatArray
    events: IntArray
    until: IntArray
    since: IntArray
    late: tuple[IntArray, IntArray, IntArray] | None


def _risk_sets(found: Times, strata: Any, *, efron: bool) -> _RiskSets:
    n = len(found.time)
    stratum = np.zeros(n, dtype=np.int64) if strata is None else codes(strata, argument="strata", rows=n)
    late = bool(np.isfinite(found.entry).any())
    moments, place = np.unique(np.concatenate((found.time, found.entry)) if late else found.time, return_inverse=True)
    span = len(moments) + 1
    end = stratum * span + place[:n] + 1
    start = stratum * span + (place[n:] + 1 if late else 0)
    keys, counts = np.unique(end[found.cause > 0], return_counts=True)
    until, since = _places(keys, end + 1), _places(keys, start + 1)
    rows = np.flatnonzero(until > since)
    rows = rows[np.lexsort((found.cause[rows] == 0, end[rows]))]
    end, start, until, since = end[rows], start[rows], until[rows], since[rows]
    first = _places(end, keys)
    bounds = np.column_stack((first, first + counts)).ravel()
    empty = np.append(bounds[:-1] == bounds[1:], bounds[-1] == len(rows))
    starts = np.cumsum(counts) - counts
    own = np.repeat(np.arange(len(keys)), counts)
    within = np.arange(len(own)) - starts[own]
    share = within / counts[own] if efron else np.zeros(len(own))
    top = (keys // span + 1) * span
    events = first[own] + within
    entered = _entered(start, keys, top) if late else None
    return _RiskSets(rows, bounds, empty, _places(keys, top), starts, own, share, events, until, since, entered)


def _entered(start: IntArray, keys: IntArray, top: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Rows by entry, and for each event time the stretch of those of its stratum that enter only then or later."""
    order = np.argsort(start, kind="stable")
    return order, _places(start[order], keys), _places(start[order], top)


def _places(held: IntArray, wanted: IntArray) -> IntArray:
    return np.asarray(np.searchsorted(held, wanted), dtype=np.int64)


def newton(derivatives: Derivatives, names: tuple[str, ...]) -> tuple[FloatArray, FloatArray, float, float]:
    """Newton-Raphson with step halving from no effect: coefficients, information, likelihood there and at the start."""
    theta = np.zeros(len(names))
    value, gradient, information = derivatives(theta)
    null, first = value, np.diag(information)
    for _ in range(MOST_STEPS):
        step = _step(information, gradient, first, names)
        if float(gradient @ step) < SETTLED * max(1.0, abs(value)):
            return theta, information, value, null
        after = derivatives(theta + step)
        while not after[0] >= value - 1e-9 * abs(value):
            step = step / 2
            after = derivatives(theta + step)
        theta = theta + step
        value, gradient, information = after
        if np.abs(theta).max() > 50:
            break
    raise _no_estimate(names[int(np.argmax(np.abs(theta)))])


def _step(information: FloatArray, gradient: FloatArray, first: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """The next step. A covariate about which all information is lost on the way runs off to no end."""
    left = np.diag(information)
    if np.linalg.cond(information) > 1e13 or (left <= LOST * first).any():
        raise _no_estimate(names[int(np.argmin(left))])
    return np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)


def _no_estimate(name: str) -> InputError:
    return InputError(
        "the covariates order the events completely, so no finite hazard ratio exists",
        argument="X",
        column=name,
        remedy=f"Leave {name} out, merge its rare categories or stratify by it.",
    )


def _derivatives(values: FloatArray, sets: _RiskSets, theta: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Log partial likelihood, its gradient and the information; `values` has a last row of zeros."""
    linear = values @ theta
    top = float(linear.max())
    hazard = np.exp(linear - top)
    hazard[-1] = 0
    weighted = np.empty((values.shape[0], values.shape[1] + 1))
    weighted[:, 0] = hazard
    np.multiply(values, hazard[:, None], out=weighted[:, 1:])
    at_risk, tied = _sums(weighted, sets)
    total = at_risk[sets.own, 0] - sets.share * tied[sets.own, 0]
    inverse = 1 / total
    first, share = np.add.reduceat(inverse, sets.starts), np.add.reduceat(sets.share * inverse, sets.starts)
    value = float(linear[sets.events].sum() - np.log(total).sum() - top * len(total))
    whole = np.concatenate(([0.0], np.cumsum(first)))
    accumulated = np.append(whole[sets.until] - whole[sets.since], 0.0)
    accumulated[sets.events] -= share[sets.own]
    gradient = values[sets.events].sum(axis=0) - accumulated @ weighted[:, 1:]
    information = values.T @ (weighted[:, 1:] * accumulated[:, None])
    squares = [np.add.reduceat(part, sets.starts) for part in _squares(inverse, sets.share)]
    s, d = at_risk[:, 1:], tied[:, 1:]
    crossed = s.T @ (d * squares[1][:, None])
    information -= s.T @ (s * squares[0][:, None]) - crossed - crossed.T + d.T @ (d * squares[2][:, None])
    return value, gradient, information


def _squares(inverse: FloatArray, share: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    square = inverse * inverse
    return square, share * square, share * share * square


def _sums(weighted: FloatArray, sets: _RiskSets) -> tuple[FloatArray, FloatArray]:
    """Sums over each event time's risk set and over its events."""
    held = np.add.reduceat(weighted, sets.bounds, axis=0)
    held[sets.empty] = 0
    tied, rest = held[0::2], held[1::2]
    running = np.zeros((len(tied) + 1, weighted.shape[1]))
    running[:-1] = np.cumsum((tied + rest)[::-1], axis=0)[::-1]
    at_risk = running[:-1] - running[sets.last]
    if sets.late is not None:
        order, first, last = sets.late
        entered = np.zeros((len(order) + 1, weighted.shape[1]))
        np.cumsum(weighted[order], axis=0, out=entered[1:])
        at_risk -= entered[last] - entered[first]
    return at_risk, tied


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
