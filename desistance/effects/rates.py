"""Rate ratios: how often, by time at liberty. Poisson and negative binomial (NB2) models with a log link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from desistance.effects.estimate import Estimate, from_logarithm
from desistance.effects.inputs import both_sides, usable_weights
from desistance.effects.linear import cluster_codes, refuse_one_cluster, sandwich_middle
from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, indicator, vector
from desistance.matching.inputs import covariates as read_covariates

MOST_STEPS = 100


@dataclass(frozen=True)
class _Data:
    design: FloatArray
    count: FloatArray
    offset: FloatArray
    weights: FloatArray
    cluster: IntArray | None


def rate_ratio(
    count: Any,
    exposure: Any,
    treated: Any,
    *,
    covariates: Any = None,
    family: Literal["poisson", "negative_binomial"] = "poisson",
    weights: Any = None,
    cluster: Any = None,
) -> Estimate:
    """Rate of events among the treated over that of the comparison, `se` that of its logarithm.

    `exposure` is time at risk. Poisson errors are HC0 without clusters; negative binomial ones (variance mu + a mu^2,
    `a` by maximum likelihood) come from the expected information; clusters are HC1 with G/(G-1). Rows of zero weight
    are dropped. Raises InputError for counts that are not whole, exposure not above 0, and a side without events, whose
    rate ratio has no finite estimate.
    """
    data, mask = _data(count, exposure, treated, covariates, weights, cluster)
    if family not in ("poisson", "negative_binomial"):
        raise InputError(f"{family!r} is not known", argument="family", remedy="Choose poisson or negative_binomial.")
    _refuse_no_events(data, mask)
    refuse_one_cluster(mask, data.cluster, "cluster")
    beta, dispersion = _poisson_start(data), 0.0
    if family == "negative_binomial":
        beta, dispersion = _negative_binomial(data, beta)
    covariance = _covariance(data, beta, dispersion, family)
    how = "Poisson" if family == "poisson" else f"negative binomial, dispersion {dispersion:.6g}"
    errors = (
        "clustered errors" if data.cluster is not None else ("HC0 errors" if family == "poisson" else "model errors")
    )
    return from_logarithm(float(beta[1]), float(np.sqrt(covariance[1, 1])), len(data.count), f"{how}, {errors}")


def _data(
    count: Any, exposure: Any, treated: Any, adjust_for: Any, weights: Any, cluster: Any
) -> tuple[_Data, BoolArray]:
    counts = vector(count, argument="count")
    rows = len(counts)
    time = vector(exposure, argument="exposure", rows=rows)
    mask = indicator(treated, argument="treated", rows=rows)
    for bad, argument, remedy in (
        ((counts < 0) | (counts != np.floor(counts)), "count", "Give whole numbers of events, 0 or more."),
        (time <= 0, "exposure", "Give time at risk above 0; drop rows that were never at risk."),
    ):
        if bad.any():
            raise InputError("cannot be", argument=argument, rows=np.flatnonzero(bad).tolist(), remedy=remedy)
    held = usable_weights(weights, rows)
    kept = held > 0
    both_sides(mask[kept])
    parts = [np.ones(rows), mask.astype(np.float64)]
    if adjust_for is not None:
        found = read_covariates(adjust_for, argument="covariates")
        if found.rows != rows:
            raise InputError(
                f"has {found.rows} rows where {rows} are needed", argument="covariates", remedy="Align it."
            )
        parts.extend(found.block(0, rows).T)
    design = np.column_stack(parts)[kept]
    _refuse_dependent(design)
    return _Data(design, counts[kept], np.log(time[kept]), held[kept], cluster_codes(cluster, rows, kept)), mask[kept]


def _refuse_dependent(design: FloatArray) -> None:
    if not np.isfinite(design).all() or np.linalg.matrix_rank(design / np.abs(design).max(axis=0)) < design.shape[1]:
        raise InputError(
            "has missing values or columns that others determine",
            argument="covariates",
            remedy="Fill in or drop such rows, and leave out constant and repeated columns.",
        )


def _refuse_no_events(data: _Data, mask: BoolArray) -> None:
    for side, label in ((mask, "treated"), (~mask, "comparison")):
        if not data.count[side].any():
            raise InputError(
                f"no {label} row has an event, so a ratio has no finite estimate",
                argument="count",
                remedy="Report the difference (`att`) or lengthen the follow-up.",
            )


def _poisson_start(data: _Data) -> FloatArray:
    beta = np.zeros(data.design.shape[1])
    beta[0] = np.log(data.weights @ data.count / (data.weights @ np.exp(data.offset)))
    return _scored(data, beta, 0.0)


def _scored(data: _Data, beta: FloatArray, dispersion: float) -> FloatArray:
    """Fisher scoring for the coefficients at a given dispersion (0 is Poisson)."""
    for _ in range(MOST_STEPS):
        mean = np.exp(np.clip(data.design @ beta + data.offset, -700, 700))
        spread = 1 + dispersion * mean
        gradient = (data.weights * (data.count - mean) / spread) @ data.design
        information = data.design.T @ (data.design * (data.weights * mean / spread)[:, None])
        step = np.linalg.lstsq(information, gradient, rcond=None)[0]
        step *= min(1.0, 5 / max(np.abs(step).max(), 1e-300))
        beta = beta + step
        if float(gradient @ step) < 1e-20 * max(1.0, data.weights.sum()) or np.abs(step).max() < 1e-12:
            return np.asarray(beta, dtype=np.float64)
    raise InputError(
        "the rate model did not converge",
        argument="covariates",
        remedy="Some covariate nearly determines who has events: leave it out or merge its categories.",
    )


def _negative_binomial(data: _Data, beta: FloatArray) -> tuple[FloatArray, float]:
    """Coefficients and dispersion by maximum likelihood: the profile likelihood of log dispersion is maximised."""
    from scipy.optimize import minimize_scalar

    held = {"beta": beta}

    def lost(logarithm: float) -> float:
        held["beta"] = _scored(data, held["beta"], float(np.exp(logarithm)))
        return -_likelihood(data, held["beta"], float(np.exp(logarithm)))

    found = minimize_scalar(lost, bounds=(-18.0, 6.0), method="bounded", options={"xatol": 1e-9})
    dispersion = float(np.exp(found.x))
    if dispersion < 1e-7:
        return beta, 0.0
    return _scored(data, held["beta"], dispersion), dispersion


def _likelihood(data: _Data, beta: FloatArray, dispersion: float) -> float:
    from scipy.special import gammaln

    mean = np.exp(data.design @ beta + data.offset)
    size = 1 / dispersion
    terms = gammaln(data.count + size) - gammaln(size) - gammaln(data.count + 1)
    terms -= (data.count + size) * np.log1p(dispersion * mean) - data.count * np.log(dispersion * mean)
    return float(data.weights @ terms)


def _covariance(data: _Data, beta: FloatArray, dispersion: float, family: str) -> FloatArray:
    mean = np.exp(data.design @ beta + data.offset)
    spread = 1 + dispersion * mean
    bread = np.linalg.inv(data.design.T @ (data.design * (data.weights * mean / spread)[:, None]))
    if family == "negative_binomial" and data.cluster is None:
        return np.asarray(bread)
    scores = data.design * (data.weights * (data.count - mean) / spread)[:, None]
    kind = "HC0" if data.cluster is None else "cluster"
    middle = sandwich_middle(scores, se=kind, cluster=data.cluster, parameters=data.design.shape[1])
    return np.asarray(bread @ middle @ bread)
