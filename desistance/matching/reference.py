"""Slow and obvious twins of the fast kernels, in plain Python: what the answers mean, and what tests compare with."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from desistance.matching.partial import partial_sort


def balance_row(
    values: Sequence[float], treated: Sequence[bool], weights: Sequence[float] | None = None
) -> dict[str, float | None]:
    """One covariate's balance, straight from the definitions in `balance`."""
    w = [1.0] * len(values) if weights is None else list(weights)
    binary = all(value in (0, 1) for value in values)
    mean = {side: _mean(values, treated, w, side) for side in (True, False)}
    variance = {side: _variance(values, treated, w, side) for side in (True, False)}
    plain = [1.0] * len(values)
    if binary:
        before = {side: _mean(values, treated, plain, side) for side in (True, False)}
        spread = {side: before[side] * (1 - before[side]) for side in before}
    else:
        spread = {side: _variance(values, treated, plain, side) for side in (True, False)}
    divisor = spread[True] if spread[True] > 1e-15 else (spread[True] + spread[False]) / 2
    difference = mean[True] - mean[False]
    gaps = [
        abs(_ecdf(values, treated, w, True, point) - _ecdf(values, treated, w, False, point)) for point in set(values)
    ]
    return {
        "mean_treated": mean[True],
        "mean_control": mean[False],
        "smd": 0.0 if abs(difference) < 1e-12 else difference / math.sqrt(divisor),
        "variance_ratio": None if binary or variance[False] == 0 else variance[True] / variance[False],
        "ecdf_mean": abs(difference) if binary else sum(gaps) / len(gaps),
        "ecdf_max": abs(difference) if binary else max(gaps),
    }


def _mean(values: Sequence[float], treated: Sequence[bool], w: Sequence[float], side: bool) -> float:
    rows = [i for i in range(len(values)) if treated[i] == side]
    return sum(w[i] * values[i] for i in rows) / sum(w[i] for i in rows)


def _variance(values: Sequence[float], treated: Sequence[bool], w: Sequence[float], side: bool) -> float:
    rows = [i for i in range(len(values)) if treated[i] == side]
    total = sum(w[i] for i in rows)
    mean = _mean(values, treated, w, side)
    room = 1 - sum((w[i] / total) ** 2 for i in rows)
    if room <= 1e-12:
        return math.nan
    variance = sum(w[i] / total * (values[i] - mean) ** 2 for i in rows) / room
    return 0.0 if variance <= 1e-20 * mean**2 else variance


def _ecdf(values: Sequence[float], treated: Sequence[bool], w: Sequence[float], side: bool, point: float) -> float:
    rows = [i for i in range(len(values)) if treated[i] == side]
    return sum(w[i] for i in rows if values[i] <= point) / sum(w[i] for i in rows)


def nearest_pairs(
    score: Sequence[float],
    treated: Sequence[bool],
    *,
    ratio: int = 1,
    width: float = math.inf,
    replace: bool = False,
    strata: Sequence[int] | None = None,
    queue: Sequence[int],
    preference: Sequence[tuple[int, ...]],
) -> list[tuple[int, int, int]]:
    """Greedy matching by looking at every control for every treated row: (treated, control, rank), sorted.

    `queue` is the order in which treated rows choose; `preference` breaks ties of distance among controls (smaller
    first).
    """
    used: set[int] = set()
    own: dict[int, set[int]] = {i: set() for i in queue}
    found: list[tuple[int, int, int]] = []
    for rank in range(1, ratio + 1):
        for i in queue:
            if len(own[i]) < rank - 1:
                continue
            taken = own[i] if replace else used
            near = [
                (abs(score[j] - score[i]), preference[j], j)
                for j in range(len(score))
                if not treated[j] and j not in taken and (strata is None or strata[i] == strata[j])
            ]
            near = [entry for entry in near if entry[0] <= width]
            if near:
                j = min(near)[2]
                used.add(j)
                own[i].add(j)
                found.append((i, j, rank))
    return sorted(found, key=lambda pair: (pair[0], pair[2]))


def matchit_pairs(
    score: Sequence[float],
    treated: Sequence[bool],
    *,
    ratio: int = 1,
    replace: bool = False,
    width: float = math.inf,
    strata: Sequence[int] | None = None,
) -> list[tuple[int, int, int]]:
    """(treated, control, rank) as MatchIt 4.7 walks: one unit to the left, one to the right, in order of all units.

    Without replacement the controls come round by round, and a later walk starts outside what was taken. With
    replacement all are chosen in one walk, of up to `ratio` from either side. Other strata are walked over.
    """
    units = sorted(range(len(score)), key=lambda i: (score[i], i))
    queue = sorted((i for i in units if treated[i]), key=lambda i: (-score[i], i))
    taken: dict[int, list[int]] = {i: [] for i in queue}
    used: set[int] = set()
    most = ratio if replace else 1
    for rank in range(1 if replace else ratio):
        for i in (i for i in queue if len(taken[i]) == rank):
            free = {j for j in units if not treated[j] and j not in used and (strata is None or strata[j] == strata[i])}
            near = _met(score, units, (i, *taken[i]), free, most, width)
            taken[i] += [near[k][0] for k in partial_sort([gap for _, gap in near], most)]
            used |= set() if replace else set(taken[i])
    return [(i, j, rank) for i in sorted(taken) for rank, j in enumerate(taken[i], start=1)]


def _met(
    score: Sequence[float], units: Sequence[int], own: Sequence[int], free: set[int], most: int, width: float
) -> list[tuple[int, float]]:
    """Free controls as they are met, each with how far away; none that enough are nearer than, nor more from a side.

    `own` is the treated row and what it has already.
    """
    places = [units.index(j) for j in own]
    ways = units[: min(places)][::-1], units[max(places) + 1 :]
    found: list[tuple[int, float]] = []
    count = [0, 0]
    for step, side in itertools.product(range(len(units)), (0, 1)):
        j = ways[side][step] if step < len(ways[side]) else own[0]
        gap = abs(score[j] - score[own[0]])
        if j in free and gap <= width and count[side] < most and sum(other < gap for _, other in found) < most:
            found.append((j, gap))
            count[side] += 1
    return found
