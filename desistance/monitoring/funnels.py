"""Funnel plots: areas or providers against limits that allow for their size. No league table comes out of here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.monitoring.inputs import FloatArray, chart_rules, chosen, names, numbers

RULES = "funnel_rules.toml"
KINDS = ("proportion", "rate", "ratio")
LIMITS = ("exact", "arcsine", "normal")
Kind = Literal["proportion", "rate", "ratio"]


@dataclass(frozen=True)
class Funnel:
    """Points in the order of the input: `name`, `events`, `denominator`, `value`, four limits and `flag`.

    `flag` is `high` or `low` outside the 99.8% limits and null within them. `target` is the line of comparison, `phi`
    the over-dispersion ratio and `tau2` the extra variance on the scale of the limits (nought where none was asked for
    or found); `limits` names the form that was used.
    """

    points: pa.Table
    target: float
    kind: str
    limits: str
    phi: float | None
    tau2: float

    def __str__(self) -> str:
        flagged = self.points.filter(pa.compute.is_valid(self.points["flag"]))
        told = f"{self.kind}s of {self.points.num_rows} against {self.target:.6g} ({self.limits} limits)"
        if not flagged.num_rows:
            return f"{told}: none is outside the 99.8% limits"
        named = ", ".join(f"{row['name']} ({row['flag']})" for row in flagged.to_pylist())
        return f"{told}: outside the 99.8% limits: {named}"


def funnel(
    events: Any,
    denominator: Any,
    *,
    kind: Kind = "proportion",
    limits: Literal["exact", "arcsine", "normal"] = "exact",
    over_dispersion: bool = False,
    target: float | None = None,
    names: Any = None,
    trim: Literal["winsorise", "truncate"] = "winsorise",
) -> Funnel:
    """Compare proportions (events of a number), rates (events of exposure) or ratios (observed of expected).

    `target` is the pooled value unless given, and 1 for ratios. `exact` limits are binomial, interpolated between
    counts (Spiegelhalter 2005), or Poisson by chi-squared quantiles; `arcsine` limits are on the scale where the
    variance does not hang on the value (the square root for rates and ratios); `normal` ones are plain. With
    over-dispersion found, exact limits have no form and those on the arcsine scale are used. Raises InputError for
    unusable input.
    """
    chosen(kind, KINDS, argument="kind")
    chosen(limits, LIMITS, argument="limits")
    chosen(trim, ("winsorise", "truncate"), argument="trim")
    counted, size = _inputs(events, denominator, kind)
    aim = _target(counted, size, kind, target)
    scale = "normal" if limits == "normal" else "arcsine"
    phi, tau2 = _dispersion(counted / size, size, aim, kind, scale, trim) if over_dispersion else (None, 0.0)
    used = scale if tau2 > 0 else limits
    columns: dict[str, Any] = {"name": _names(names, len(size)), "events": counted, "denominator": size}
    columns["value"] = counted / size
    for level in chart_rules(RULES)["level"]:
        low, high = _limits(aim, size, kind, used, level, tau2)
        columns[f"lower_{level['name']}"], columns[f"upper_{level['name']}"] = low, high
    columns["flag"] = pa.array(_flags(columns), pa.string())
    label = used + (" over-dispersed" if tau2 > 0 else "")
    return Funnel(pa.table(columns), aim, kind, label, phi, tau2)


def _inputs(events: Any, denominator: Any, kind: str) -> tuple[FloatArray, FloatArray]:
    counted = numbers(events, argument="events")
    size = numbers(denominator, argument="denominator", rows=len(counted))
    if not len(counted):
        raise InputError("has no rows", argument="events", remedy="Give one area or provider a row.")
    for held, argument, wrong, says in (
        (counted, "events", counted < 0, "is below 0"),
        (counted, "events", counted != np.floor(counted), "is no whole number"),
        (size, "denominator", size <= 0, "is not above 0"),
    ):
        if wrong.any():
            rows = np.flatnonzero(wrong)
            remedy = "Leave out places without a denominator and correct the count."
            raise InputError(f"{held[rows[0]]:g} {says}", argument=argument, rows=rows, remedy=remedy)
    if kind == "proportion":
        _check_proportion(counted, size)
    return counted, size


def _check_proportion(counted: FloatArray, size: FloatArray) -> None:
    rows = np.flatnonzero(counted > size)
    if len(rows):
        raise InputError("more events than people", argument="events", rows=rows, remedy="Use kind='rate' for events.")
    rows = np.flatnonzero(size != np.floor(size))
    if len(rows):
        remedy = "Use kind='rate' for exposure or kind='ratio' for expected counts."
        raise InputError("is no whole number", argument="denominator", rows=rows, remedy=remedy)


def _target(counted: FloatArray, size: FloatArray, kind: str, target: float | None) -> float:
    aim = float(target) if target is not None else 1.0 if kind == "ratio" else float(counted.sum() / size.sum())
    if not np.isfinite(aim) or aim < 0 or (kind == "proportion" and aim > 1):
        raise InputError(f"{aim:g} cannot be", argument="target", remedy="Give a value in the units of the points.")
    return aim


def _names(given: Any, rows: int) -> list[str]:
    return names(given, argument="names", rows=rows) if given is not None else [str(i) for i in range(rows)]


def _spread(aim: float, size: FloatArray, kind: str, scale: str) -> FloatArray:
    """The standard deviation of a value under the target, on the scale of the limits."""
    if scale == "arcsine":
        return np.asarray(0.5 / np.sqrt(size))
    return np.asarray(np.sqrt((aim * (1 - aim) if kind == "proportion" else aim) / size))


def _onto(value: Any, kind: str, scale: str) -> Any:
    if scale == "normal":
        return value
    return np.arcsin(np.sqrt(value)) if kind == "proportion" else np.sqrt(value)


def _back(value: FloatArray, kind: str, scale: str) -> FloatArray:
    top = 1.0 if kind == "proportion" else np.inf
    if scale == "normal":
        return np.clip(value, 0.0, top)
    if kind == "proportion":
        return np.asarray(np.sin(np.clip(value, 0.0, np.pi / 2)) ** 2)
    return np.asarray(np.clip(value, 0.0, None) ** 2)


def _dispersion(
    value: FloatArray, size: FloatArray, aim: float, kind: str, scale: str, trim: str
) -> tuple[float, float]:
    """phi and tau squared by the method of moments after trimming (DerSimonian and Laird; Spiegelhalter 2005)."""
    spread = _spread(aim, size, kind, scale)
    if len(value) < 2 or not spread.all():
        return 1.0, 0.0
    z = (_onto(value, kind, scale) - _onto(aim, kind, scale)) / spread
    share = chart_rules(RULES)["trim"]
    low, high = np.quantile(z, [share, 1 - share])
    kept = (z >= low) & (z <= high) if trim == "truncate" else np.ones(len(z), dtype=bool)
    z, weight = np.clip(z, low, high)[kept], 1 / spread[kept] ** 2
    count = len(z)
    phi = float((z**2).sum() / count)
    if count * phi < count - 1 or count < 2:
        return phi, 0.0
    return phi, max(0.0, float((count * phi - (count - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())))


def _limits(
    aim: float, size: FloatArray, kind: str, used: str, level: dict[str, Any], tau2: float
) -> tuple[FloatArray, FloatArray]:
    if used == "exact":
        exact = _binomial if kind == "proportion" else _poisson
        return exact(aim, size, level["tail"])
    reach = level["z"] * np.sqrt(_spread(aim, size, kind, used) ** 2 + tau2)
    middle = _onto(aim, kind, used)
    return _back(middle - reach, kind, used), _back(middle + reach, kind, used)


def _poisson(aim: float, size: FloatArray, tail: float) -> tuple[FloatArray, FloatArray]:
    """Limits of a count whose expectation is `aim` times `size`, over `size`."""
    from scipy.special import chdtri

    expected = aim * size
    low = np.where(expected > 0, chdtri(2 * np.where(expected > 0, expected, 1.0), 1 - tail), 0.0)
    return low / (2 * size), np.asarray(chdtri(2 * (expected + 1), tail)) / (2 * size)


def _binomial(aim: float, size: FloatArray, tail: float) -> tuple[FloatArray, FloatArray]:
    if aim in (0.0, 1.0):
        return np.full(len(size), aim), np.full(len(size), aim)
    return _quantile(tail, size, aim), _quantile(1 - tail, size, aim)


def _quantile(share: float, size: FloatArray, aim: float) -> FloatArray:
    """The binomial quantile between counts: where the distribution function, drawn straight from step to step, is."""
    from scipy.stats import binom

    step = np.asarray(binom.ppf(share, size, aim))
    upper, lower = binom.cdf(step, size, aim), binom.cdf(step - 1, size, aim)
    return np.asarray(np.clip((step - (upper - share) / (upper - lower)) / size, 0.0, 1.0))


def _flags(columns: dict[str, Any]) -> list[str | None]:
    high, low = columns["value"] > columns["upper_998"], columns["value"] < columns["lower_998"]
    return ["high" if above else "low" if below else None for above, below in zip(high, low, strict=True)]
