"""Weights instead of pairs: inverse probability, and entropy balancing."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, covariates, indicator, refuse_not_finite, vector
from desistance.matching.separation import refuse_dependent

MOST_STEPS = 200
SETTLED = 1e-10


def weights(
    score: Any,
    treated: Any,
    *,
    estimand: Literal["att", "ate"] = "att",
    method: Literal["ipw", "entropy"] = "ipw",
) -> FloatArray:
    """One weight a row for the average effect on the treated or on all.

    ipw: `score` is the propensity score; att gives 1 to the treated and p/(1-p) to the others, ate 1/p and 1/(1-p).
    entropy (Hainmueller 2012): `score` is the score or, better, the covariates (rows by columns or a table); the
    weights nearest to equal whose means are exactly those of the treated (att: treated 1, the others sum to the
    number of treated) or of all rows (ate: each side sums to the number of rows). Raises InputError for scores of 0 or
    1 and for means that no weighting of the rows can reach.
    """
    if estimand not in ("att", "ate"):
        raise InputError(f"{estimand!r} is not known", argument="estimand", remedy="Choose att or ate.")
    if method == "ipw":
        return _inverse_probability(score, treated, estimand)
    if method == "entropy":
        return _entropy(score, treated, estimand)
    raise InputError(f"{method!r} is not known", argument="method", remedy="Choose ipw or entropy.")


def _inverse_probability(score: Any, treated: Any, estimand: str) -> FloatArray:
    p = vector(score, argument="score")
    mask = indicator(treated, argument="treated", rows=len(p))
    bad = (p <= 0) | (p >= 1) if estimand == "ate" else (p < 0) | (p >= 1)
    if bad.any():
        raise InputError(
            "is not a probability that leaves both outcomes possible",
            argument="score",
            rows=np.flatnonzero(bad).tolist(),
            remedy="Give propensity scores strictly between 0 and 1; drop rows that could only be on one side.",
        )
    if estimand == "ate":
        return np.where(mask, 1 / p, 1 / (1 - p))
    return np.where(mask, 1.0, p / (1 - p))


def _entropy(score: Any, treated: Any, estimand: str) -> FloatArray:
    found = covariates(score, argument="score")
    mask = indicator(treated, argument="treated", rows=found.rows)
    values = found.block(0, found.rows)
    centre, width = values.mean(axis=0), values.std(axis=0)
    if not np.isfinite(centre).all():
        refuse_not_finite(found, "score")
    refuse_dependent(found, centre, width)
    scaled = (values - centre) / width
    held = np.ones(len(mask))
    if estimand == "att":
        held[~mask] = _balanced(scaled[~mask], scaled[mask].mean(axis=0)) * mask.sum()
        return held
    for side in (mask, ~mask):
        held[side] = _balanced(scaled[side], scaled.mean(axis=0)) * len(mask)
    return held


def _balanced(values: FloatArray, target: FloatArray) -> FloatArray:
    """Weights summing to 1, nearest to equal in entropy, with the means asked for: Newton on the convex dual."""
    moved = values - target
    theta = np.zeros(values.shape[1])
    level, weight = _dual(moved, theta)
    for _ in range(MOST_STEPS):
        gradient = weight @ moved
        if np.abs(gradient).max() < SETTLED:
            return weight
        information = (moved * weight[:, None]).T @ moved - np.outer(gradient, gradient)
        step = np.linalg.lstsq(information, gradient, rcond=None)[0]
        size = 1.0
        while size > 1e-8:
            after, candidate = _dual(moved, theta - size * step)
            if after <= level - 1e-4 * size * float(gradient @ step) or size * np.abs(step).max() < 1e-9:
                break
            size /= 2
        theta, level, weight = theta - size * step, after, candidate
    raise InputError(
        "no weights give the comparison rows the means of the treated",
        argument="score",
        remedy="The groups do not overlap on some covariate: leave it out, coarsen it, or drop treated rows.",
    )


def _dual(moved: FloatArray, theta: FloatArray) -> tuple[float, FloatArray]:
    linear = moved @ theta
    top = float(linear.max())
    raw = np.exp(linear - top)
    total = float(raw.sum())
    return top + float(np.log(total)), raw / total
