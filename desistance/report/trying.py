"""How a finding is tried: other specifications, hidden bias, placebos, ties, and the three runs with assessed needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from desistance import effects, matching
from desistance.effects import Estimate
from desistance.errors import InputError
from desistance.matching import TieSpread
from desistance.matching.inputs import BoolArray, FloatArray, IntArray
from desistance.report.analysis import Comparison, matched, options_of
from desistance.report.sample import Sample
from desistance.report.study import Study

REGISTERED = "as registered"


@dataclass(frozen=True)
class Trials:
    """Each is None where it could not be made. All are about whether people reoffended."""

    specifications: pa.Table
    ratio: Estimate | None
    e_value: Estimate | None
    rosenbaum: pa.Table | None
    placebo: pa.Table
    shuffled: Estimate
    ties: TieSpread
    runs: pa.Table | None

    @property
    def placebo_passed(self) -> bool:
        """Whether no difference was found where there can be none."""
        return all(self.placebo["passed"].to_pylist())


def tried(study: Study, sample: Sample, comparison: Comparison) -> Trials:
    """Every trial that the study registers."""
    outcome = sample.numbers("reoffender")
    weights, clusters = comparison.weights, comparison.match.clusters
    ratio = _risk_ratio(outcome, sample, comparison)
    before = pa.table({"any": (sample.before > 0).astype(np.float64), "number": sample.before})
    return Trials(
        specifications=_specifications(study, sample, comparison, outcome),
        ratio=ratio,
        e_value=effects.e_value(ratio.estimate, ratio.low, ratio.high) if ratio else None,
        rosenbaum=_rosenbaum(study, comparison, outcome),
        placebo=effects.placebo_outcomes(before, sample.treated, weights, cluster=clusters),
        shuffled=_shuffled(study, sample, comparison, outcome),
        ties=matching.tie_spread(
            outcome,
            comparison.score,
            sample.treated,
            seeds=study.sensitivity.tie_seeds,
            **options_of(study, sample),
        ),
        runs=_three_runs(study, sample, outcome),
    )


def _risk_ratio(outcome: FloatArray, sample: Sample, comparison: Comparison) -> Estimate | None:
    """Risk ratio by Poisson regression with robust errors (Zou 2004); None where a side has no reoffender."""
    try:
        return effects.rate_ratio(
            outcome,
            np.ones(len(outcome)),
            sample.treated,
            weights=comparison.weights,
            cluster=comparison.match.clusters,
        )
    except InputError:
        return None


def _specifications(study: Study, sample: Sample, comparison: Comparison, outcome: FloatArray) -> pa.Table:
    mask, score = sample.treated, comparison.score

    def again(**changed: object) -> Estimate:
        match = matched(study, sample, score, **changed)
        return effects.att(outcome, mask, match.weights, cluster=match.clusters)

    def weighted(values: FloatArray, method: str) -> Estimate:
        found = matching.weights(values, mask, method="entropy" if method == "entropy" else "ipw")
        return effects.att(outcome, mask, found)

    registered = study.matching
    other = 2 if registered.ratio == 1 else 1
    times = study.sensitivity.bootstrap
    resampled = {f"{REGISTERED}, everything made anew in {times:,} resamples": lambda: bootstrap(study, sample)}
    return effects.specification_curve(
        {
            REGISTERED: lambda: again(),
            **(resampled if times else {}),
            f"{REGISTERED}, adjusted for the covariates": lambda: effects.att(
                outcome, mask, comparison.weights, cluster=comparison.match.clusters, covariates=sample.X
            ),
            "half the caliper": lambda: again(caliper=registered.caliper / 2),
            f"{other} comparison {'person' if other == 1 else 'people'} for each": lambda: again(ratio=other),
            "weights from the score, nobody matched": lambda: weighted(score, "ipw"),
            "weights that balance the covariates, nobody matched": lambda: weighted(sample.X, "entropy"),
        }
    )


def bootstrap(study: Study, sample: Sample) -> Estimate:
    """The main finding with an interval from resamples of people for which score, match and difference are made anew.

    Raises InputError where too many resamples have no estimate.
    """
    outcome = sample.numbers("reoffender")

    def difference(rows: IntArray) -> float:
        drawn = sample.rows(rows)
        match = matched(study, drawn, matching.propensity(drawn.X, drawn.treated))
        weights = match.weights
        if not match.pairs.num_rows:
            raise InputError("nobody was matched", argument="matching", remedy="Widen the caliper.")
        sides = (weights * side for side in (drawn.treated, ~drawn.treated))
        first, second = (float(np.average(outcome[rows], weights=side)) for side in sides)
        return first - second

    pipeline = effects.Pipeline(difference, rows=len(outcome), strata=sample.treated)
    return effects.bootstrap(pipeline, repetitions=study.sensitivity.bootstrap, seed=study.study.seed)


def _rosenbaum(study: Study, comparison: Comparison, outcome: FloatArray) -> pa.Table | None:
    """Bounds over the pairs of each treated person with the first of their comparison people.

    None where fewer pairs than the threshold differ one way: their number could be worked out from the bounds.
    """
    pairs = comparison.match.pairs
    first = pairs["rank"].to_numpy() == 1
    sides = {name: outcome[pairs[name].to_numpy()[first]] for name in ("treated", "control")}
    differ = sides["treated"] - sides["control"]
    if min((differ > 0).sum(), (differ < 0).sum()) < study.disclosure.threshold:
        return None
    try:
        found = effects.rosenbaum(pa.table(sides), gamma=study.sensitivity.gammas)
    except InputError:
        return None
    return found.select(["gamma", "p"]) if isinstance(found, pa.Table) else None


def _shuffled(study: Study, sample: Sample, comparison: Comparison, outcome: FloatArray) -> Estimate:
    kept = comparison.weights > 0
    values, weights = outcome[kept], comparison.weights[kept]

    def difference(mask: BoolArray) -> float:
        first = np.average(values[mask], weights=weights[mask])
        return float(first - np.average(values[~mask], weights=weights[~mask]))

    return effects.placebo_treatment(
        difference, sample.treated[kept], repetitions=study.sensitivity.shuffles, seed=study.study.seed
    )


def _three_runs(study: Study, sample: Sample, outcome: FloatArray) -> pa.Table | None:
    given = study.sensitivity
    if not given.needs:
        return None
    return effects.three_runs(
        sample.X,
        np.column_stack([sample.numbers(name) for name in given.needs]),
        sample.table[given.linked],
        outcome,
        sample.treated,
        seed=study.study.seed,
        **options_of(study, sample),
    )
