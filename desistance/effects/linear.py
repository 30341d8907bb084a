"""Least squares with robust and clustered errors: the arithmetic that differences and panels share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, codes

ErrorKind = Literal["cluster", "HC0", "HC1", "HC3", "classical"]
KINDS = ("cluster", "HC0", "HC1", "HC3", "classical")
NIL = 1e-12


@dataclass(frozen=True)
class Fit:
    """Coefficients with their covariance, and the residuals."""

    coefficients: FloatArray
    covariance: FloatArray
    residuals: FloatArray


def least_squares(
    design: FloatArray, outcome: FloatArray, weights: FloatArray, *, se: str, cluster: IntArray | None
) -> Fit:
    """Weighted least squares. HC3 divides by (1 - h)^2; clusters are HC1 with G/(G-1); classical errors take one
    variance for all rows, that of the weighted residuals with n - k in the denominator. Where the design explains the
    outcome but for what rounding leaves, the residuals and errors are nil.

    Raises InputError when the columns depend on one another or rows do not outnumber them.
    """
    rows, width = design.shape
    if rows <= width:
        raise InputError(f"{rows} rows for {width} coefficients", argument="outcome", remedy="Use more rows.")
    root = np.sqrt(weights)[:, None]
    q, r = np.linalg.qr(design * root)
    if np.abs(np.diag(r)).min() <= 1e-11 * np.abs(np.diag(r)).max():
        raise InputError(
            "columns are constant or combinations of one another",
            argument="covariates",
            remedy="Leave out the columns that the others determine.",
        )
    coefficients = np.linalg.solve(r, q.T @ (outcome * root[:, 0]))
    coefficients, residuals = explained(coefficients, outcome - design @ coefficients, outcome)
    inverse = np.linalg.inv(r)
    bread = inverse @ inverse.T
    if se == "classical":
        return Fit(coefficients, bread * float(np.sum(weights * residuals**2) / (rows - width)), residuals)
    scores = design * (weights * residuals)[:, None]
    if se == "HC3":
        leverage = np.minimum(np.einsum("ij,ij->i", q, q), 1 - 1e-12)
        scores = scores / (1 - leverage)[:, None]
    middle = sandwich_middle(scores, se=se, cluster=cluster, parameters=width)
    return Fit(coefficients, bread @ middle @ bread, residuals)


def explained(coefficients: FloatArray, residuals: FloatArray, outcome: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Coefficients and residuals without what rounding left, where there is nothing else in the residuals.

    An error worked out from such a remnant would make chance of rounding an effect beyond doubt.
    """
    least = NIL * float(np.abs(outcome).max(initial=0.0))
    if np.abs(residuals).max(initial=0.0) > least:
        return coefficients, residuals
    return np.where(np.abs(coefficients) <= least, 0.0, coefficients), np.zeros_like(residuals)


def sandwich_middle(scores: FloatArray, *, se: str, cluster: IntArray | None, parameters: int) -> FloatArray:
    """The middle of the sandwich with its factor: (n-1)/(n-k) and G/(G-1) for clusters, n/(n-k) for HC1."""
    rows = len(scores)
    if se != "cluster":
        factor = rows / (rows - parameters) if se == "HC1" else 1.0
        return np.asarray(factor * scores.T @ scores)
    groups = np.arange(rows) if cluster is None else cluster
    count = int(groups.max()) + 1
    if count < 2:
        raise InputError(
            "all rows are in one cluster",
            argument="cluster",
            remedy="Errors by cluster need at least two, and in practice about thirty.",
        )
    sums = np.column_stack([np.bincount(groups, weights=scores[:, j], minlength=count) for j in range(scores.shape[1])])
    factor = count / (count - 1) * (rows - 1) / (rows - parameters)
    return np.asarray(factor * sums.T @ sums)


def refuse_one_cluster(mask: BoolArray, cluster: IntArray | None, argument: str) -> None:
    """Raise InputError where whole clusters were treated and one side is a single one.

    How much clusters differ cannot be told from one: the formula then gives an error far too small, and an effect
    where there is none in most tries.
    """
    if cluster is None:
        return
    treated = treated_clusters(mask, cluster)
    if treated is None:
        return
    for side, label in ((treated, "treated"), (~treated, "comparison")):
        if side.sum() == 1:
            raise InputError(
                f"the {label} rows are one cluster, from which no error can be worked out",
                argument=argument,
                remedy="Use at least two, and better five: or follow the one by `interrupted_series`, or ask how it "
                "ranks when each other cluster is marked in its place.",
            )


def treated_clusters(mask: BoolArray, cluster: IntArray) -> BoolArray | None:
    """Which clusters were treated; None where some were only in part."""
    marked = np.bincount(cluster, weights=mask)
    return marked > 0 if ((marked == 0) | (marked == np.bincount(cluster))).all() else None


def cluster_codes(cluster: Any, rows: int, kept: Any) -> IntArray | None:
    """Clusters of the rows kept, numbered 0 upwards, or None."""
    if cluster is None:
        return None
    found = codes(cluster, argument="cluster", rows=rows)[kept]
    return np.unique(found, return_inverse=True)[1].astype(np.int64)
