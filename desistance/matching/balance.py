"""How alike the treated and their comparison are, covariate by covariate, in MatchIt's conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.matching.ecdf import ecdf_differences
from desistance.matching.inputs import (
    BoolArray,
    Covariates,
    FloatArray,
    IntArray,
    covariates,
    indicator,
    refuse_not_finite,
    vector,
)
from desistance.matching.ranks import room

SCHEMA = pa.schema(
    [
        ("covariate", pa.string()),
        ("mean_treated", pa.float64()),
        ("mean_control", pa.float64()),
        ("smd", pa.float64()),
        ("variance_ratio", pa.float64()),
        ("ecdf_mean", pa.float64()),
        ("ecdf_max", pa.float64()),
    ]
)
TOGETHER = 3
NIL = 1e-20


@dataclass(frozen=True)
class _Moments:
    mean: FloatArray
    variance: FloatArray


@dataclass(frozen=True)
class _Whole:
    """What one pass over all rows yields: moments of each side before weighting, and which columns are 0/1."""

    treated: _Moments
    control: _Moments
    binary: BoolArray


def balance(X: Any, treated: Any, weights: Any = None, *, names: Sequence[str] | None = None) -> pa.Table:
    """Balance of each covariate: means, standardised difference, variance ratio and eCDF differences.

    `smd` divides by the standard deviation among the treated before matching (n-1 for numbers, sqrt(p(1-p)) for 0/1
    columns; where that is nil, by the pooled one). Weighted variances are sum w(x-m)^2 / (1 - sum w^2) with weights
    summing to 1; 0/1 columns have no variance ratio (null) and their eCDF difference is that of their means. Other
    eCDFs are compared at, and averaged over, the distinct values of all rows. Raises InputError for unusable input.
    """
    return balances(X, treated, {"": weights}, names=names)[""]


def balances(
    X: Any, treated: Any, weights: Mapping[str, Any], *, names: Sequence[str] | None = None
) -> dict[str, pa.Table]:
    """`balance` for several weights of the same rows (None is before matching), each column sorted only once."""
    found = covariates(X, names=names)
    mask = indicator(treated, argument="treated", rows=found.rows)
    given = {label: _usable_weights(values, mask) for label, values in weights.items()}
    whole = _whole(found, mask)
    gaps = _ecdfs(found, mask, whole.binary, list(given.values()))
    tables = {}
    for (label, values), gap in zip(given.items(), gaps, strict=True):
        sides = (whole.treated, whole.control) if values is None else _weighted(found, mask, values)
        tables[label] = _table(found.names, whole, *sides, gap)
    return tables


def _usable_weights(values: Any, mask: BoolArray) -> FloatArray | None:
    if values is None:
        return None
    weights = vector(values, argument="weights", rows=len(mask))
    if (weights < 0).any():
        raise InputError(
            "has negative weights",
            argument="weights",
            rows=np.flatnonzero(weights < 0).tolist(),
            remedy="Weights say how many rows each row stands for: give 0 or more.",
        )
    for side, label in ((mask, "treated"), (~mask, "control")):
        if not weights[side].sum() > 0:
            raise InputError(
                f"no {label} row has any weight",
                argument="weights",
                remedy="Nothing was matched: widen the caliper or the comparison pool.",
            )
    return weights


def _whole(found: Covariates, mask: BoolArray) -> _Whole:
    """Sums over all rows and over the treated, about a first block's mean; control moments by subtraction."""
    width = len(found.names)
    total, squares = np.zeros(width), np.zeros(width)
    odd = np.zeros(width, dtype=bool)
    some = found.block(0, min(found.rows, 1_000))
    shift = some.mean(axis=0)
    near = bool(np.all(np.abs(shift) <= 30 * some.std(axis=0)))
    shift *= not near
    maybe = np.all((some == 0) | (some == 1), axis=0)
    candidates = np.flatnonzero(maybe)
    ones = np.ones(4_096)
    for start, stop, values in found.blocks(4_096):
        moved = values if near else values - shift
        total += ones[: stop - start] @ moved
        squares += np.einsum("ij,ij->j", moved, moved)
        if len(candidates):
            part = values[:, candidates]
            odd[candidates] |= np.any(part * part != part, axis=0)
    if not np.isfinite(total).all():
        refuse_not_finite(found)
    inside = found.take(np.flatnonzero(mask)) - shift
    n, m = found.rows, int(mask.sum())
    treated = inside.sum(axis=0), np.einsum("ij,ij->j", inside, inside)
    control = total - treated[0], squares - treated[1]
    return _Whole(_moments(m, *treated, shift), _moments(n - m, *control, shift), maybe & ~odd)


def _moments(count: int, total: FloatArray, squares: FloatArray, shift: FloatArray) -> _Moments:
    mean = total / count
    spread = np.maximum(squares - count * mean**2, 0)
    spread[spread <= 1e-13 * squares] = 0
    return _Moments(mean + shift, spread / (count - 1) if count > 1 else np.full_like(mean, np.nan))


def _weighted(found: Covariates, mask: BoolArray, weights: FloatArray) -> tuple[_Moments, _Moments]:
    sides = []
    for side in (mask, ~mask):
        rows = np.flatnonzero(side & (weights > 0))
        values, share = found.take(rows), weights[rows] / weights[rows].sum()
        mean = share @ values
        moved = values - mean
        room = 1 - float(share @ share)
        variance = share @ (moved * moved) / room if len(rows) > 1 else np.full(len(mean), np.nan)
        sides.append(_Moments(mean, np.where(variance <= NIL * mean**2, 0.0, variance)))
    return sides[0], sides[1]


def _ecdfs(
    found: Covariates, mask: BoolArray, binary: BoolArray, weights: list[FloatArray | None]
) -> list[dict[int, tuple[float, float]]]:
    """For each weights, the mean and greatest eCDF difference of every column that is not 0/1."""
    gaps: list[dict[int, tuple[float, float]]] = [{} for _ in weights]
    wanted = np.flatnonzero(~binary)
    parts = [_support(mask, values) for values in weights]
    claims = room(found.rows)
    together = TOGETHER if found.matrix is not None and found.matrix.flags.c_contiguous else 1
    for first in range(0, len(wanted), together):
        group = wanted[first : first + together].tolist()
        for j, column in zip(group, found.gather(group), strict=True):
            for gap, difference in zip(gaps, ecdf_differences(column, parts, claims), strict=True):
                gap[j] = difference
    return gaps


def _support(mask: BoolArray, weights: FloatArray | None) -> tuple[IntArray, FloatArray, float]:
    """Rows where the difference of the two eCDFs steps, the steps, and the even step of every row under them.

    Without weights all rows step by -1/n of the controls, and the treated by more: sums over the treated then suffice.
    """
    if weights is None:
        treated, controls = int(mask.sum()), int((~mask).sum())
        rows = np.flatnonzero(mask)
        return rows, np.full(len(rows), 1 / treated + 1 / controls), -1 / controls
    rows = np.flatnonzero(weights > 0)
    side = mask[rows]
    step = np.where(side, weights[rows] / weights[mask].sum(), -weights[rows] / weights[~mask].sum())
    return rows, step, 0.0


def _table(
    names: tuple[str, ...], whole: _Whole, treated: _Moments, control: _Moments, gap: dict[int, tuple[float, float]]
) -> pa.Table:
    difference = treated.mean - control.mean
    small = np.abs(difference) <= 1e-12 * (np.abs(treated.mean) + np.abs(control.mean))
    with np.errstate(divide="ignore", invalid="ignore"):
        smd = np.where(small, 0.0, difference / _divisor(whole))
        ratio = np.where(whole.binary | (control.variance == 0), np.nan, treated.variance / control.variance)
    ecdf = np.array([gap.get(j, (abs(d), abs(d))) for j, d in enumerate(difference.tolist())]).reshape(-1, 2)
    columns = [treated.mean, control.mean, smd, ratio, ecdf[:, 0], ecdf[:, 1]]
    return pa.table([pa.array(names), *(pa.array(column, from_pandas=True) for column in columns)], schema=SCHEMA)


def _divisor(whole: _Whole) -> FloatArray:
    """Standard deviation among the treated before matching; the pooled one where that is nil."""
    treated, control = (
        np.where(whole.binary, np.clip(side.mean * (1 - side.mean), 0, None), side.variance)
        for side in (whole.treated, whole.control)
    )
    own = np.where(np.isfinite(treated), treated, 0.0)
    return np.sqrt(np.where(own > 1e-15, own, (own + np.nan_to_num(control)) / 2))
