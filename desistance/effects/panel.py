"""Difference-in-differences: two groups before and after, or units followed over periods."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from desistance.effects.estimate import Estimate, from_normal
from desistance.effects.inputs import usable_weights
from desistance.effects.linear import Fit, cluster_codes, least_squares, refuse_one_cluster
from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, codes, indicator, vector

WEBB = np.sqrt([1.5, 1.0, 0.5])


def difference_in_differences(
    outcome: Any,
    treated: Any,
    after: Any,
    *,
    unit: Any = None,
    period: Any = None,
    weights: Any = None,
    cluster: Any = None,
    wild: int = 0,
    seed: int = 0,
) -> Estimate:
    """The change among the treated beyond the change of the others.

    `treated` marks rows of the treated group, `after` rows of the time after. With `unit` (and `period`) effects of
    each unit and period are taken out and errors are clustered by unit; else by `cluster` or, without one, HC1. With
    `wild` the p-value is that of a wild cluster bootstrap-t under no effect (Webb's six-point weights, Cameron, Gelbach
    and Miller 2008), for few clusters. Treatment that starts at different times in different units needs more than
    this and is refused. Raises InputError when one of the four cells is empty.
    """
    values = vector(outcome, argument="outcome")
    mask = indicator(treated, argument="treated", rows=len(values))
    later = indicator(after, argument="after", rows=len(values))
    held = usable_weights(weights, len(values))
    kept = held > 0
    _refuse_empty_cells(mask[kept], later[kept])
    _refuse_draws(wild, seed)
    groups = cluster_codes(unit if cluster is None else cluster, len(values), kept)
    refuse_one_cluster(mask[kept], groups, "unit" if cluster is None else "cluster")
    design = _design(mask[kept], later[kept], _kept_codes(unit, "unit", kept), _kept_codes(period, "period", kept))
    fit = least_squares(design, values[kept], held[kept], se="cluster", cluster=groups)
    how = "two-way effects" if unit is not None or period is not None else "two by two"
    errors = "clustered" if groups is not None else "HC1"
    found = from_normal(
        float(fit.coefficients[-1]),
        float(np.sqrt(fit.covariance[-1, -1])),
        int(kept.sum()),
        f"difference-in-differences, {how}, {errors} errors",
    )
    return _with_wild_p(found, (design, values[kept], held[kept]), groups, fit, wild, seed) if wild else found


def _with_wild_p(
    found: Estimate,
    data: tuple[FloatArray, FloatArray, FloatArray],
    groups: IntArray | None,
    fit: Fit,
    wild: int,
    seed: int,
) -> Estimate:
    if groups is None:
        raise InputError("needs clusters", argument="wild", remedy="Give `unit` or `cluster`.")
    p = _wild_p(*data, groups, fit, wild, seed)
    return replace(found, p=p, method=f"{found.method}, wild cluster bootstrap p ({wild} draws)")


def _refuse_draws(wild: int, seed: int) -> None:
    for argument, value in (("wild", wild), ("seed", seed)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
            remedy = (
                "Give how many draws, 999 for instance, or 0 for none." if argument == "wild" else "Give 0 or more."
            )
            raise InputError(f"{value!r} is no whole number from 0", argument=argument, remedy=remedy)


def _refuse_empty_cells(mask: BoolArray, later: BoolArray) -> None:
    for side, group in ((mask, "treated"), (~mask, "comparison")):
        for time, when in ((later, "after"), (~later, "before")):
            if not (side & time).any():
                raise InputError(
                    f"there is no {group} row {when}",
                    argument="after",
                    remedy="Both groups are needed both before and after.",
                )


def _kept_codes(values: Any, argument: str, kept: BoolArray) -> IntArray | None:
    if values is None:
        return None
    found = codes(values, argument=argument, rows=len(kept))[kept]
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _design(mask: BoolArray, later: BoolArray, unit: IntArray | None, period: IntArray | None) -> FloatArray:
    """Columns of the intercept, unit and period effects, and last the product whose coefficient is the effect."""
    columns = [np.ones(len(mask))]
    for effect, plain, argument in ((unit, mask, "unit"), (period, later, "period")):
        if effect is None:
            columns.append(plain.astype(np.float64))
            continue
        _refuse_staggered(effect, plain, argument)
        columns.extend((effect == code).astype(np.float64) for code in range(1, int(effect.max()) + 1))
    columns.append((mask & later).astype(np.float64))
    return np.column_stack(columns)


def _refuse_staggered(effect: IntArray, plain: BoolArray, argument: str) -> None:
    count, marked = np.bincount(effect), np.bincount(effect, weights=plain)
    if ((marked > 0) & (marked < count)).any():
        what = ("unit", "treated in some rows only") if argument == "unit" else ("period", "both before and after")
        raise InputError(
            f"a {what[0]} is {what[1]}",
            argument=argument,
            rows=np.flatnonzero(np.isin(effect, np.flatnonzero((marked > 0) & (marked < count)))).tolist(),
            remedy="Mark treated by unit and after by period; study groups that start at different times one by one.",
        )


def _wild_p(
    design: FloatArray, values: FloatArray, weights: FloatArray, groups: IntArray, fit: Fit, draws: int, seed: int
) -> float:
    """Share of bootstrap t at least as large as the one found, residuals restricted to no effect; NaN without error."""
    if not fit.covariance[-1, -1] > 0:
        return math.nan
    observed = abs(fit.coefficients[-1]) / np.sqrt(fit.covariance[-1, -1])
    restricted = least_squares(design[:, :-1], values, weights, se="HC0", cluster=None)
    fitted = values - restricted.residuals
    generator = np.random.default_rng(seed)
    points = np.concatenate((-WEBB, WEBB))
    beyond = 0
    for _ in range(draws):
        flips = generator.choice(points, size=int(groups.max()) + 1)
        again = least_squares(
            design, fitted + restricted.residuals * flips[groups], weights, se="cluster", cluster=groups
        )
        beyond += bool(abs(again.coefficients[-1]) / np.sqrt(again.covariance[-1, -1]) >= observed)
    return (beyond + 1) / (draws + 1)
