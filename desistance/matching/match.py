"""What a match is: pairs, weights, clusters and what could not be matched."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from desistance.matching.inputs import BoolArray, FloatArray, IntArray

UNMATCHED = -1


@dataclass(frozen=True)
class Match:
    """A comparison group. Row numbers are 0-based positions in the input.

    `pairs` has `treated`, `control` and `rank` (1 for a treated row's first control), by treated row and rank; it is
    empty where rows are compared in strata rather than pairs. `weights` has one number a row, for the average effect on
    the treated: 1 for matched treated rows, 0 for rows left out, and for controls the sum over their treated of one
    over that treated row's number of controls, scaled to sum to the number of controls used. `clusters` has the
    matched set of each row, -1 for none; with replacement each row used is a set of its own. `unmatched` are treated
    rows. `caliper` is in units of the score. `tied` counts choices that only the tie-break could make; `notes` are
    sentences that belong beside any result.
    """

    pairs: pa.Table = field(repr=False)
    weights: FloatArray = field(repr=False)
    unmatched: IntArray = field(repr=False)
    caliper: float | None
    clusters: IntArray = field(repr=False)
    treated: BoolArray = field(repr=False)
    tied: int = 0
    notes: tuple[str, ...] = ()

    @property
    def matched_treated(self) -> int:
        """How many treated rows have a comparison."""
        return int((self.treated & (self.weights > 0)).sum())

    @property
    def matched_controls(self) -> int:
        """How many different controls are used."""
        return int((~self.treated & (self.weights > 0)).sum())

    @property
    def effective_controls(self) -> float:
        """Kish's effective sample size of the weighted controls, (sum w)^2 / sum w^2."""
        return effective_size(self.weights[~self.treated])

    def __str__(self) -> str:
        lines = [
            f"{self.matched_treated} of {int(self.treated.sum())} treated matched with {self.matched_controls} "
            f"controls (effective number {self.effective_controls:.1f})"
        ]
        if self.caliper is not None:
            lines.append(f"caliper {self.caliper:.6g} on the score")
        return "\n".join([*lines, *self.notes])


def effective_size(weights: FloatArray) -> float:
    """Kish's effective sample size, 0 for no weight at all."""
    squares = float(np.sum(weights**2))
    return float(np.sum(weights)) ** 2 / squares if squares else 0.0


def pair_table(treated: IntArray, control: IntArray, rank: IntArray) -> pa.Table:
    """The pairs as a table, by treated row and then rank."""
    order = np.lexsort((rank, treated))
    columns = {"treated": treated[order], "control": control[order], "rank": rank[order]}
    return pa.table({name: whole_numbers(values) for name, values in columns.items()})


def whole_numbers(values: IntArray) -> pa.Array:
    """An Arrow array over the same memory (pyarrow's own way in would import pandas first)."""
    held = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(held), [None, pa.py_buffer(held)])


def from_pairs(pairs: pa.Table, mask: BoolArray, *, replace: bool) -> tuple[FloatArray, IntArray, IntArray]:
    """Weights, clusters and unmatched treated rows that follow from pairs."""
    treated, control = pairs["treated"].to_numpy(), pairs["control"].to_numpy()
    each = np.bincount(treated, minlength=len(mask)) if len(treated) else np.zeros(len(mask), dtype=np.int64)
    weights = np.zeros(len(mask))
    if len(treated):
        weights += np.bincount(control, weights=1 / each[treated], minlength=len(mask))
        used = weights > 0
        weights[used] *= used.sum() / weights.sum()
    matched = mask & (each > 0)
    weights[matched] = 1
    clusters = np.full(len(mask), UNMATCHED, dtype=np.int64)
    if replace:
        used = weights > 0
        clusters[used] = np.arange(used.sum())
    else:
        clusters[matched] = np.arange(matched.sum())
        clusters[control] = clusters[treated]
    return weights, clusters, np.flatnonzero(mask & (each == 0)).astype(np.int64)


def stratum_weights(strata: IntArray, mask: BoolArray) -> tuple[FloatArray, IntArray]:
    """Weights and clusters of rows compared within strata: those with both kinds count, the others are left out."""
    size = int(strata.max(initial=-1)) + 1
    treated = np.bincount(strata[mask], minlength=size)
    control = np.bincount(strata[~mask], minlength=size)
    both = (treated > 0) & (control > 0)
    inside = both[strata]
    share = treated / np.maximum(control, 1)
    weights = np.where(mask, 1.0, share[strata]) * inside
    total = weights[~mask].sum()
    if total:
        weights[~mask] *= (inside & ~mask).sum() / total
    number = np.cumsum(both) - 1
    return weights, np.where(inside, number[strata], UNMATCHED).astype(np.int64)
