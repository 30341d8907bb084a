"""Would the finding survive other choices? Placebo tests, specification curves and the three-run display."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.effects.difference import att
from desistance.effects.estimate import Estimate, as_table
from desistance.effects.multiple import adjust
from desistance.errors import InputError
from desistance.matching import nearest, propensity
from desistance.matching.inputs import BoolArray, FloatArray, covariates, indicator, vector
from desistance.tables import as_arrow


def placebo_outcomes(outcomes: Any, treated: Any, weights: Any = None, *, cluster: Any = None) -> pa.Table:
    """Effects on outcomes that treatment cannot have touched (those before it began): they should be nil.

    `outcomes` has a column for each. A row for each with its effect, `p_holm` and `passed` (adjusted p at least .05).
    """
    table = as_arrow(outcomes, argument="outcomes")
    found = [att(table[name], treated, weights, cluster=cluster) for name in table.column_names]
    if not found:
        raise InputError("has no columns", argument="outcomes", remedy="Give at least one outcome before treatment.")
    adjusted = adjust([1.0 if np.isnan(effect.p) else effect.p for effect in found])
    labels = {"outcome": table.column_names, "p_holm": adjusted.tolist(), "passed": (adjusted >= 0.05).tolist()}
    return as_table(found, labels)


def placebo_treatment(
    statistic: Callable[[Any], float], treated: Any, *, repetitions: int = 500, seed: int = 0
) -> Estimate:
    """Randomisation test: `statistic` of the true marks against that of marks shuffled among all rows.

    `p` is the share of shuffles at least as far from none, counting the true one; `low` and `high` hold the middle 95%
    of what chance alone gives. Raises InputError for fewer than 20 repetitions.
    """
    if repetitions < 20:
        raise InputError(f"{repetitions} repetitions", argument="repetitions", remedy="Give 20 at least; 500 is usual.")
    if seed < 0:
        raise InputError(f"{seed!r} is no seed", argument="seed", remedy="Give a whole number, 0 or more.")
    mask = indicator(treated, argument="treated")
    observed = float(statistic(mask))
    draws = np.random.default_rng(seed)
    chance = np.array([float(statistic(draws.permutation(mask))) for _ in range(repetitions)])
    beyond = int((np.abs(chance) >= abs(observed) - 1e-12).sum())
    low, high = (float(bound) for bound in np.quantile(chance, (0.025, 0.975)))
    p = (beyond + 1) / (repetitions + 1)
    method = f"shuffled treatment, {repetitions} draws, interval under no effect"
    return Estimate(observed, float(chance.std(ddof=1)), low, high, p, len(mask), method)


def specification_curve(specifications: Mapping[str, Callable[[], Estimate]]) -> pa.Table:
    """Every specification's estimate, least first, with a `problem` where one could not be made.

    Columns: `specification`, `problem`, then the estimate's. Raises InputError where none is given.
    """
    if not specifications:
        raise InputError("is empty", argument="specifications", remedy="Give at least one named specification.")
    nothing = Estimate(np.nan, np.nan, np.nan, np.nan, np.nan, 0, "not estimated")
    made: list[tuple[str, str | None, Estimate]] = []
    for name, specification in specifications.items():
        try:
            made.append((name, None, specification()))
        except InputError as error:
            made.append((name, str(error), nothing))
    made.sort(key=lambda row: (np.isnan(row[2].estimate), row[2].estimate, row[0]))
    labels = {"specification": [row[0] for row in made], "problem": pa.array([row[1] for row in made], pa.string())}
    return as_table([row[2] for row in made], labels)


RUNS = ("linked, needs in the model", "linked, needs not in the model", "all, needs not in the model")


def three_runs(X: Any, needs: Any, linked: Any, outcome: Any, treated: Any, **options: Any) -> pa.Table:
    """The Justice Data Lab's display: how much assessed needs, and the need to be assessed, move the finding.

    `needs` are covariates of assessed needs, used only for rows where `linked`; `options` are those of `nearest`, whose
    `exact` and `key` have a row for each of X. Rows:
    those linked to an assessment with needs in the model; the same people without needs; everyone without needs.
    Columns `run`, `treated`, `matched`, `problem`, then the estimate's. A run that cannot be made is a marked row.
    """
    base = covariates(X)
    values = vector(outcome, argument="outcome", rows=base.rows)
    mask = indicator(treated, argument="treated", rows=base.rows)
    joined = indicator(linked, argument="linked", rows=base.rows, both=False)
    everyone = np.ones(base.rows, dtype=bool)
    plain = base.block(0, base.rows)
    full = np.column_stack([plain[joined], _needs(needs, joined)])
    made = [
        _run(design, values[rows], mask[rows], {name: _cut(name, held, rows) for name, held in options.items()})
        for design, rows in ((full, joined), (plain[joined], joined), (plain, everyone))
    ]
    labels = {
        "run": list(RUNS),
        "treated": [int(mask[rows].sum()) for rows in (joined, joined, everyone)],
        "matched": [row[0] for row in made],
        "problem": pa.array([row[1] for row in made], pa.string()),
    }
    return as_table([row[2] for row in made], labels)


def _needs(needs: Any, joined: BoolArray) -> FloatArray:
    """Needs of the linked rows; others may be missing, since nobody assessed them."""
    held = needs if isinstance(needs, np.ndarray) else as_arrow(needs, argument="needs")
    if len(held) != len(joined):
        raise InputError(
            f"has {len(held)} rows where {len(joined)} are needed", argument="needs", remedy="Give a row for each of X."
        )
    linked = held[joined] if isinstance(held, np.ndarray) else held.filter(pa.array(joined))
    chosen = covariates(linked, argument="needs")
    return chosen.block(0, chosen.rows)


def _cut(name: str, given: Any, rows: BoolArray) -> Any:
    """An option of `nearest` for some of the rows."""
    if name not in ("exact", "key") or given is None:
        return given
    if isinstance(given, pa.Array | pa.ChunkedArray):
        return given.filter(pa.array(rows))
    if isinstance(given, np.ndarray | list | tuple) or getattr(given, "ndim", 2) == 1:
        return np.asarray(given)[rows]
    return as_arrow(given, argument=name).filter(pa.array(rows))


def _run(
    design: FloatArray, values: FloatArray, mask: Any, options: dict[str, Any]
) -> tuple[int, str | None, Estimate]:
    nothing = Estimate(np.nan, np.nan, np.nan, np.nan, np.nan, 0, "not estimated")
    try:
        match = nearest(propensity(design, mask), mask, **{"key": design, **options})
        effect = att(values, mask, match.weights, cluster=match.clusters)
    except InputError as error:
        return 0, str(error), nothing
    return match.matched_treated, None, effect
