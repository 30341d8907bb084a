"""A seeded order among rows that depends on what the rows hold and not on where they stand."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, IntArray, refuse_length
from desistance.tables import as_arrow

Hashes = NDArray[np.uint64]
SURE = 1e-9


def mixed(values: Hashes, seed: int) -> Hashes:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014) applied to values moved by the seed."""
    with np.errstate(over="ignore"):
        z = values + np.uint64((0x9E3779B97F4A7C15 * (seed + 1)) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


class TieBreak:
    """The order among rows that a score leaves open; hashes are made only for the rows that need them.

    `content` comes from the key's values or, without a key, from the score alone, less its last digits, which another
    machine may compute otherwise; `place` from the position, for rows that nothing else tells apart. With `by_row`
    (MatchIt's way) rows count by their position only.
    """

    def __init__(self, score: FloatArray, key: Any, seed: int, *, by_row: bool = False) -> None:
        self.score, self.seed, self.by_row = score, seed, by_row
        self.columns = [] if key is None or by_row else _columns(key)
        for column in self.columns:
            refuse_length(len(column), len(score), "key")

    def content(self, rows: IntArray) -> Hashes:
        """One seeded 64-bit number for each row asked for, equal for rows of equal content."""
        if self.by_row:
            return np.zeros(len(rows), dtype=np.uint64)
        held = mixed(self.fixed[rows] if not self.columns else np.zeros(len(rows), dtype=np.uint64), self.seed)
        for column in self.columns:
            held = mixed(held ^ mixed(_bits(column[rows]), self.seed + 1), self.seed)
        return held

    @cached_property
    def fixed(self) -> Hashes:
        """Scores in steps of a power of two, about a billionth of their spread: what two machines agree on."""
        spread = float(np.std(self.score)) or 1.0
        step = 2.0 ** np.floor(np.log2(spread * SURE))
        return np.asarray(np.rint(self.score / step).astype(np.int64).view(np.uint64), dtype=np.uint64)

    def place(self, rows: IntArray) -> Hashes:
        """One number for each row from its position: seeded or, `by_row`, the position itself."""
        return rows.astype(np.uint64) if self.by_row else self.drawn(rows)

    def drawn(self, rows: IntArray) -> Hashes:
        """One seeded number for each row from its position."""
        return mixed(rows.astype(np.uint64), self.seed + 7)


def _columns(key: Any) -> list[Any]:
    if isinstance(key, np.ndarray):
        return [key] if key.ndim == 1 else [key[:, j] for j in range(key.shape[1])]
    if hasattr(key, "columns") or isinstance(key, dict):
        table = as_arrow(key, argument="key")
        return [table.column(j).to_numpy() for j in range(table.num_columns)]
    return [np.asarray(key)]


def _bits(column: Any) -> Hashes:
    array = np.asarray(column)
    if array.dtype.kind in "iub":
        return array.astype(np.int64).view(np.uint64)
    if array.dtype.kind == "f":
        return (array.astype(np.float64) + 0.0).view(np.uint64)
    values, places = np.unique(array.astype(str), return_inverse=True)
    hashed = [int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "little") for value in values]
    return np.asarray(hashed, dtype=np.uint64)[places]


def refuse_seed(seed: int) -> None:
    """Raise InputError unless the seed is a whole number from 0."""
    if not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"{seed!r} is no seed", argument="seed", remedy="Give a whole number, 0 or more.")
