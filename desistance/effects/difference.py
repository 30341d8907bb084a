"""Differences of mean outcome: the effect on the treated in a weighted sample, with or without adjustment."""

from __future__ import annotations

from typing import Any

import numpy as np

from desistance.effects.estimate import Estimate, from_normal
from desistance.effects.inputs import both_sides, usable_weights
from desistance.effects.linear import KINDS, ErrorKind, cluster_codes, least_squares, refuse_one_cluster
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, covariates, indicator, vector


def att(
    outcome: Any,
    treated: Any,
    weights: Any = None,
    *,
    cluster: Any = None,
    se: ErrorKind = "cluster",
    covariates: Any = None,
) -> Estimate:
    """Average effect on the treated: the difference of weighted mean outcomes (a risk difference for 0/1 outcomes).

    Errors are those of weighted least squares: `cluster` is HC1 with G/(G-1) (each row its own cluster where none are
    given, which is HC1), HC0, HC1, HC3, or classical: one variance for all rows, as older publications have it, which
    neither weights nor pairs keep. Rows of zero weight are dropped. With `covariates` the outcome is modelled on
    treatment, covariates and their products, and the effect averaged over the treated (g-computation). Where outcomes
    do not vary within the groups, neither interval nor p is claimed. Raises InputError for unusable input and one-sided
    samples.
    """
    values = vector(outcome, argument="outcome")
    mask = indicator(treated, argument="treated", rows=len(values))
    held = usable_weights(weights, len(values))
    if se not in KINDS:
        raise InputError(f"{se!r} is not known", argument="se", remedy=f"Choose {', '.join(KINDS)}.")
    kept = held > 0
    both_sides(mask[kept])
    groups = cluster_codes(cluster, len(values), kept)
    if se == "cluster":
        refuse_one_cluster(mask[kept], groups, "cluster")
    design = _design(mask[kept], held[kept], covariates, kept)
    fit = least_squares(design, values[kept], held[kept], se=se, cluster=groups)
    how = "g-computation over the treated" if covariates is not None else "difference of weighted means"
    errors = "clustered" if se == "cluster" and cluster is not None else se.replace("cluster", "HC1")
    return from_normal(
        float(fit.coefficients[1]), float(np.sqrt(fit.covariance[1, 1])), int(kept.sum()), f"{how}, {errors} errors"
    )


def _design(mask: Any, weights: FloatArray, adjust_for: Any, kept: Any) -> FloatArray:
    treated = mask.astype(np.float64)
    if adjust_for is None:
        return np.column_stack([np.ones(len(mask)), treated])
    found = covariates(adjust_for, argument="covariates")
    if found.rows != len(kept):
        raise InputError(
            f"has {found.rows} rows where {len(kept)} are needed", argument="covariates", remedy="Give one row each."
        )
    values = found.take(np.flatnonzero(kept))
    centred = values - np.average(values[mask], axis=0, weights=weights[mask])
    return np.column_stack([np.ones(len(mask)), treated, centred, centred * treated[:, None]])
