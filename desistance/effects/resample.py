"""The bootstrap over a whole pipeline: scores, matching and outcome model done again for every resample."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from desistance.effects.estimate import Estimate, two_sided
from desistance.effects.linear import NIL
from desistance.errors import InputError
from desistance.matching.inputs import IntArray, codes
from desistance.progress import counter

MOST_FAILED = 0.1


@dataclass(frozen=True)
class Pipeline:
    """An analysis from rows to one number: `statistic(rows)` for row positions, repeated ones meaning repeated rows.

    `rows` is how many rows there are; `cluster`, one value a row, makes whole clusters (people) be drawn together;
    `strata` keeps the numbers drawn of each kind (treated and others, say) as they are.
    """

    statistic: Callable[[IntArray], float]
    rows: int
    cluster: Any = None
    strata: Any = None

    def __post_init__(self) -> None:
        if self.rows < 2:
            raise InputError(f"{self.rows} rows", argument="rows", remedy="Give the number of rows, at least 2.")
        if self.cluster is not None and self.strata is not None:
            raise InputError("strata of clusters are not drawn", argument="strata", remedy="Give one of the two.")


@dataclass(frozen=True)
class Bootstrap(Estimate):
    """The percentile interval is `low` to `high`; `draws` are the estimates of the resamples that had one."""

    draws: tuple[float, ...] = ()
    failed: int = 0


def bootstrap(
    pipeline: Pipeline | Callable[[np.random.Generator], float],
    *,
    repetitions: int,
    seed: int,
    estimate: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 1,
) -> Bootstrap:
    """Run a pipeline on resamples of its rows: standard error, percentile interval and p (normal, from that error).

    A `Pipeline` is given the resampled rows and is run once on all rows for the estimate. Any other callable is given a
    seeded generator and resamples by itself; its `estimate` is given, or the mean of the draws stands for it. Each
    repetition has its own stream, so that the first hundred are the same whatever their number. A resample that raises
    InputError (no overlap, separation) counts as failed; more than a tenth failing is an error, since the interval
    would then describe only the easy resamples. The interval is not valid for matching with replacement and a fixed
    number of controls (Abadie and Imbens 2008).

    `workers` is how many repetitions run at a time, in threads: the draws are the same for any number, and the pipeline
    must not write on what its runs share. `progress` is told how many are done of how many; without one a terminal is.
    """
    _refuse_options(repetitions, seed, workers)
    run, size = _runner(pipeline)
    if isinstance(pipeline, Pipeline):
        estimate = float(pipeline.statistic(np.arange(pipeline.rows, dtype=np.int64)))
    draws, failed = _draws(_in_turn(run, repetitions, seed, workers), repetitions, progress or counter("bootstrap"))
    held = np.array(draws)
    varies = float(np.ptp(held)) > NIL * float(np.abs(held).max())
    spread = float(held.std(ddof=1)) if varies else 0.0
    centre = float(held.mean()) if estimate is None else estimate
    low, high = (float(bound) for bound in np.quantile(held, (0.025, 0.975)))
    p = two_sided(centre / spread) if spread > 0 else math.nan
    method = f"bootstrap of the whole pipeline, {repetitions} repetitions, seed {seed}, percentile interval"
    if failed:
        method += f", {failed} resamples had no estimate"
    return Bootstrap(centre, spread, low, high, p, size, method, draws=tuple(draws), failed=failed)


def _refuse_options(repetitions: int, seed: int, workers: int) -> None:
    if workers < 1:
        raise InputError(f"{workers!r} workers", argument="workers", remedy="Give 1, or the number of cores.")
    if repetitions < 2:
        raise InputError(
            f"{repetitions} repetitions", argument="repetitions", remedy="Give 200 at least; 1000 is usual."
        )
    if seed < 0:
        raise InputError(f"{seed!r} is no seed", argument="seed", remedy="Give a whole number, 0 or more.")


def _runner(
    pipeline: Pipeline | Callable[[np.random.Generator], float],
) -> tuple[Callable[[np.random.Generator], float], int]:
    if not isinstance(pipeline, Pipeline):
        return pipeline, 0
    if pipeline.cluster is not None:
        groups = codes(pipeline.cluster, argument="cluster", rows=pipeline.rows)
        members = np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))[:-1])
        return lambda draw: pipeline.statistic(
            np.concatenate([members[g] for g in draw.integers(0, len(members), len(members))])
        ), pipeline.rows
    if pipeline.strata is not None:
        kinds = codes(pipeline.strata, argument="strata", rows=pipeline.rows)
        parts = [np.flatnonzero(kinds == kind) for kind in range(int(kinds.max()) + 1)]
        return lambda draw: pipeline.statistic(
            np.concatenate([part[draw.integers(0, len(part), len(part))] for part in parts])
        ), pipeline.rows
    return lambda draw: pipeline.statistic(draw.integers(0, pipeline.rows, pipeline.rows)), pipeline.rows


def _streams(seed: int, repetitions: int) -> Iterator[np.random.Generator]:
    for number in range(repetitions):
        yield np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))


def _in_turn(
    run: Callable[[np.random.Generator], float], repetitions: int, seed: int, workers: int
) -> Iterator[tuple[float | None, str]]:
    """The estimate of each repetition in its turn, or why there is none."""

    def one(stream: np.random.Generator) -> tuple[float | None, str]:
        try:
            return float(run(stream)), ""
        except InputError as error:
            return None, str(error)

    if workers == 1:
        yield from map(one, _streams(seed, repetitions))
        return
    pool = ThreadPoolExecutor(workers)
    try:
        yield from pool.map(one, _streams(seed, repetitions))
    finally:
        pool.shutdown(cancel_futures=True)


def _draws(
    results: Iterator[tuple[float | None, str]], repetitions: int, progress: Callable[[int, int], None]
) -> tuple[list[float], int]:
    found: list[float] = []
    failed, last = 0, ""
    for done, (estimate, said) in enumerate(results, start=1):
        if estimate is None:
            failed, last = failed + 1, said
        else:
            found.append(estimate)
        progress(done, repetitions)
    if failed > MOST_FAILED * repetitions or len(found) < 2:
        raise InputError(
            f"{failed} of {repetitions} resamples had no estimate, the last because: {last}",
            argument="pipeline",
            remedy="The design is too thin for a bootstrap: pool groups, drop covariates or widen the caliper.",
        )
    if not np.isfinite(found).all():
        raise InputError("an estimate is not a number", argument="pipeline", remedy="Check the statistic.")
    return found, failed
