"""Shares with their intervals, and differences between two shares, at a stated confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """``yes`` of ``n`` with Wilson's score interval (Wilson 1927); all from 0 to 1."""

    yes: int
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One share less another, with Newcombe's hybrid score interval (Newcombe 1998, method 10)."""

    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0


def wilson(yes: int, n: int, *, z: float = Z95) -> Share:
    """The share of ``yes`` in ``n`` with its interval. Raises ``ValueError`` for counts that cannot be."""
    if not 0 <= yes <= n or n == 0:
        raise ValueError(f"{yes} of {n} is no share.")
    share = yes / n
    middle = (yes + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(yes * (n - yes) / n + z * z / 4)
    # Rounding must not leave the share outside its own interval at nought and at all.
    return Share(yes, n, share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def newcombe(yes: int, n: int, other_yes: int, other_n: int, *, z: float = Z95) -> Difference:
    """The first share less the second."""
    one, other = wilson(yes, n, z=z), wilson(other_yes, other_n, z=z)
    difference = one.share - other.share
    down = math.hypot(one.share - one.low, other.high - other.share)
    up = math.hypot(one.high - one.share, other.share - other.low)
    return Difference(difference, difference - down, difference + up)


def z_for(comparisons: int, *, level: float = 0.95) -> float:
    """The normal quantile that keeps the chance of any false difference among so many comparisons below 1 - level."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(1 - (1 - level) / (2 * max(comparisons, 1)))
