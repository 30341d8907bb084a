"""Which counts to withhold beyond the small ones: as few as keep every withheld one from being worked out.

The least choice is an integer programme whose constraints come from the attack itself (Fischetti and Salazar 2001):
each time a count can be pinned down, the prices of the linear programme that pins it give an inequality that any safe
choice satisfies. Where that is too long, a linear programme finds for each exposed count the cheapest way to move it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from desistance.disclosure.attack import NEAR, Weakness, weaknesses
from desistance.disclosure.system import BoolArray, FloatArray, IntArray, System

MOST_EXACT = 400
MOST_ROUNDS = 60
MOST_NODES = 2_000
MOST_PRUNED = 150


@dataclass(frozen=True)
class Choice:
    """`withheld` counts, whether no smaller choice exists (`least`), and what could not be kept.

    `named` is the width kept from someone who sees the reasons, `unnamed` from someone who does not (where the former
    cannot be had); `exposed` counts can be worked out whatever this release does.
    """

    withheld: BoolArray
    least: bool
    named: IntArray
    unnamed: IntArray
    exposed: BoolArray


@dataclass
class Needs:
    """What is asked for: widths against those who see the reasons, and against those who do not."""

    system: System
    named: IntArray
    unnamed: IntArray
    exposed: BoolArray
    usable: BoolArray

    def always(self) -> BoolArray:
        return np.asarray(self.system.primary | (self.system.fixed & (self.system.needed > 0)))

    def weak(self, withheld: BoolArray) -> list[tuple[Weakness, bool]]:
        """Every shortfall of a choice, with whether it needs the reasons."""
        found = [(one, True) for one in weaknesses(self.system, withheld, self.named)]
        return found + [(one, False) for one in weaknesses(self.system, withheld, self.unnamed, named=False)]


def choose(system: System) -> Choice:
    """The counts to withhold."""
    needs = _attainable(system)
    start = needs.always()
    if not needs.weak(start):
        return _choice(needs, start, least=True)
    exact = _exact(needs) if needs.usable.sum() <= MOST_EXACT else None
    if exact is not None:
        return _choice(needs, exact[0], least=exact[1])
    return _choice(needs, _pruned(needs, _moved(needs, start)), least=False)


def _choice(needs: Needs, withheld: BoolArray, *, least: bool) -> Choice:
    return Choice(withheld, least, needs.named, needs.unnamed, needs.exposed)


def _attainable(system: System) -> Needs:
    """What can be had at all: where withholding everything does not hide a count, its need is lowered or dropped."""
    usable = system.candidate.copy()
    named, unnamed = system.needed.copy(), np.zeros(system.size, dtype=np.int64)
    needs = Needs(system, named, unnamed, system.lost, usable)
    while True:
        lost = needs.weak(needs.always() | usable)
        if not lost:
            return needs
        for weakness, with_reasons in lost:
            count = weakness.count
            if with_reasons:
                named[count], unnamed[count] = 0, system.needed[count]
            elif any(one for _, one in lost):
                continue
            elif usable[count]:
                usable[count], unnamed[count] = False, 0
            else:
                unnamed[count], needs.exposed[count] = 0, True


@dataclass
class Programme:
    """The integer programme so far: rows `coefficients . y >= least` over the counts that may be withheld."""

    places: IntArray
    cost: FloatArray
    rows: list[FloatArray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    def add(self, row: FloatArray, least: float) -> None:
        self.rows.append(row)
        self.least.append(least)

    def solved(self) -> tuple[BoolArray, bool] | None:
        """The cheapest choice, and whether it is proven to be."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        size = len(self.places)
        held = [LinearConstraint(np.array(self.rows), np.array(self.least))] if self.rows else []
        options = {"node_limit": MOST_NODES, "mip_rel_gap": 0.0}
        found = milp(self.cost, constraints=held, bounds=Bounds(0, 1), integrality=np.ones(size), options=options)
        return None if found.x is None else (found.x > 0.5, found.status == 0)


def _exact(needs: Needs) -> tuple[BoolArray, bool] | None:
    """The least choice and whether it is proven; None where it is not found within the rounds allowed."""
    system = needs.system
    places = np.flatnonzero(needs.usable)
    programme = Programme(places, system.cost[places])
    _lines(needs, programme)
    proven = True
    for _ in range(MOST_ROUNDS):
        solved = programme.solved()
        if solved is None:
            return None
        withheld = needs.always()
        withheld[places[solved[0]]] = True
        proven = proven and solved[1]
        weak = needs.weak(withheld)
        if not weak:
            return withheld, proven
        for weakness, with_reasons in weak:
            proven = _cut(needs, programme, weakness, withheld, with_reasons) and proven
    return None


def _lines(needs: Needs, programme: Programme) -> None:
    """No sum may have exactly one withheld count: a start that spares many rounds. Rounding blurs sums, so not then."""
    system = needs.system
    if system.rules.rounding:
        return
    always = needs.always()
    asked = (needs.named > 0) | (needs.unnamed > 0)
    place = np.full(system.size, -1)
    place[programme.places] = np.arange(len(programme.places))
    for total, parts in system.equations:
        line = np.array([total, *parts])
        if system.fixed[line].any():
            continue
        for count in line[asked[line] & (always | needs.usable)[line]]:
            others = line[line != count]
            if not always[others].any():
                row = np.zeros(len(programme.places))
                row[place[others[needs.usable[others]]]] = 1.0
                if not always[count]:
                    row[place[count]] = -1.0
                programme.add(row, 1.0 if always[count] else 0.0)


def _cut(needs: Needs, programme: Programme, weak: Weakness, withheld: BoolArray, with_reasons: bool) -> bool:
    """Add the inequality that this weakness breaks. False where only whole numbers give the count away, so that the
    inequality asks for more than is known to be needed."""
    system = needs.system
    unit = np.zeros(system.size)
    unit[weak.count] = 1.0
    up, down = unit - system.matrix.T @ weak.up, unit - system.matrix.T @ weak.down
    always, none = needs.always(), np.zeros(system.size, dtype=bool)
    shown = system.ranges(always | none, named=with_reasons)
    hidden = system.ranges(always | needs.usable, named=with_reasons)

    def width(low: FloatArray, high: FloatArray) -> FloatArray:
        top = np.where(up > 0, up * high, up * low)
        return np.asarray(top - np.where(down > 0, down * low, down * high))

    base, gain = width(*shown), width(*hidden) - width(*shown)
    gain[np.abs(gain) < NEAR] = 0.0
    needed, now = float(weak.width), float(base.sum() + gain[withheld].sum())
    honest = now < needed - NEAR
    if not honest:
        needed = np.floor(now + NEAR) + 1.0
    own = float(gain[weak.count])
    missing = needed - float(base.sum()) - own
    row = np.minimum(gain, missing)[programme.places]
    if needs.usable[weak.count]:
        row[programme.places == weak.count] = -missing
        programme.add(row / missing, 0.0)
    else:
        programme.add(row / missing, 1.0)
    return honest


def _moved(needs: Needs, start: BoolArray) -> BoolArray:
    """Withhold, for each exposed count in turn, what lets it move far enough at least cost."""
    withheld = start.copy()
    for _ in range(needs.system.size):
        weak = needs.weak(withheld)
        if not weak:
            return withheld
        for weakness, with_reasons in weak:
            _move(needs, withheld, weakness, with_reasons)
    return withheld


def _move(needs: Needs, withheld: BoolArray, weakness: Weakness, with_reasons: bool) -> None:
    from scipy.optimize import linprog
    from scipy.sparse import block_diag, csr_array, hstack, vstack

    system = needs.system
    low, high = system.ranges(withheld | needs.usable, named=with_reasons)
    one = hstack([system.matrix, -system.matrix])
    probe = np.zeros(4 * system.size)
    probe[[weakness.count, 3 * system.size + weakness.count]] = 1.0
    probe[[system.size + weakness.count, 2 * system.size + weakness.count]] = -1.0
    equal = vstack([block_diag([one, one]), csr_array(probe[None, :])]).tocsr()
    right = np.zeros(equal.shape[0])
    right[-1] = weakness.width + 1.0
    reach = np.tile(np.concatenate([high - system.truth, system.truth - low]), 2)
    price = np.tile(np.where(withheld | system.fixed, NEAR, system.cost), 4)
    for asked in (weakness.width + 1.0, float(weakness.width)):
        right[-1] = asked
        found = linprog(price, A_eq=equal, b_eq=right, bounds=np.column_stack([np.zeros(len(reach)), reach]))
        if found.success:
            moved = np.abs(found.x.reshape(4, -1)).max(axis=0) > NEAR
            withheld |= moved & needs.usable
            return
    withheld |= needs.usable


def _pruned(needs: Needs, withheld: BoolArray) -> BoolArray:
    """Show again what need not be withheld, the dearest first."""
    extra = np.flatnonzero(withheld & needs.usable)
    if len(extra) > MOST_PRUNED:
        return withheld
    kept = withheld.copy()
    for count in extra[np.argsort(-needs.system.cost[extra], kind="stable")]:
        kept[count] = False
        if needs.weak(kept):
            kept[count] = True
    return kept
