"""Nearest neighbours on a score: greedy, with caliper, ratio, replacement, exact strata and an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from desistance.errors import InputError
from desistance.matching.greedy import Pool, in_order, run_starts, with_replacement, without_replacement
from desistance.matching.inputs import BoolArray, FloatArray, IntArray, codes, indicator, vector
from desistance.matching.match import Match, from_pairs, pair_table
from desistance.matching.tiebreak import TieBreak, refuse_seed

Order = Literal["largest", "smallest", "data", "random"]
Ties = Literal["stable", "matchit"]

HEAVY_TIES = (
    "Some choices were between equally near controls: they were made as MatchIt makes them where it was built with the "
    "GNU C++ library, and depend on the order of rows. Report `tie_spread`."
)
NO_KEY = (
    "Some choices were among rows with the same score: give `key` (the covariates or an identifier) so that they do "
    "not depend on the order of rows, and report `tie_spread`."
)
RANDOM_ORDER = "A random order is drawn by this library's own generator, so it cannot repeat MatchIt's."


@dataclass(frozen=True)
class _Task:
    score: FloatArray
    mask: BoolArray
    ratio: int
    width: float
    replace: bool
    order: Order
    ties: Ties
    tie_break: TieBreak
    standing: IntArray | None
    """The place of every row among all, where steps go over rows of other strata too, as MatchIt's do."""


def nearest(
    score: Any,
    treated: Any,
    *,
    ratio: int = 1,
    caliper: float | None = None,
    caliper_in: Literal["sd", "score"] = "sd",
    replace: bool = False,
    order: Order = "largest",
    ties: Ties = "stable",
    seed: int = 0,
    exact: Any = None,
    key: Any = None,
) -> Match:
    """Match each treated row to its nearest unused controls on the score, greedily.

    A caliper in `sd` is times the standard deviation (n-1) of the score over all rows. With `ratio` k matching goes
    round by round. `order` says which treated rows choose first; `exact` keeps pairs within equal values. Equal
    distances are broken by a seeded hash of what rows hold (`key`: identifiers or covariates, one row each; without it
    rows of the same score can only be told apart by their position), or, with ties="matchit", by MatchIt 4.7's rule:
    in the order of all units by score and row, fewer steps away wins and then the lower side; steps are counted from
    the treated row and the controls it has already. Several with replacement are chosen at once, among those met step
    by step, by `partial_sort`.

    Raises InputError for unusable scores, sides without rows, and options that cannot be.
    """
    values = vector(score, argument="score")
    mask = indicator(treated, argument="treated", rows=len(values))
    _refuse_options(ratio, caliper, caliper_in, order, ties)
    refuse_seed(seed)
    width = _width(values, caliper, caliper_in)
    tie_break = TieBreak(values, key, seed, by_row=ties == "matchit")
    standing = _standing(values) if tie_break.by_row and exact is not None else None
    task = _Task(values, mask, ratio, np.inf if width is None else width, replace, order, ties, tie_break, standing)
    found, tied = _matched(task, exact)
    pairs = pair_table(*found)
    weights, clusters, unmatched = from_pairs(pairs, mask, replace=replace)
    notes = _notes(task, tied, key is None)
    return Match(pairs, weights, unmatched, width, clusters, mask, tied, notes)


def _refuse_options(ratio: int, caliper: float | None, caliper_in: str, order: str, ties: str) -> None:
    if not isinstance(ratio, int | np.integer) or ratio < 1:
        raise InputError(f"{ratio!r} controls for each", argument="ratio", remedy="Give a whole number, 1 or more.")
    if caliper is not None and not (np.isfinite(caliper) and caliper > 0):
        raise InputError(f"{caliper!r} is no width", argument="caliper", remedy="Give a positive number or None.")
    for argument, value, allowed in (
        ("caliper_in", caliper_in, ("sd", "score")),
        ("order", order, ("largest", "smallest", "data", "random")),
        ("ties", ties, ("stable", "matchit")),
    ):
        if value not in allowed:
            raise InputError(f"{value!r} is not known", argument=argument, remedy=f"Choose {' or '.join(allowed)}.")


def _width(score: FloatArray, caliper: float | None, caliper_in: str) -> float | None:
    if caliper is None:
        return None
    return float(caliper * score.std(ddof=1)) if caliper_in == "sd" else float(caliper)


def _matched(task: _Task, exact: Any) -> tuple[tuple[IntArray, IntArray, IntArray], int]:
    parts: list[tuple[IntArray, IntArray, IntArray]] = []
    tied = 0
    for rows in _strata(exact, task.mask):
        found, some = _one_stratum(task, rows)
        parts.append(found)
        tied += some
    empty = np.zeros(0, dtype=np.int64)
    columns = [np.concatenate([part[j] for part in parts]) if parts else empty for j in range(3)]
    return (columns[0], columns[1], columns[2]), tied


def _strata(exact: Any, mask: BoolArray) -> Iterator[IntArray | None]:
    if exact is None:
        yield None
        return
    strata = codes(exact, argument="exact", rows=len(mask))
    order = np.argsort(strata, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(strata[order])) + 1):
        inside = mask[rows]
        if inside.any() and not inside.all():
            yield rows


def _one_stratum(task: _Task, rows: IntArray | None) -> tuple[tuple[IntArray, IntArray, IntArray], int]:
    mask = task.mask if rows is None else task.mask[rows]
    treated, control = np.flatnonzero(mask), np.flatnonzero(~mask)
    if rows is not None:
        treated, control = rows[treated], rows[control]
    treated = _queue(task, treated)
    control = _within_reach(task, treated, control)
    control = in_order(task.score, control, task.tie_break)
    pool, places, standing = _pool(task, treated, control)
    scan = with_replacement if task.replace else without_replacement
    found = np.array(scan(pool, task.score[treated], places, standing, task.ratio, task.width), dtype=np.int64).reshape(
        -1, 3
    )
    tied = pool.tied + _chosen_within_runs(pool, found[:, 1])
    return (treated[found[:, 0]], control[found[:, 1]], found[:, 2]), tied


def _queue(task: _Task, treated: IntArray) -> IntArray:
    """Treated rows in the order in which they choose."""
    if task.order == "data":
        return treated
    ties = task.tie_break
    if task.order == "random":
        drawn = ties.drawn(treated) if ties.by_row else ties.content(treated)
        return treated[np.lexsort((ties.place(treated), drawn))]
    score = task.score[treated] if task.order == "smallest" else -task.score[treated]
    return treated[np.lexsort((ties.place(treated), ties.content(treated), score))]


def _within_reach(task: _Task, treated: IntArray, control: IntArray) -> IntArray:
    if not np.isfinite(task.width):
        return control
    score = task.score[control]
    low, high = task.score[treated].min() - task.width, task.score[treated].max() + task.width
    slack = 1e-9 * max(abs(low), abs(high))
    near: IntArray = control[(score >= low - slack) & (score <= high + slack)]
    return near


def _pool(task: _Task, treated: IntArray, control: IntArray) -> tuple[Pool, IntArray, IntArray]:
    """The controls as a pool, where each treated row stands among them, and its place in the joint order."""
    score, chosen = task.score[control], task.score[treated]
    ties = task.tie_break
    if not ties.by_row:
        places = np.searchsorted(score, chosen, side="left")
        return Pool(score, control, ties, run_starts(score)), places, np.zeros(len(treated), dtype=np.int64)
    standing = task.standing
    if standing is None:
        units = in_order(task.score, np.concatenate((treated, control)), ties)
        standing = np.empty(len(task.score), dtype=np.int64)
        standing[units] = np.arange(len(units))
    own, others = standing[treated], standing[control]
    return Pool(score, control, ties, None, others), np.searchsorted(others, own), own


def _standing(score: FloatArray) -> IntArray:
    places = np.empty(len(score), dtype=np.int64)
    places[np.argsort(score, kind="stable")] = np.arange(len(score))
    return places


def _chosen_within_runs(pool: Pool, places: IntArray) -> int:
    """How many chosen controls had the same score as another control of the pool."""
    same = pool.score[1:] == pool.score[:-1]
    if not same.any():
        return 0
    alike = np.zeros(len(pool.score), dtype=bool)
    alike[1:] = same
    alike[:-1] |= same
    return int(alike[places].sum())


def _notes(task: _Task, tied: int, keyless: bool) -> tuple[str, ...]:
    notes: list[str] = []
    if tied and task.ties == "matchit" and task.ratio > 1:
        notes.append(HEAVY_TIES)
    if tied and task.ties == "stable" and keyless:
        notes.append(NO_KEY)
    if task.ties == "matchit" and task.order == "random":
        notes.append(RANDOM_ORDER)
    return tuple(notes)
