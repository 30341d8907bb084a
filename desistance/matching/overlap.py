"""Whether the treated have anyone to be compared with: a check that says when a comparison is not credible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, FloatArray, indicator, vector
from desistance.matching.match import effective_size


@dataclass(frozen=True)
class OverlapRules:
    """Thresholds below which a comparison is not credible; a study's profile may set its own.

    `least_treated`: treated rows that must remain; `most_unmatched`: share of treated rows without a comparison;
    `most_outside`: share of treated rows whose score no comparison row reaches; `least_effective`: effective number of
    comparison rows for each treated row kept; `most_smd`: greatest absolute standardised difference of the score after
    weighting.
    """

    least_treated: int = 30
    most_unmatched: float = 0.2
    most_outside: float = 0.1
    least_effective: float = 0.5
    most_smd: float = 0.25


@dataclass(frozen=True)
class Overlap:
    """`credible`, the `reasons` why not, and the figures that they rest on."""

    credible: bool
    reasons: tuple[str, ...]
    treated: int
    treated_kept: int
    outside_support: int
    effective_controls: float
    smd: float
    common_support: tuple[float, float]

    def __str__(self) -> str:
        if self.credible:
            return f"Credible: {self.treated_kept} of {self.treated} treated rows have a comparison."
        return "Not credible: " + " ".join(self.reasons)


def overlap(score: Any, treated: Any, weights: Any = None, *, rules: OverlapRules | None = None) -> Overlap:
    """Say whether a comparison on this score (with these weights, if given) is credible, and why not.

    A treated row lies outside the common support when its score is beyond the lowest or highest comparison score by
    more than a tenth of the standard deviation of the score. Raises InputError for unusable input.
    """
    limits = rules or OverlapRules()
    values = vector(score, argument="score")
    mask = indicator(treated, argument="treated", rows=len(values))
    held = np.ones(len(values)) if weights is None else vector(weights, argument="weights", rows=len(values))
    if (held < 0).any():
        raise InputError("has negative weights", argument="weights", remedy="Give weights of 0 or more.")
    low, high = float(values[~mask].min()), float(values[~mask].max())
    slack = 0.1 * float(values.std())
    outside = int(((values[mask] < low - slack) | (values[mask] > high + slack)).sum())
    kept = int((held[mask] > 0).sum())
    effective = effective_size(held[~mask])
    smd = _standardised_difference(values, mask, held)
    reasons = _reasons(limits, int(mask.sum()), kept, outside, effective, smd)
    return Overlap(not reasons, reasons, int(mask.sum()), kept, outside, effective, smd, (low, high))


def _standardised_difference(values: FloatArray, mask: BoolArray, held: FloatArray) -> float:
    if not held[mask].sum() or not held[~mask].sum():
        return float("inf")
    gap = float(np.average(values[mask], weights=held[mask]) - np.average(values[~mask], weights=held[~mask]))
    spread = float(values[mask].std(ddof=1)) if mask.sum() > 1 else 0.0
    if spread == 0:
        return 0.0 if gap == 0 else float(np.copysign(np.inf, gap))
    return gap / spread


def _reasons(
    limits: OverlapRules, treated: int, kept: int, outside: int, effective: float, smd: float
) -> tuple[str, ...]:
    found = []
    if kept < limits.least_treated:
        found.append(f"Only {kept} treated rows have a comparison; {limits.least_treated} are needed.")
    if treated - kept > limits.most_unmatched * treated:
        found.append(f"{treated - kept} of {treated} treated rows have no comparison; the rest need not be like them.")
    if outside > limits.most_outside * treated:
        found.append(f"{outside} of {treated} treated rows have a score that no comparison row comes near.")
    if effective < limits.least_effective * kept:
        found.append(f"A few comparison rows carry it all: they are worth {effective:.1f} rows for {kept} treated.")
    if not abs(smd) <= limits.most_smd:
        found.append(f"The scores still differ by {smd:.2f} standard deviations (at most {limits.most_smd}).")
    return tuple(found)
