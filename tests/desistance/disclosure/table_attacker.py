"""The attacker: works out withheld counts from released tables alone, knowing the rules. He has none of our code.

He knows the threshold, the rounding and whether zeros are hidden; that each total is the sum of its cells; that a
withheld count is small or protects one that is; that the second table of a link is part of the first; and, with
`reasons`, which of the withheld counts are the small ones.
"""

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

MANY = 10_000.0


class Attacker:
    def __init__(self, threshold, zeros="hide", rounding=None):
        self.threshold, self.zeros, self.rounding = threshold, zeros, rounding
        self.low, self.high, self.names, self.equal = [], [], {}, []

    def see(self, name, table, count, by, reasons=None):
        """Take in one released table."""
        rows = table.to_pylist()
        small = {} if reasons is None else {self.key(name, r, by): r["reason"] for r in reasons if r["table"] == name}
        for row in rows:
            key = self.key(name, row, by)
            self.names[key] = len(self.low)
            low, high = self.range(row[count], small.get(key))
            self.low.append(low)
            self.high.append(high)
        for row in rows:
            for one in by:
                if row[one] is None:
                    parts = [other for other in rows if other[one] is not None and self.beside(row, other, by, one)]
                    places = [self.names[self.key(name, part, by)] for part in parts]
                    self.equal.append({self.names[self.key(name, row, by)]: -1.0} | dict.fromkeys(places, 1.0))

    def link(self, plus, minus, by):
        """The second table is part of the first: their difference is not below 0."""
        for key, place in list(self.names.items()):
            other = self.names.get((minus, *key[1:]))
            if key[0] == plus and other is not None:
                self.low.append(0.0)
                self.high.append(MANY)
                self.equal.append({place: 1.0, other: -1.0, len(self.low) - 1: -1.0})
                self.names[("rest", plus, minus, *key[1:])] = len(self.low) - 1

    def same(self, one, other):
        """Two tables show the same rows."""
        for key, place in list(self.names.items()):
            twin = self.names.get((other, *key[1:]))
            if key[0] == one and twin is not None:
                self.equal.append({place: 1.0, twin: -1.0})

    @staticmethod
    def key(name, row, by):
        return (name, *(row[one] for one in by))

    @staticmethod
    def beside(row, other, by, one):
        return all(row[name] == other[name] for name in by if name != one)

    def range(self, shown, reason):
        least = 0 if self.zeros == "hide" else 1
        if shown is None:
            if reason is None:
                return float(least), MANY
            return (float(least), self.threshold - 1.0) if "below" in reason else (float(self.threshold), MANY)
        if not self.rounding or shown == 0:
            return float(shown), float(shown)
        low = math.ceil(shown - self.rounding / 2)
        high = math.ceil(shown + self.rounding / 2) - 1
        return float(max(low, self.threshold)), float(high)

    def matrix(self):
        matrix = np.zeros((len(self.equal), len(self.low)))
        for row, terms in enumerate(self.equal):
            for place, sign in terms.items():
                matrix[row, place] += sign
        return matrix

    def works_out(self, key, whole=True):
        """The least and greatest value that the count can have."""
        place = self.names[key]
        matrix, ends = self.matrix(), []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(self.low))
            aim[place] = sign
            if whole:
                held = [LinearConstraint(matrix, 0, 0)] if len(matrix) else []
                found = milp(aim, constraints=held, bounds=Bounds(self.low, self.high), integrality=np.ones(len(aim)))
            else:
                bounds = np.column_stack([self.low, self.high])
                found = linprog(aim, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
            assert found.success, found.message
            ends.append(found.x[place])
        low, high = math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6)
        return low, high

    def recovered(self, whole=True):
        """Every withheld count that is known exactly, or to within the rounding."""
        least = 0 if self.zeros == "hide" else 1
        width = min(self.rounding or 1, self.threshold - 1 - least)
        found = {}
        for key, place in self.names.items():
            if key[0] != "rest" and self.withheld(place):
                low, high = self.works_out(key, whole)
                if high - low < width:
                    found[key] = (low, high)
        return found

    def withheld(self, place):
        low, high = self.low[place], self.high[place]
        return high == MANY or (low < self.threshold and high > low)


def attack(protected, *, threshold, zeros="hide", rounding=None, links=(), same=(), reasons=False, earlier=()):
    """The attacker with everything in hand that a release shows (and, with `reasons`, the record of them)."""
    attacker = Attacker(threshold, zeros, rounding)
    told = protected.reasons.to_pylist() if reasons else None
    for name, table in protected.tables.items():
        attacker.see(name, table, protected.count, protected.by(name), told)
    for name, table, by in earlier:
        attacker.see(name, table, protected.count, by)
    for plus, minus in links:
        attacker.link(plus, minus, ())
    for one, other in same:
        attacker.same(one, other)
    return attacker
