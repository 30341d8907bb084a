"""What a study of a given size could detect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from desistance.effects.estimate import Estimate
from desistance.errors import InputError


@dataclass(frozen=True)
class Detectable(Estimate):
    """`estimate` is the least reduction detectable, in proportion points; `detectable_rate` the rate that it leaves.

    `high` is the least increase detectable, which differs a little; both are NaN where no rate would be detected.
    """

    detectable_rate: float = math.nan


def minimum_detectable(
    n_treated: int, n_control: int, baseline: float, *, power: float = 0.8, alpha: float = 0.05
) -> Detectable:
    """The least fall from `baseline` that two groups of these sizes would detect, two-sided, in proportion points.

    Normal approximation with the pooled variance under no effect (Fleiss, Levin and Paik 2003, 4.14). Raises InputError
    for sizes below 2 and for proportions that are not inside 0 and 1; NaN where even a fall to 0 would not be detected.
    """
    _refuse_unfit((n_treated, n_control), baseline=baseline, power=power, alpha=alpha)
    if power <= alpha:
        raise InputError(f"{power!r} is no more than alpha", argument="power", remedy="Give 0.8, for instance.")
    down = _solved(n_treated, n_control, baseline, 0.0, power, alpha)
    up = _solved(n_treated, n_control, baseline, 1.0, power, alpha)
    rate = baseline - down
    method = f"two-sided {alpha:g}, power {power:g}, pooled normal approximation"
    return Detectable(down, math.nan, math.nan, up, math.nan, int(n_treated + n_control), method, detectable_rate=rate)


def power_of(n_treated: int, n_control: int, baseline: float, rate: float, *, alpha: float = 0.05) -> float:
    """Probability that the two-sided pooled test finds the difference between `baseline` and `rate`, its way round.

    Raises InputError for sizes below 2 and for proportions that are not inside 0 and 1.
    """
    _refuse_unfit((n_treated, n_control), baseline=baseline, rate=rate, alpha=alpha)
    return _power(n_treated, n_control, baseline, rate, alpha)


def _refuse_unfit(sizes: tuple[int, int], **shares: float) -> None:
    for name, size in zip(("n_treated", "n_control"), sizes, strict=True):
        if not (math.isfinite(size) and size >= 2):
            raise InputError(f"{size!r} people", argument=name, remedy="Give at least 2.")
    for name, share in shares.items():
        if not 0 < share < 1:
            raise InputError(f"{share!r} is no proportion", argument=name, remedy="Give a number between 0 and 1.")


def _power(n_treated: int, n_control: int, baseline: float, rate: float, alpha: float) -> float:
    normal = NormalDist()
    pooled = (n_treated * rate + n_control * baseline) / (n_treated + n_control)
    under_none = math.sqrt(pooled * (1 - pooled) * (1 / n_treated + 1 / n_control))
    own = math.sqrt(rate * (1 - rate) / n_treated + baseline * (1 - baseline) / n_control)
    return normal.cdf((abs(rate - baseline) - normal.inv_cdf(1 - alpha / 2) * under_none) / own)


def _solved(n_treated: int, n_control: int, baseline: float, end: float, power: float, alpha: float) -> float:
    near, far = baseline, end + (1e-12 if end == 0 else -1e-12)
    if _power(n_treated, n_control, baseline, far, alpha) < power:
        return math.nan
    for _ in range(200):
        middle = (near + far) / 2
        if _power(n_treated, n_control, baseline, middle, alpha) < power:
            near = middle
        else:
            far = middle
    return abs(far - baseline)
