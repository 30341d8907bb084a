"""What an instrument makes of a batch, before problems are taken out and Arrow columns are made."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desistance.scores.marks import Mask

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """One value a row; None for a column that the instrument does not have.

    `bands` are places in LOW to VERY_HIGH, -1 for none; `per_cent_*` are as officially rounded; `points_known` marks
    the rows that have points (all where None).
    """

    dynamic: Mask
    probability_1y: Floats | None = None
    probability_2y: Floats | None = None
    per_cent_1y: Floats | None = None
    per_cent_2y: Floats | None = None
    points: NDArray[np.int64] | None = None
    points_known: Mask | None = field(default=None)
    bands: NDArray[np.int8] | None = None
    flag: Mask | None = None
