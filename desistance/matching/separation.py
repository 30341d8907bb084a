"""Why a logistic regression has no answer: dependent columns, or covariates that separate the groups."""

from __future__ import annotations

import numpy as np

from desistance.errors import InputError
from desistance.matching.inputs import BoolArray, Covariates, FloatArray

DEPENDENT = 1e-11


def refuse_dependent(found: Covariates, centre: FloatArray, width: FloatArray) -> None:
    """Raise InputError when a column is constant or a linear combination of the intercept and other columns."""
    constant = width <= 1e-12 * (np.abs(centre) + 1e-300)
    if constant.any():
        name = found.names[int(np.flatnonzero(constant)[0])]
        raise InputError(
            "is the same in every row, so it cannot be told from the intercept",
            argument="X",
            column=name,
            remedy="Leave it out of the model.",
        )
    cross = np.zeros((len(width), len(width)))
    for _, _, values in found.blocks():
        scaled = (values - centre) / width
        cross += scaled.T @ scaled
    refuse_dependent_correlation(cross / found.rows, found.names)


def refuse_dependent_correlation(correlation: FloatArray, names: tuple[str, ...]) -> None:
    """Raise InputError naming the columns of a (near) zero eigenvalue of a correlation matrix."""
    values, vectors = np.linalg.eigh(correlation)
    if values[0] > DEPENDENT:
        return
    taking_part = np.abs(vectors[:, 0]) > 1e-4
    involved = [name for name, part in zip(names, taking_part, strict=True) if part]
    raise InputError(
        f"the columns {', '.join(involved)} are linear combinations of one another",
        argument="X",
        column=involved[-1],
        remedy=f"Leave one of them out, for instance {involved[-1]}; of a set of 0/1 columns for one category keep all "
        "but one.",
    )


def refuse_separated(
    found: Covariates, mask: BoolArray, theta: FloatArray, centre: FloatArray, width: FloatArray, *, certain: bool
) -> None:
    """Raise InputError when a combination of covariates puts all treated rows on one side and all others on the other.

    Existence of the estimate follows Albert and Anderson (1984). The candidate direction is that of a linear programme
    over the rows that the model finds hardest; when it does not separate, and the model had not settled (`certain`),
    the error says only that the fit did not converge.
    """
    direction = _separating_direction(found, mask, theta, centre, width)
    if direction is not None:
        worst = int(np.argmax(np.abs(direction[1:])))
        raise InputError(
            "the covariates separate the treated from the others, wholly or in part, so no finite estimate exists",
            argument="X",
            column=found.names[worst],
            remedy=f"{found.names[worst]} weighs most: leave it out, merge its rare categories, match on it exactly, "
            "or drop the rows that could never have been treated.",
        )
    if certain:
        raise InputError(
            "the logistic regression did not converge",
            argument="X",
            remedy="Look for columns that nearly determine treatment or one another and leave them out.",
        )


def _separating_direction(
    found: Covariates, mask: BoolArray, theta: FloatArray, centre: FloatArray, width: FloatArray
) -> FloatArray | None:
    """A direction d with (2t-1) x'd >= 0 in every row and > 0 in some, or None. Rows are added until none objects."""
    sign = np.where(mask, 1.0, -1.0)
    order = np.argsort(sign * _linear(found, theta, centre, width), kind="stable")
    rows = np.unique(order[:2_000])
    for _ in range(30):
        candidate = _programme(found, sign, rows, centre, width)
        if candidate is None:
            return None
        margin = sign * _linear(found, candidate, centre, width)
        objecting = np.flatnonzero(margin < -1e-7)
        if not len(objecting):
            return candidate if margin.max() > 1e-6 else None
        hardest = objecting[np.argsort(margin[objecting], kind="stable")[:2_000]]
        rows = np.unique(np.concatenate((rows, hardest)))
    return None


def _linear(found: Covariates, theta: FloatArray, centre: FloatArray, width: FloatArray) -> FloatArray:
    slopes = theta[1:] / width
    held = np.empty(found.rows)
    for start, stop, values in found.blocks():
        held[start:stop] = (values - centre) @ slopes + theta[0]
    return held


def _programme(
    found: Covariates, sign: FloatArray, rows: np.ndarray, centre: FloatArray, width: FloatArray
) -> FloatArray | None:
    """The direction in the unit box that separates these rows most; None when none separates them at all.

    Linear programme of Konis (2007): maximise the sum of margins, none of them negative.
    """
    from scipy.optimize import linprog

    design = np.ones((len(rows), len(width) + 1))
    design[:, 1:] = (found.take(rows) - centre) / width
    signed = design * sign[rows, None]
    solved = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
    if solved.x is None or -solved.fun <= 1e-7:
        return None
    return np.asarray(solved.x, dtype=np.float64)
