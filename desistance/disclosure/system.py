"""All that a release shows and hides as one system: counts, what is known of each, and the sums between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desistance.disclosure.rules import Rules

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

BELOW = "below the threshold"
DOMINATED = "one or two contributors hold most of it"
PROTECTS = "protects another count"
OUT = "already out"


@dataclass
class Builder:
    """Counts are added one by one; `union` says that two are the same count shown twice."""

    rules: Rules
    truth: list[int | None] = field(default_factory=list)
    reason: list[str | None] = field(default_factory=list)
    bounds: list[tuple[float, float] | None] = field(default_factory=list)
    width: list[int] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)

    def add(
        self,
        truth: int | None,
        *,
        reason: str | None = None,
        bounds: tuple[float, float] | None = None,
        width: int = 0,
        level: int = 0,
    ) -> int:
        """One more count. `bounds` are fixed for what the release cannot change; `width` is the uncertainty it needs;
        `level` is how many of its dimensions are totalled."""
        self.truth.append(truth)
        self.reason.append(reason)
        self.bounds.append(bounds)
        self.width.append(width)
        self.level.append(level)
        self.parent.append(len(self.parent))
        return len(self.parent) - 1

    def root(self, one: int) -> int:
        while self.parent[one] != one:
            one = self.parent[one]
        return one

    def union(self, one: int, other: int) -> None:
        """The two are one count; what is fixed or withheld of either holds for it."""
        keep, drop = sorted((self.root(one), self.root(other)))
        if keep == drop:
            return
        self.parent[drop] = keep
        if self.truth[keep] is None:
            self.truth[keep] = self.truth[drop]
        self.bounds[keep] = _both(self.bounds[keep], self.bounds[drop])
        self.reason[keep] = self.reason[keep] or self.reason[drop]
        self.width[keep] = max(self.width[keep], self.width[drop])

    def built(self) -> System:
        """The system, with each count once."""
        roots = [i for i, up in enumerate(self.parent) if up == i]
        number = {root: place for place, root in enumerate(roots)}
        index = np.array([number[self.root(i)] for i in range(len(self.parent))])
        equations = {(int(index[total]), tuple(sorted(int(index[one]) for one in parts))) for total, parts in self.sums}
        return System(
            rules=self.rules,
            index=index,
            given=[self.truth[root] for root in roots],
            reason=[self.reason[root] for root in roots],
            bounds=[self.bounds[root] for root in roots],
            needed=np.array([self.width[root] for root in roots], dtype=np.int64),
            level=np.array([self.level[root] for root in roots], dtype=np.int64),
            equations=sorted(equation for equation in equations if equation[1] != (equation[0],)),
        )


def _both(one: tuple[float, float] | None, other: tuple[float, float] | None) -> tuple[float, float] | None:
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), min(one[1], other[1])


@dataclass
class System:
    """`given` counts (None: not known to us), why each must be withheld, fixed bounds, and sums (total, parts).

    `hidden` bounds are what someone who even sees the reasons knows of a withheld count; `unnamed` ones what someone
    knows who does not. What is `out` already needs nothing more, for nothing can be done.
    """

    rules: Rules
    index: IntArray
    given: list[int | None]
    reason: list[str | None]
    bounds: list[tuple[float, float] | None]
    needed: IntArray
    level: IntArray
    equations: list[tuple[int, tuple[int, ...]]]

    def __post_init__(self) -> None:
        self.size = len(self.given)
        self.top = 4.0 * max([one or 0 for one in self.given] + [self.rules.threshold]) + 4.0
        self.fixed = np.array([one is not None for one in self.bounds])
        self.out = np.array([one is not None and one[1] < np.inf for one in self.bounds])
        self.needed = np.where(self.out, 0, self.needed)
        self.primary = np.array([one is not None for one in self.reason]) & ~self.fixed
        self.zero = np.array([one == 0 for one in self.given])
        self.candidate = ~self.fixed & ~self.primary & ~self.zero
        self.matrix = self._matrix()
        self.shown = self._ranges(self._range_shown)
        self.hidden = self._ranges(self._range_hidden)
        self.unnamed = self._ranges(self._range_unnamed)
        self.truth = self._truth()
        self.cost = self._cost()

    @property
    def lost(self) -> BoolArray:
        """Counts that these rules withhold and that are out already."""
        return np.asarray(self.out & np.array([one is not None for one in self.reason]))

    def ranges(self, withheld: BoolArray, *, named: bool = True) -> tuple[FloatArray, FloatArray]:
        """The least and greatest value of each count by itself, when these are withheld."""
        behind = self.hidden if named else self.unnamed
        low = np.where(withheld & ~self.fixed, behind[0], self.shown[0])
        high = np.where(withheld & ~self.fixed, behind[1], self.shown[1])
        return low, high

    def _range_shown(self, i: int) -> tuple[float, float]:
        count = self.given[i]
        if count is None:
            return 0.0, self.top
        return self.rules.behind(self.rules.shown(count)) if not self.rules.small(count) else (count, count)

    def _range_hidden(self, i: int) -> tuple[float, float]:
        if self.reason[i] == BELOW:
            return float(self.rules.least), float(self.rules.threshold - 1)
        return float(self.rules.threshold), self.top

    def _range_unnamed(self, i: int) -> tuple[float, float]:
        return float(self.rules.least), self.top

    def _ranges(self, find: Any) -> tuple[FloatArray, FloatArray]:
        pairs = [held if (held := self.bounds[i]) is not None else find(i) for i in range(self.size)]
        low, high = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
        return low, np.minimum(high, self.top)

    def _matrix(self) -> csr_array:
        from scipy.sparse import csr_array

        row, column, value = [], [], []
        for i, (total, parts) in enumerate(self.equations):
            row += [i] * (1 + len(parts))
            column += [total, *parts]
            value += [-1.0, *([1.0] * len(parts))]
        return csr_array((value, (row, column)), shape=(len(self.equations), self.size))

    def _truth(self) -> FloatArray:
        """The counts; those that an earlier release withheld from us too are filled in by some that fit."""
        known = np.array([np.nan if one is None else one for one in self.given], dtype=np.float64)
        unknown = np.isnan(known)
        if unknown.any():
            from desistance.disclosure.attack import some_fit

            low = np.where(unknown, self.shown[0], known)
            known = some_fit(self, low, np.where(unknown, self.shown[1], known))
        return known

    def _cost(self) -> FloatArray:
        """One for each count withheld; among equals inner cells before totals and small counts before great."""
        spread = self.truth / max(1.0, float(self.truth.max(initial=0.0)))
        return np.asarray(1.0 + (self.level + 0.5 * spread) / (4.0 * (self.size + 1)))
