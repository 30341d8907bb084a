"""How strong hidden bias would have to be: E-values and Rosenbaum bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from desistance.effects.estimate import Estimate, as_table, normal_tail
from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, vector
from desistance.tables import as_arrow


def e_value(ratio: float, low: float | None = None, high: float | None = None) -> Estimate:
    """The least association, as a risk ratio, that a hidden cause needs with both sides to explain a ratio away.

    RR + sqrt(RR(RR - 1)), after turning ratios below 1 over (VanderWeele and Ding 2017). `low` (for ratios above 1) or
    `high` (below 1) of the answer is the E-value of the interval's end nearer 1, 1 where the interval holds 1; the
    other end is NaN. Raises InputError for ratios that are not above 0 or lie outside their interval.
    """
    for name, value in (("ratio", ratio), ("low", low), ("high", high)):
        if value is not None and not (math.isfinite(value) and value > 0):
            raise InputError(f"{value!r} is no ratio", argument=name, remedy="Give a risk ratio above 0.")
    if (low is not None and low > ratio) or (high is not None and high < ratio):
        raise InputError(
            "the ratio lies outside its interval", argument="ratio", remedy="Check the order of the three."
        )
    lower = math.nan if ratio < 1 or low is None else _e_value(max(low, 1.0))
    upper = math.nan if ratio >= 1 or high is None else _e_value(min(high, 1.0))
    return Estimate(_e_value(ratio), math.nan, lower, upper, math.nan, 0, "E-value", 1.0)


def _e_value(ratio: float) -> float:
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))


def rosenbaum(
    pairs_outcome: Any,
    *,
    gamma: float | Sequence[float],
    alternative: Literal["observed", "greater", "less"] = "observed",
) -> Estimate | pa.Table:
    """Upper bound of the one-sided p-value when hidden bias makes one of a pair up to `gamma` times likelier treated.

    `pairs_outcome` has one row a pair, columns `treated` and `control`. For 0/1 outcomes the test is McNemar's, exact
    binomial; for others Wilcoxon's signed ranks, normal, zero differences dropped (Rosenbaum 2002, 4.3). `alternative`
    is the direction in which treated outcomes differ: the observed one, or as stated. One gamma gives an estimate (the
    statistic, with p the bound), several a table with a row each. Raises InputError for gamma below 1 and for no
    differing pairs.
    """
    treated, control = _pairs(pairs_outcome)
    levels = [float(level) for level in np.atleast_1d(np.asarray(gamma, dtype=np.float64))]
    if not levels or any(not 1 <= level < math.inf for level in levels):
        raise InputError("is below 1 or no number", argument="gamma", remedy="Give 1 (no hidden bias) or more.")
    if alternative not in ("observed", "greater", "less"):
        raise InputError(f"{alternative!r} is not known", argument="alternative", remedy="Choose greater or less.")
    differences = treated - control
    differences = differences[differences != 0]
    if not len(differences):
        raise InputError("no pair differs", argument="pairs_outcome", remedy="There is nothing to test.")
    binary = bool(np.isin(np.concatenate((treated, control)), (0, 1)).all())
    sign = _direction(differences, alternative)
    found = [_bound(sign * differences, level, binary) for level in levels]
    if np.ndim(gamma) == 0:
        return found[0]
    return as_table(found, {"gamma": levels})


def _pairs(pairs_outcome: Any) -> tuple[FloatArray, FloatArray]:
    table = as_arrow(pairs_outcome, argument="pairs_outcome")
    for name in ("treated", "control"):
        if name not in table.column_names:
            raise InputError(
                "is missing", argument="pairs_outcome", column=name, remedy="Give each pair's two outcomes as columns."
            )
    return vector(table["treated"], argument="treated"), vector(table["control"], argument="control")


def _direction(differences: FloatArray, alternative: str) -> float:
    if alternative != "observed":
        return 1.0 if alternative == "greater" else -1.0
    return 1.0 if float(np.sum(np.sign(differences) * _ranks(np.abs(differences)))) >= 0 else -1.0


def _ranks(values: FloatArray) -> FloatArray:
    from scipy.stats import rankdata

    return np.asarray(rankdata(values), dtype=np.float64)


def _bound(differences: FloatArray, gamma: float, binary: bool) -> Estimate:
    share, count = gamma / (1 + gamma), len(differences)
    if binary:
        from scipy.stats import binom

        positive = int((differences > 0).sum())
        p = float(binom.sf(positive - 1, count, share))
        return _bounded(float(positive), p, count, f"McNemar exact, gamma {gamma:g}")
    ranks = _ranks(np.abs(differences))
    statistic = float(ranks[differences > 0].sum())
    spread = math.sqrt(share * (1 - share) * float(ranks @ ranks))
    p = normal_tail((statistic - share * float(ranks.sum())) / spread)
    return _bounded(statistic, p, count, f"Wilcoxon signed ranks, gamma {gamma:g}")


def _bounded(statistic: float, p: float, count: int, method: str) -> Estimate:
    return Estimate(statistic, math.nan, math.nan, math.nan, p, count, f"{method}, upper bound of one-sided p")
