"""How much of a finding hangs on who was picked among equals: the same matching under many tie-break seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from desistance.errors import InputError
from desistance.matching.inputs import vector
from desistance.matching.nearest import nearest


@dataclass(frozen=True)
class TieSpread:
    """Estimates over seeds: their mean, standard deviation, least and greatest, and how many choices were tied."""

    seeds: int
    mean: float
    sd: float
    least: float
    greatest: float
    tied: int

    def __str__(self) -> str:
        return (
            f"over {self.seeds} tie-break seeds the effect runs from {self.least:.6g} to {self.greatest:.6g} "
            f"(mean {self.mean:.6g}, sd {self.sd:.6g}; {self.tied} choices were tied)"
        )


def tie_spread(outcome: Any, score: Any, treated: Any, *, seeds: int = 20, **options: Any) -> TieSpread:
    """Match with each of `seeds` tie-break seeds and summarise the weighted differences of mean outcome.

    `options` are those of `nearest` without `seed`. Raises InputError for unusable input and for fewer than two seeds.
    """
    if seeds < 2:
        raise InputError(f"{seeds} seeds", argument="seeds", remedy="Give at least 2.")
    values = vector(outcome, argument="outcome")
    found, tied = [], 0
    for seed in range(seeds):
        match = nearest(score, treated, seed=seed, **options)
        if not match.pairs.num_rows:
            raise InputError("nothing was matched", argument="caliper", remedy="Widen the caliper or the pool.")
        w, mask = match.weights, match.treated
        found.append(float(np.average(values[mask], weights=w[mask]) - np.average(values[~mask], weights=w[~mask])))
        tied = max(tied, match.tied)
    held = np.array(found)
    return TieSpread(seeds, float(held.mean()), float(held.std(ddof=1)), float(held.min()), float(held.max()), tied)
