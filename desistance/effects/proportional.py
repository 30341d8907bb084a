"""Whether hazards are proportional: the score test of Grambsch and Therneau (1994), in full, as R has it since survival
3.

Each covariate is tried with a coefficient that moves with time; the test asks whether the move is nil. Time is counted
by one less the Kaplan-Meier curve just before each event unless another way is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from scipy import stats

from desistance.effects.cox import cox_model
from desistance.effects.inputs import Times, times
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, covariates

TRANSFORMS = ("km", "rank", "identity", "log")


def proportional_hazards(
    X: Any,
    time: Any,
    event: Any,
    *,
    ties: Literal["efron", "breslow"] = "efron",
    transform: Literal["km", "rank", "identity", "log"] = "km",
    names: Sequence[str] | None = None,
) -> pa.Table:
    """A row for each covariate and a last one, `global`: `covariate`, `chi_squared`, `degrees`, `p`.

    A small p speaks against proportional hazards of that covariate: its hazard ratio is then an average over time.
    Time counts as `transform` says: by one less Kaplan-Meier just before it, by its rank among all rows' times, as it
    is, or by its logarithm.
    Raises InputError as `cox` does, and for an unknown transform.
    """
    if transform not in TRANSFORMS:
        raise InputError(f"{transform!r} is not known", argument="transform", remedy=f"Choose {', '.join(TRANSFORMS)}.")
    model = cox_model(X, time, event, ties=ties, names=names)
    found = covariates(X, names=names)
    ended = times(time, event, None)
    values = found.block(0, found.rows)
    values = values - values.mean(axis=0)
    score, parts = _moments(values, ended, model.coefficients, transform, efron=ties == "efron")
    plain, crossed, squared = parts
    variance = squared - crossed @ np.linalg.solve(plain, crossed.T)
    each = score**2 / np.diag(variance)
    whole = float(score @ np.linalg.solve(variance, score))
    size = len(score)
    chi, degrees = [*each.tolist(), whole], [1] * size + [size]
    p = [float(stats.chi2.sf(value, free)) for value, free in zip(chi, degrees, strict=True)]
    return pa.table({"covariate": [*found.names, "global"], "chi_squared": chi, "degrees": degrees, "p": p})


def _moments(
    values: FloatArray, ended: Times, beta: FloatArray, transform: str, *, efron: bool
) -> tuple[FloatArray, tuple[FloatArray, FloatArray, FloatArray]]:
    """The score of the moving coefficients, and the information weighted by 1, g and g squared."""
    order = np.argsort(-ended.time, kind="stable")
    values, time, died = values[order], ended.time[order], ended.cause[order] > 0
    hazard = np.exp(np.clip(values @ beta, -500, 500))
    size = values.shape[1]
    total, first, second = 0.0, np.zeros(size), np.zeros((size, size))
    score, parts = np.zeros(size), [np.zeros((size, size)) for _ in range(3)]
    moment = _moment_of(time, died, transform)
    starts = np.flatnonzero(np.append(True, np.diff(time) != 0))
    for start, stop in zip(starts, [*starts[1:], len(time)], strict=True):
        own, weight = values[start:stop], hazard[start:stop]
        total += weight.sum()
        first = first + weight @ own
        second = second + own.T @ (own * weight[:, None])
        events = died[start:stop]
        tied = int(events.sum())
        if not tied:
            continue
        lost = own[events]
        losing = weight[events]
        sums = losing.sum(), losing @ lost, lost.T @ (lost * losing[:, None])
        g = moment[float(time[start])]
        score += g * lost.sum(axis=0)
        for step in range(tied):
            share = step / tied if efron else 0.0
            rest = total - share * sums[0]
            mean = (first - share * sums[1]) / rest
            spread = (second - share * sums[2]) / rest - np.outer(mean, mean)
            score -= g * mean
            for part, power in zip(parts, (1.0, g, g * g), strict=True):
                part += power * spread
    return score, (parts[0], parts[1], parts[2])


def _moment_of(time: FloatArray, died: Any, transform: str) -> dict[float, float]:
    """How each event time is counted, less the mean over events."""
    moments, events = np.unique(time[died], return_counts=True)
    if transform == "km":
        at_risk = np.array([(time >= moment).sum() for moment in moments])
        curve = np.cumprod(1 - events / at_risk)
        counted = 1 - np.append(1.0, curve[:-1])
    elif transform == "rank":
        ended = np.sort(time)
        counted = (np.searchsorted(ended, moments, "left") + np.searchsorted(ended, moments, "right") + 1) / 2
    else:
        counted = np.log(moments) if transform == "log" else moments.astype(np.float64)
    centred = counted - np.average(counted, weights=events)
    return dict(zip(moments.tolist(), centred.tolist(), strict=True))
