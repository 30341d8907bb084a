"""Official rounding: half up, in the order in which the official calculators do it."""

from __future__ import annotations

import functools
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-x)))


def per_cent(probability: Floats) -> Floats:
    """Whole per cent, half up, kept within 1 and 99 (OVP, OGP)."""
    return np.clip(np.floor(probability * 100.0 + 0.5), 1.0, 99.0)


def per_cent_of_five_digits(probability: Floats) -> Floats:
    """Whole per cent of the probability rounded to five decimals first (OGRS3), 0 becoming 1 and 100 becoming 99.

    The service rounds the binary number that stands for five decimals, so 0.145 (stored a little below) gives 14 and
    0.165 (stored a little above) gives 17. The table holds what exact arithmetic on that number gives.
    """
    return _table().take(np.floor(probability * 1e5 + 0.5).astype(np.int64), mode="clip")


def hundredths(probability: Floats) -> Floats:
    """Per cent with two decimals, half up, in hundredths; 100.00 becomes 99.99 (ARP, VRP, SVRP, CSRP and others)."""
    return np.minimum(np.floor(probability * 1e4 + 0.5), 9999.0)


@functools.cache
def _table() -> Floats:
    whole = np.arange(100_001)
    rounded = (whole + 500) // 1000
    for tie in range(500, 100_000, 1000):
        rounded[tie] = five_digit_per_cent(tie / 1e5)
    return np.clip(rounded, 1, 99).astype(np.float64)


def five_digit_per_cent(rounded: float) -> int:
    """Whole per cent of a probability already rounded to five decimals, half up on its exact binary value."""
    return int((Decimal(rounded) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def band_places(score: Floats, bounds: list[float]) -> NDArray[np.int8]:
    """The place of each score among lower bounds: 0 for the first band."""
    places = np.zeros(len(score), np.int8)
    for bound in bounds[1:]:
        places += score >= bound
    return places
