"""How many values of a long column lie below a few, without sorting it: the column is counted in cells of equal width.

Only rows that share a cell with one of the few are sorted. That all values differ, which the eCDF asks, is found by
letting rows claim their cell: equal values share one, so whoever lost a cell is compared with whoever has it, and those
who lost go on among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desistance.matching.inputs import FloatArray, IntArray

CELLS = 1 << 22
COARSER = 2
ROUNDS = 8
LARGE = 200_000
FEW = 0.1
CROWDED = 0.5
SAMPLE = 4_096

Cells = NDArray[np.int32]


def room(rows: int) -> Cells | None:
    """Where rows claim their cells: made once for all columns of a table, since new memory costs time."""
    return np.empty(CELLS, dtype=np.int32) if rows >= LARGE else None


def ranks(column: FloatArray, wanted: Sequence[FloatArray], claims: Cells | None = None) -> list[IntArray] | None:
    """How many values lie below each of the `wanted`, which come in order.

    None where sorting serves better or two values of the column are equal. `claims` is `room` to write on.
    """
    if len(column) < LARGE or sum(map(len, wanted)) > FEW * len(column) or _alike(np.sort(column[:SAMPLE])):
        return None
    low, high = float(column.min()), float(column.max())
    width = (CELLS - 1) / (high - low) if high > low else np.inf
    if not np.isfinite(width):
        return None
    own = cells(column, low, width)
    claims = np.empty(CELLS, dtype=np.int32) if claims is None else claims
    if not all_differ(column, own, claims):
        return None
    own >>= COARSER
    return [_below(column, own, values, cells(values, low, width) >> COARSER) for values in wanted]


def cells(values: FloatArray, low: float, width: float) -> Cells:
    """The cell of each value: never a lower one for a greater value."""
    held = values - low
    held *= width
    return np.asarray(held.astype(np.int32))


def all_differ(column: FloatArray, own: Cells, claims: Cells) -> bool:
    """Whether no two values are equal; False also where so many share cells that sorting is the shorter way."""
    values = column
    for turn in range(ROUNDS):
        number = np.arange(len(values), dtype=np.int32)
        claims[own] = number
        holder = claims.take(own)
        lost = np.flatnonzero(holder != number)
        if turn == 0 and len(lost) > CROWDED * len(values):
            return False
        left = values.take(lost)
        if (left == values.take(holder.take(lost))).any():
            return False
        values, own = left, own.take(lost)
        if not len(values):
            return True
    return not _alike(np.sort(values))


def _alike(ordered: FloatArray) -> bool:
    return bool((ordered[1:] == ordered[:-1]).any())


def _below(column: FloatArray, own: Cells, values: FloatArray, places: Cells) -> IntArray:
    """Values of lower cells, and of the own cell those that are less."""
    looked_at = np.zeros((CELLS >> COARSER) + 1, dtype=bool)
    looked_at[places] = True
    held = np.flatnonzero(looked_at)
    counts = np.bincount(own, minlength=len(looked_at))
    lower = np.cumsum(np.add.reduceat(counts, np.concatenate(([0], held))))[:-1] - (held[0] == 0) * counts[0]
    rows = np.flatnonzero(looked_at.take(own))
    near, near_cells = np.sort(column.take(rows)), np.sort(own.take(rows))
    inside = np.searchsorted(near, values) - np.searchsorted(near_cells, places)
    return np.asarray(lower[np.searchsorted(held, places)] + inside, dtype=np.int64)
