"""The propensity score: unpenalised logistic regression by exact maximum likelihood.

Small tables are solved by Newton's method. Large ones start from the exact solution of a reweighted sample (whose
information matrix then serves as the metric) and finish with full passes over all rows, accelerated by keeping every
secant pair, until the Newton decrement is nil: the answer is the maximum of the full likelihood, not of the sample's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from desistance.matching.inputs import (
    BoolArray,
    Covariates,
    FloatArray,
    IntArray,
    covariates,
    indicator,
    refuse_not_finite,
)
from desistance.matching.separation import refuse_dependent, refuse_separated

DECREMENT = 1e-11
LARGE_DECREMENT = 1e-9
MOST_STEPS = 60
MOST_PASSES = 12
LARGE = 20_000
SAMPLE_SEED = 20_221_011


@dataclass(frozen=True)
class Propensity:
    """A fitted propensity model: `score` is one probability a row, `coefficients` start with the intercept."""

    score: FloatArray = field(repr=False)
    coefficients: dict[str, float]
    log_likelihood: float
    passes: int


@dataclass(frozen=True)
class _Scale:
    centre: FloatArray
    width: FloatArray

    def raw(self, theta: FloatArray) -> FloatArray:
        """Coefficients of the columns as given (intercept first) from those of the standardised columns."""
        slopes = theta[1:] / self.width
        return np.concatenate(([theta[0] - slopes @ self.centre], slopes))

    def gradient(self, total: float, moments: FloatArray) -> FloatArray:
        """Gradient for the standardised columns from sums over the columns as given."""
        return np.concatenate(([total], (moments - self.centre * total) / self.width))


def propensity(X: Any, treated: Any) -> FloatArray:
    """Probability of treatment for each row: unpenalised logistic regression with an intercept, exact to 1e-8.

    `X` is rows by covariates (array or table of numbers), `treated` 0/1 or true/false. Raises InputError when values
    are missing, a column is constant or a combination of others, or when covariates separate the groups (then the
    maximum likelihood estimate does not exist).
    """
    return propensity_model(X, treated).score


def propensity_model(X: Any, treated: Any) -> Propensity:
    """The fitted model behind `propensity`: score, coefficients, log-likelihood and passes over the rows."""
    found = covariates(X)
    mask = indicator(treated, argument="treated", rows=found.rows)
    solved = _solve_large(found, mask) if found.rows >= LARGE else None
    beta, score, passes = solved or _solve_exactly(found, mask)
    with np.errstate(divide="ignore"):
        likelihood = float(np.log(score[mask]).sum() + np.log1p(-score[~mask]).sum())
    named = dict(zip(("(intercept)", *found.names), beta.tolist(), strict=True))
    return Propensity(score, named, likelihood, passes)


def _scale(found: Covariates) -> _Scale:
    """Mean and standard deviation of each column, in two passes."""
    total = np.zeros(len(found.names))
    squares = np.zeros_like(total)
    for _, _, values in found.blocks():
        total += values.sum(axis=0)
    centre = total / found.rows
    if not np.isfinite(centre).all():
        refuse_not_finite(found)
    for _, _, values in found.blocks():
        shifted = values - centre
        squares += np.einsum("ij,ij->j", shifted, shifted)
    return _Scale(centre, np.sqrt(squares / found.rows))


Blocks = Callable[[], Any]


def _solve_exactly(found: Covariates, mask: BoolArray) -> tuple[FloatArray, FloatArray, int]:
    scale = _scale(found)
    refuse_dependent(found, scale.centre, scale.width)
    treated = mask.astype(np.float64)

    def blocks() -> Any:
        for start, stop, values in found.blocks():
            yield _standardised(values, scale), treated[start:stop], 1.0

    start = np.zeros(len(found.names) + 1)
    start[0] = np.log(treated.mean() / (1 - treated.mean()))
    theta, _, steps, settled = newton(blocks, start)
    beta = scale.raw(theta)
    score, _ = _pass(found, treated, beta)
    if not settled or _on_the_edge(score):
        refuse_separated(found, mask, theta, scale.centre, scale.width, certain=not settled)
    return beta, score, steps


def _on_the_edge(score: FloatArray) -> bool:
    return bool(np.min(np.minimum(score, 1 - score)) < 1e-9)


def _standardised(values: FloatArray, scale: _Scale) -> FloatArray:
    held = np.empty((values.shape[0], values.shape[1] + 1), order="F")
    held[:, 0] = 1
    np.subtract(values, scale.centre, out=held[:, 1:])
    held[:, 1:] /= scale.width
    return held


def newton(
    blocks: Blocks, start: FloatArray, *, tolerance: float = DECREMENT, most: int = MOST_STEPS
) -> tuple[FloatArray, FloatArray, int, bool]:
    """Newton's method with step halving on blocks of (design, outcome, weight): theta, information, steps, settled.

    It has settled when the Newton decrement, the square root of g'H^-1 g, is below `tolerance`.
    """
    theta, information = start, np.eye(len(start))
    step: FloatArray = np.zeros_like(start)
    likelihood = -np.inf
    for count in range(1, most + 1):
        value, gradient, found = _derivatives(blocks, theta)
        if value < likelihood - 1e-9 * abs(likelihood) and np.abs(step).max() > 1e-9:
            step = step / 2
            theta = theta - step
            continue
        likelihood, information = value, found
        try:
            step = np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)
        except np.linalg.LinAlgError:
            return theta, information, count, False
        decrement = float(gradient @ step)
        theta = theta + step
        if not np.isfinite(theta).all() or decrement < 0 or np.linalg.cond(information) > 1e14:
            return theta - step, information, count, False
        if decrement <= tolerance**2 or (decrement <= 1e-18 and np.abs(step).max() <= 1e-9):
            return theta, information, count, True
    return theta, information, most, False


def _derivatives(blocks: Blocks, theta: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    value, gradient, information = 0.0, np.zeros_like(theta), np.zeros((len(theta), len(theta)))
    for design, outcome, weight in blocks():
        linear = design @ theta
        value += float(np.sum(weight * (outcome * linear - np.logaddexp(0, linear))))
        p = _logistic(linear)
        gradient += ((outcome - p) * weight) @ design
        information += design.T @ (design * (p * (1 - p) * weight)[:, None])
    return value, gradient, information


def _logistic(linear: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-linear)))


def _pass(found: Covariates, treated: FloatArray, beta: FloatArray) -> tuple[FloatArray, tuple[float, FloatArray]]:
    """One pass over all rows: the scores, and the sums of residuals and of residuals times each column."""
    score = np.empty(found.rows)
    total, moments = 0.0, np.zeros(len(found.names))
    with np.errstate(over="ignore", invalid="ignore"):
        for start, stop, values in found.blocks():
            p = values @ beta[1:]
            p += beta[0]
            np.negative(p, out=p)
            np.exp(p, out=p)
            p += 1
            np.divide(1, p, out=score[start:stop])
            residual = treated[start:stop] - score[start:stop]
            total += float(residual.sum())
            moments += residual @ values
    if not np.isfinite(moments).all():
        refuse_not_finite(found)
    return score, (total, moments)


def _solve_large(found: Covariates, mask: BoolArray) -> tuple[FloatArray, FloatArray, int] | None:
    """The same maximum from a sample's warm start; None when the sample cannot serve, so that Newton must."""
    warm = _warm_start(found, mask)
    if warm is None:
        return None
    theta, information, scale = warm
    treated = mask.astype(np.float64)
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    pairs: list[tuple[FloatArray, FloatArray]] = []
    before: tuple[FloatArray, FloatArray] | None = None
    for count in range(1, MOST_PASSES + 1):
        score, sums = _pass(found, treated, scale.raw(theta))
        gradient = scale.gradient(*sums)
        if float(gradient @ inverse @ gradient) <= LARGE_DECREMENT**2:
            return (scale.raw(theta), score, count) if not _on_the_edge(score) else None
        if before is not None:
            pairs.append((theta - before[0], before[1] - gradient))
        before = theta, gradient
        step = _secant_step(gradient, inverse, pairs)
        if not np.isfinite(step).all() or np.abs(step).max() > 1:
            return None
        theta = theta + step
    return None


def _secant_step(gradient: FloatArray, inverse: FloatArray, pairs: list[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """The BFGS step with every pair kept (two-loop recursion, Nocedal 1980), the sample's information as its start."""
    q = gradient.copy()
    kept: list[tuple[float, float, FloatArray, FloatArray]] = []
    for moved, change in reversed(pairs):
        curvature = float(moved @ change)
        if curvature <= 0:
            continue
        share = float(moved @ q) / curvature
        q -= share * change
        kept.append((share, curvature, moved, change))
    step = inverse @ q
    for share, curvature, moved, change in reversed(kept):
        step += moved * (share - float(change @ step) / curvature)
    return step


def _warm_start(found: Covariates, mask: BoolArray) -> tuple[FloatArray, FloatArray, _Scale] | None:
    """Exact solution of a small sample, then of a larger one that starts from it, each weighted up to all rows."""
    theta: FloatArray | None = None
    information = np.eye(1)
    draws = np.random.default_rng(SAMPLE_SEED)
    sides = draws.permutation(np.flatnonzero(mask)), _some(draws, ~mask, 60_000)
    scale: _Scale | None = None
    for size, tolerance in ((3_000, 1e-2), (min(50_000, max(10_000, found.rows // 12)), 1e-4)):
        chosen = [side[:size] for side in sides]
        rows = np.concatenate(chosen)
        values = found.take(rows)
        if scale is None:
            scale = _Scale(values.mean(axis=0), values.std(axis=0))
            if not (np.isfinite(scale.centre).all() and np.all(scale.width > 1e-9 * (1 + np.abs(scale.centre)))):
                return None
            theta = np.zeros(values.shape[1] + 1)
            theta[0] = np.log(mask.mean() / (1 - mask.mean()))
        design = _standardised(values, scale)
        outcome = np.repeat([1.0, 0.0], [len(chosen[0]), len(chosen[1])])
        counts = np.array([mask.sum(), found.rows - mask.sum()])
        weight = np.repeat(counts / [len(chosen[0]), len(chosen[1])], [len(chosen[0]), len(chosen[1])])
        if theta is None or (design.T @ design / len(rows)).shape[0] > len(rows):
            return None
        theta, information, _, settled = newton(
            partial(_in_blocks, design, outcome, weight),
            theta,
            tolerance=tolerance * found.rows**0.5,
            most=15,
        )
        if not settled or np.linalg.cond(information) > 1e10:
            return None
    return (theta, information, scale) if theta is not None and scale is not None else None


def _some(draws: np.random.Generator, side: BoolArray, most: int) -> IntArray:
    """At most `most` rows of one side, at random, without listing the side when it is much larger."""
    count = int(side.sum())
    if count <= 2 * most:
        return np.asarray(draws.permutation(np.flatnonzero(side)), dtype=np.int64)
    tried = np.unique(draws.integers(0, len(side), size=int(most * 1.3 * len(side) / count)))
    return np.asarray(draws.permutation(tried[side[tried]])[:most], dtype=np.int64)


def _in_blocks(design: FloatArray, outcome: FloatArray, weight: FloatArray, size: int = 8_192) -> Any:
    for start in range(0, len(outcome), size):
        part = slice(start, start + size)
        yield design[part], outcome[part], weight[part]
