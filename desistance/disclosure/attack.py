"""The attack: what can be worked out of withheld counts from everything that is known, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desistance.errors import InputError

if TYPE_CHECKING:
    from desistance.disclosure.system import BoolArray, FloatArray, IntArray, System

NEAR = 1e-6


class Attack:
    """One state of knowledge: each count lies between `low` and `high`, and all sums hold."""

    def __init__(self, system: System, low: FloatArray, high: FloatArray) -> None:
        self.system, self.low, self.high = system, low, high
        self.free = np.flatnonzero(high > low)
        kept = system.matrix[:, self.free]
        self.rows = np.flatnonzero(np.diff(kept.indptr))
        fixed = np.where(high > low, 0.0, low)
        self.matrix = kept[self.rows]
        self.right = -(system.matrix @ fixed)[self.rows]
        self.bounds = np.column_stack([low[self.free], high[self.free]])
        self.place = np.full(system.size, -1)
        self.place[self.free] = np.arange(len(self.free))

    def least(self, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """A point of least weighted sum (`weights` over free counts), whole, and the prices of all sums."""
        from scipy.optimize import linprog

        found = linprog(weights, A_eq=self.matrix, b_eq=self.right, bounds=self.bounds, method="highs-ds")
        if not found.success:
            raise InputError(
                "what is out already contradicts these tables",
                argument="earlier",
                remedy="Check that tables of one name hold the same dimensions, and that links go from all to part.",
            )
        prices = np.zeros(len(self.system.equations))
        prices[self.rows] = found.eqlin.marginals
        return self.whole(found.x), prices

    def least_whole(self, weights: FloatArray) -> FloatArray:
        """As `least`, among whole numbers."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        held = LinearConstraint(self.matrix, self.right, self.right)
        found = milp(weights, constraints=held, bounds=Bounds(*self.bounds.T), integrality=np.ones(len(self.free)))
        if found.x is None:
            raise InputError(
                "no whole numbers fit", argument="earlier", remedy="Check the tables that are out already."
            )
        return self.whole(found.x)

    def whole(self, values: FloatArray) -> FloatArray:
        """Values of the free counts set among all."""
        point = self.low.copy()
        point[self.free] = values
        return point

    def weight(self, count: int, sign: float) -> FloatArray:
        weights = np.zeros(len(self.free))
        weights[self.place[count]] = sign
        return weights


@dataclass(frozen=True)
class Weakness:
    """A count that can be worked out, with the prices that prove it (least and greatest)."""

    count: int
    width: int
    down: FloatArray
    up: FloatArray


class Witnesses:
    """The least and greatest value that each count takes in the whole-number tables seen so far."""

    def __init__(self, truth: FloatArray) -> None:
        self.low, self.high = truth.copy(), truth.copy()

    def see(self, point: FloatArray) -> bool:
        """Take note of a table; False where it is not in whole numbers."""
        rounded = np.round(point)
        if np.abs(point - rounded).max(initial=0.0) > NEAR:
            return False
        np.minimum(self.low, rounded, out=self.low)
        np.maximum(self.high, rounded, out=self.high)
        return True


def weaknesses(system: System, withheld: BoolArray, needed: IntArray, *, named: bool = True) -> list[Weakness]:
    """The withheld counts that can be pinned down more closely than `needed` (0: no need), in whole numbers."""
    asked = np.flatnonzero(withheld & (needed > 0))
    if not len(asked):
        return []
    attack = Attack(system, *system.ranges(withheld, named=named))
    seen = Witnesses(system.truth)
    _sweep(attack, seen, asked, needed)
    found = []
    for count in asked:
        if seen.high[count] - seen.low[count] >= needed[count]:
            continue
        weakness = _probe(attack, seen, int(count), int(needed[count]))
        if weakness:
            found.append(weakness)
    return found


def _sweep(attack: Attack, seen: Witnesses, asked: IntArray, needed: IntArray) -> None:
    """Move many counts at once, for as long as that shows more of them to be safe."""
    left = len(asked) + 1
    for _ in range(12):
        open_ = asked[seen.high[asked] - seen.low[asked] < needed[asked]]
        open_ = open_[attack.place[open_] >= 0]
        if not 1 < len(open_) < left:
            return
        left = len(open_)
        signs = np.where(np.arange(len(open_)) % 2, 1.0, -1.0)
        for turn in (signs, -signs, np.ones(len(open_)), -np.ones(len(open_))):
            weights = np.zeros(len(attack.free))
            weights[attack.place[open_]] = turn
            seen.see(attack.least(weights)[0])


def _probe(attack: Attack, seen: Witnesses, count: int, width: int) -> Weakness | None:
    if attack.place[count] < 0:
        return Weakness(count, width, *(np.zeros(len(attack.system.equations)) for _ in range(2)))
    prices = []
    for sign in (1.0, -1.0):
        point, held = attack.least(attack.weight(count, sign))
        if not seen.see(point):
            seen.see(attack.least_whole(attack.weight(count, sign)))
        prices.append(held)
    if seen.high[count] - seen.low[count] >= width:
        return None
    return Weakness(count, width, prices[0], -prices[1])


def interval(attack: Attack, count: int) -> tuple[int, int]:
    """The least and greatest whole value of a count."""
    if attack.place[count] < 0:
        return int(attack.low[count]), int(attack.high[count])
    ends = []
    for sign in (1.0, -1.0):
        point = attack.least(attack.weight(count, sign))[0]
        if np.abs(point - np.round(point)).max(initial=0.0) > NEAR:
            point = attack.least_whole(attack.weight(count, sign))
        ends.append(round(float(point[count])))
    return ends[0], ends[1]


def some_fit(system: Any, low: FloatArray, high: FloatArray) -> FloatArray:
    """Whole numbers within these bounds for which all sums hold."""
    attack = Attack(system, low, high)
    return attack.least_whole(np.zeros(len(attack.free))) if len(attack.free) else low
