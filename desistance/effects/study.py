"""Event study: the difference between treated and other units in each period, counted from the start of treatment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import stats

from desistance.effects.estimate import as_table, from_normal
from desistance.effects.inputs import usable_weights
from desistance.effects.linear import Fit, cluster_codes, least_squares, refuse_one_cluster, treated_clusters
from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, codes, indicator, vector


@dataclass(frozen=True)
class EventStudy:
    """`table`: a row a period but the reference, with `relative` (0 is the first treated period) and its estimate.

    `before_p` is the joint p-value that all estimates before the start are nil: a small one speaks against parallel
    trends, a large one does not prove them. It allows for how few clusters each side has (Hotelling's T-squared,
    degrees of freedom by Krishnamoorthy and Yu 2004). None where only the reference lies before the start, and where
    a side has no more clusters than there are periods to test.
    """

    table: pa.Table = field(repr=False)
    before_p: float | None
    reference: int

    def __str__(self) -> str:
        before = "no joint test of the periods before"
        if self.before_p is not None:
            before = f"all nil before the start: p {self.before_p:.3f}"
        return f"Event study against period {self.reference}; {before}."


def event_study(
    outcome: Any,
    treated: Any,
    *,
    unit: Any,
    period: Any,
    start: int,
    reference: int = -1,
    weights: Any = None,
    cluster: Any = None,
) -> EventStudy:
    """The treated units' difference from the others in each period, beyond that in the `reference` period.

    `period` is a whole number a row; `start` the first treated period, the same for all: where units start at different
    times, a two-way regression mixes their effects, so study those groups one by one. Effects of each unit and period
    are taken out; errors are clustered by unit unless `cluster` is given. Raises InputError for units that are treated
    in some rows only, periods that are no whole numbers, and a reference that has no rows.
    """
    values = vector(outcome, argument="outcome")
    mask = indicator(treated, argument="treated", rows=len(values))
    when = vector(period, argument="period", rows=len(values))
    _refuse_fractions(when)
    held = usable_weights(weights, len(values))
    kept = held > 0
    units = np.unique(codes(unit, argument="unit", rows=len(values))[kept], return_inverse=True)[1].astype(np.int64)
    relative = (when[kept] - start).astype(np.int64)
    _refuse_unfit(units, mask[kept], relative, reference)
    shown = [int(one) for one in np.unique(relative[mask[kept]]) if one != reference]
    design = _design(units, relative, mask[kept], shown)
    groups = cluster_codes(unit if cluster is None else cluster, len(values), kept)
    assert groups is not None
    refuse_one_cluster(mask[kept], groups, "unit" if cluster is None else "cluster")
    fit = least_squares(design, values[kept], held[kept], se="cluster", cluster=groups)
    sides = treated_clusters(mask[kept], groups)
    moved = _moved(design, held[kept], fit.residuals, groups)
    before = _before(fit, shown, [moved] if sides is None else [moved[sides], moved[~sides]])
    return EventStudy(_table(fit, shown, int(kept.sum())), before, reference)


def _refuse_fractions(when: FloatArray) -> None:
    odd = np.flatnonzero(when != np.round(when))
    if len(odd):
        remedy = "Number the periods one after another."
        raise InputError("is no whole number", argument="period", rows=odd.tolist(), remedy=remedy)


def _moved(design: FloatArray, weights: FloatArray, residuals: FloatArray, groups: IntArray) -> FloatArray:
    """How much each cluster moved each coefficient: a row a cluster, whose cross-product is the covariance unscaled."""
    scores = design * (weights * residuals)[:, None]
    sums = np.column_stack([np.bincount(groups, weights=one) for one in scores.T])
    return np.asarray(sums @ np.linalg.inv(design.T @ (design * weights[:, None])))


def _design(units: IntArray, relative: IntArray, mask: BoolArray, shown: list[int]) -> FloatArray:
    columns = [np.ones(len(units))]
    columns += [(units == one).astype(np.float64) for one in range(1, int(units.max()) + 1)]
    columns += [(relative == one).astype(np.float64) for one in np.unique(relative)[1:]]
    columns += [((relative == one) & mask).astype(np.float64) for one in shown]
    return np.column_stack(columns)


def _table(fit: Fit, shown: list[int], rows: int) -> pa.Table:
    first = len(fit.coefficients) - len(shown)
    found = [
        from_normal(
            float(fit.coefficients[first + place]),
            float(np.sqrt(fit.covariance[first + place, first + place])),
            rows,
            "event study, two-way effects, clustered errors",
        )
        for place in range(len(shown))
    ]
    return as_table(found, {"relative": shown})


def _before(fit: Fit, shown: list[int], sides: list[FloatArray]) -> float | None:
    """The joint test. `sides` are the clusters' moves of the coefficients, those treated apart from the others.

    Chi-squared would call trends apart in most tries once the periods are many beside the clusters.
    """
    first = len(fit.coefficients) - len(shown)
    early = [first + place for place, one in enumerate(shown) if one < 0]
    whole = fit.covariance[np.ix_(early, early)]
    if not early or np.linalg.matrix_rank(whole, hermitian=True) < len(early):
        return None
    size = len(early)
    if min(map(len, sides)) <= size:
        return None
    free = _freedom([side[:, early] for side in sides])
    values = fit.coefficients[early]
    squared = float(values @ np.linalg.solve(whole, values))
    return float(stats.f.sf(squared * (free - size + 1) / (free * size), size, free - size + 1))


def _freedom(sides: list[FloatArray]) -> float:
    """Degrees of freedom of a covariance that is the sum of parts from few clusters each (Krishnamoorthy, Yu 2004)."""
    parts = [side.T @ side for side in sides]
    size, inverse = len(parts[0]), np.linalg.inv(sum(parts))
    spent = 0.0
    for part, side in zip(parts, sides, strict=True):
        share = part @ inverse
        spent += (np.trace(share @ share) + np.trace(share) ** 2) / (len(side) - 1)
    return float((size + size**2) / spent)


def _refuse_unfit(units: IntArray, mask: BoolArray, relative: IntArray, reference: int) -> None:
    count, marked = np.bincount(units), np.bincount(units, weights=mask)
    mixed = (marked > 0) & (marked < count)
    if mixed.any():
        raise InputError(
            "a unit is treated in some rows only",
            argument="treated",
            rows=np.flatnonzero(np.isin(units, np.flatnonzero(mixed))).tolist(),
            remedy="Mark every row of a treated unit; `start` says from when.",
        )
    for side, who in ((mask, "treated"), (~mask, "comparison")):
        if not (side & (relative == reference)).any():
            raise InputError(
                f"no {who} row is in period {reference} from the start",
                argument="reference",
                remedy="Choose a period that both groups have.",
            )
