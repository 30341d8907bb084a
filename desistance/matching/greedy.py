"""The greedy scan of one stratum: controls in order of score, treated rows taken one after another.

Controls are positions in a sorted array. Used ones are skipped by two union-find maps (next free to the right, next
free to the left) held as dictionaries, so only positions that were used cost memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from desistance.matching.inputs import FloatArray, IntArray
from desistance.matching.partial import partial_sort
from desistance.matching.tiebreak import TieBreak


@dataclass
class Pool:
    """Controls of one stratum in order of (score, preference), and where runs of equal scores start.

    A tie between the nearest control below and the nearest above goes by `standing`, the place of each control in the
    order of all units (fewer steps wins, then the lower side), or, where that is None, by `ties` (the smaller hash of
    the control's `rows` wins). `starts` is None where no scores tie or where runs are entered from the near side.
    """

    score: FloatArray
    rows: IntArray
    ties: TieBreak
    starts: IntArray | None
    standing: IntArray | None = None
    right: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    tied: int = 0

    def use(self, place: int) -> None:
        """Take a control out."""
        self.right[place] = place + 1
        self.left[place] = place - 1

    def above(self, place: int) -> int:
        """The first free position at or after `place`; the length of the pool if none."""
        return _root(self.right, place)

    def below(self, place: int) -> int:
        """The free position at or before `place` that comes next: the preferred one of its run; -1 if none."""
        found = _root(self.left, place)
        if self.starts is None or found < 0:
            return found
        return _root(self.right, int(self.starts[found]))


def _root(links: dict[int, int], place: int) -> int:
    end = place
    while end in links:
        end = links[end]
    while place != end:
        links[place], place = end, links[place]
    return end


def choose(pool: Pool, score: float, place: int, edges: tuple[int, int], width: float) -> int:
    """The free control nearest to a treated row within the caliper, -1 for none.

    `place` is where the treated row would stand among the controls; `edges` are the lowest and the highest place in
    the joint order of the treated row and the controls it has already: steps are counted from there.
    """
    high, low = pool.above(place), pool.below(place - 1)
    up = float(pool.score[high]) - score if high < len(pool.score) else np.inf
    down = score - float(pool.score[low]) if low >= 0 else np.inf
    up, down = abs(up), abs(down)
    if min(up, down) > width or min(up, down) == np.inf:
        return -1
    if up != down:
        return high if up < down else low
    pool.tied += 1
    if pool.standing is not None:
        lowest, highest = edges
        return high if int(pool.standing[high]) - highest < lowest - int(pool.standing[low]) else low
    hashes = pool.ties.content(pool.rows[[low, high]])
    return high if hashes[1] < hashes[0] else low


def without_replacement(
    pool: Pool, score: FloatArray, places: IntArray, standing: IntArray, ratio: int, width: float
) -> list[tuple[int, int, int]]:
    """Round by round: every treated row gets its j-th control before any gets the next. (treated, place, rank)."""
    found: list[tuple[int, int, int]] = []
    waiting = list(range(len(score)))
    scores, starts, edges = score.tolist(), places.tolist(), [(own, own) for own in standing.tolist()]
    for rank in range(1, ratio + 1):
        still: list[int] = []
        for i in waiting:
            place = choose(pool, scores[i], starts[i], edges[i], width)
            if place >= 0:
                pool.use(place)
                edges[i] = _widened(pool, edges[i], place)
                found.append((i, place, rank))
                still.append(i)
        waiting = still
    return found


def _widened(pool: Pool, edges: tuple[int, int], place: int) -> tuple[int, int]:
    if pool.standing is None:
        return edges
    taken = int(pool.standing[place])
    return min(edges[0], taken), max(edges[1], taken)


def with_replacement(
    pool: Pool, score: FloatArray, places: IntArray, standing: IntArray, ratio: int, width: float
) -> list[tuple[int, int, int]]:
    """Each treated row's nearest controls, as if no other treated row existed. (treated, place, rank)."""
    found: list[tuple[int, int, int]] = []
    for i in range(len(score)):
        own, place = float(score[i]), int(places[i])
        if pool.standing is None:
            chosen = _one_by_one(pool, own, place, ratio, width)
        else:
            chosen = _few(pool, pool.standing, (own, place, int(standing[i])), ratio, width)
        found += [(i, control, rank) for rank, control in enumerate(chosen, start=1)]
    return found


def _one_by_one(pool: Pool, score: float, place: int, ratio: int, width: float) -> list[int]:
    pool.right, pool.left = {}, {}
    chosen: list[int] = []
    while len(chosen) < ratio:
        control = choose(pool, score, place, (0, 0), width)
        if control < 0:
            break
        pool.use(control)
        chosen.append(control)
    return chosen


def _few(pool: Pool, standing: IntArray, treated: tuple[float, int, int], ratio: int, width: float) -> list[int]:
    """The nearest `ratio` by MatchIt's rule: up to that many from either side, met step by step, partly sorted.

    `treated` is a treated row's score, its place among the controls and its place in the joint order.
    """
    score, place, own = treated
    sides = range(place - 1, max(place - 1 - ratio, -1), -1), range(place, min(place + ratio, len(pool.score)))
    met: list[tuple[int, int, int, float]] = []
    for side, places in enumerate(sides):
        for control in places:
            gap = abs(float(pool.score[control]) - score)
            if gap > width:
                break
            met.append((abs(int(standing[control]) - own), side, control, gap))
    near: list[tuple[int, float]] = []
    for _, _, control, gap in sorted(met):
        if sum(other < gap for _, other in near) < ratio:
            near.append((control, gap))
    gaps = [gap for _, gap in near]
    chosen = partial_sort(gaps, ratio)
    pool.tied += len(near) > ratio and sum(gap <= gaps[chosen[-1]] for gap in gaps) > ratio
    return [near[j][0] for j in chosen]


def run_starts(score: FloatArray) -> IntArray | None:
    """For each position of a sorted array where its run of equal values starts; None if all differ."""
    same = score[1:] == score[:-1]
    if not same.any():
        return None
    first = np.arange(len(score), dtype=np.int64)
    first[1:][same] = 0
    return np.asarray(np.maximum.accumulate(first), dtype=np.int64)


def in_order(score: FloatArray, rows: IntArray, ties: TieBreak) -> IntArray:
    """`rows` by score and, only inside runs of equal scores, by the tie-break."""
    order = np.argsort(score[rows])
    ranked = rows[order]
    held = score[ranked]
    same = held[1:] == held[:-1]
    if not same.any():
        return ranked
    inside = np.zeros(len(rows), dtype=bool)
    inside[1:] = same
    inside[:-1] |= same
    tied = ranked[inside]
    ranked[inside] = tied[np.lexsort((ties.place(tied), ties.content(tied), held[inside]))]
    return ranked
