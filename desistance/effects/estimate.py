"""What every effect comes as: an estimate with its error, interval, p-value, size and method."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from desistance.errors import InputError

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Estimate:
    """An effect. `low` and `high` bound the 95% interval; `p` is two-sided against no effect unless `method` says else.

    For a ratio, `se` is that of its logarithm and no effect is 1. A figure that a method does not give is NaN.
    """

    estimate: float
    se: float
    low: float
    high: float
    p: float
    n: int
    method: str
    null: float = field(default=0.0, repr=False)

    def probability_of_benefit(self, better: Literal["lower", "higher"] = "lower") -> float:
        """Probability that the effect is on the better side of none, the data apart (flat prior, normal likelihood)."""
        if better not in ("lower", "higher"):
            raise InputError(f"{better!r} is not known", argument="better", remedy="Choose lower or higher.")
        if not self.se > 0:
            return math.nan
        z = (_log(self.estimate) if self.null == 1 else self.estimate) / self.se
        return normal_tail(z if better == "lower" else -z)

    def __str__(self) -> str:
        return (
            f"{self.estimate:.6g} (95% interval {self.low:.6g} to {self.high:.6g}; p {self.p:.3g}; "
            f"probability below {self.null:g}: {self.probability_of_benefit():.3f}); n {self.n}; {self.method}"
        )


COLUMNS = tuple(part.name for part in fields(Estimate) if part.name != "null")


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def normal_tail(z: float) -> float:
    """P(Z > z) for a standard normal Z."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def two_sided(z: float) -> float:
    """P(|Z| > |z|) for a standard normal Z."""
    return math.erfc(abs(z) / math.sqrt(2)) if not math.isnan(z) else math.nan


def from_normal(estimate: float, se: float, n: int, method: str) -> Estimate:
    """An estimate with a normal 95% interval and p-value; without a positive error neither is claimed."""
    if not se > 0:
        return Estimate(estimate, se, math.nan, math.nan, math.nan, n, method)
    return Estimate(estimate, se, estimate - Z95 * se, estimate + Z95 * se, two_sided(estimate / se), n, method)


def from_logarithm(coefficient: float, se: float, n: int, method: str) -> Estimate:
    """A ratio from its logarithm and that one's standard error."""
    if not se > 0:
        return Estimate(math.exp(coefficient), se, math.nan, math.nan, math.nan, n, method, 1.0)
    low, high = (_exp(coefficient + side * Z95 * se) for side in (-1, 1))
    return Estimate(_exp(coefficient), se, low, high, two_sided(coefficient / se), n, method, 1.0)


def _exp(value: float) -> float:
    return math.exp(value) if value < 709 else math.inf


def as_table(estimates: Sequence[Estimate], labels: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Estimates as a table, one row each, after columns of labels. NaN becomes null."""
    columns: dict[str, Any] = {name: pa.array(list(values)) for name, values in labels.items()}
    rows = [asdict(estimate) for estimate in estimates]
    kinds = {"n": pa.int64(), "method": pa.string()}
    for name in COLUMNS:
        columns[name] = pa.array([blank(row[name]) for row in rows], kinds.get(name, pa.float64()))
    return pa.table(columns)


def blank(value: Any) -> Any:
    """None for NaN, anything else unchanged."""
    return None if isinstance(value, float) and math.isnan(value) else value


def nullable(values: Any) -> pa.Array:
    """A float column in which NaN is null."""
    held = np.asarray(values, dtype=np.float64)
    return pa.array(held, mask=np.isnan(held))
