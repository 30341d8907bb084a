"""The comparison and the effects of a study, as registered: match, ask whether it is credible, estimate, judge."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from desistance import effects, matching
from desistance.effects import Detectable, Estimate
from desistance.errors import InputError
from desistance.matching import Match, Overlap, OverlapRules
from desistance.matching.inputs import BoolArray, FloatArray, covariates
from desistance.report.profile import Profile
from desistance.report.sample import Sample
from desistance.report.study import Study

NOTHING = Estimate(math.nan, math.nan, math.nan, math.nan, math.nan, 0, "not estimated")
DAYS_IN_YEAR = 365.25


@dataclass(frozen=True)
class Comparison:
    """The matched groups. `credible` is False with `reasons` where no finding may rest on them; `after` is then None
    where nobody was matched."""

    score: FloatArray = field(repr=False)
    match: Match
    overlap: Overlap
    before: pa.Table
    after: pa.Table | None
    reasons: tuple[str, ...]

    @property
    def credible(self) -> bool:
        """Whether a finding may rest on it."""
        return not self.reasons

    @property
    def weights(self) -> FloatArray:
        """One weight a row of the sample."""
        return self.match.weights


@dataclass(frozen=True)
class Effect:
    """One outcome: the figure of each group, the effect, adjusted p-values and the verdict.

    `verdict` is `lower`, `higher` or `inconclusive`; `problem` says why there is no estimate.
    """

    outcome: str
    treated: float
    comparison: float
    estimate: Estimate
    p_holm: float = math.nan
    p_bh: float = math.nan
    verdict: str = "inconclusive"
    problem: str = ""


@dataclass(frozen=True)
class Analysis:
    """What was found, before anything is withheld. `effects` is empty where the comparison is not credible."""

    sample: Sample = field(repr=False)
    comparison: Comparison
    effects: tuple[Effect, ...]
    detectable: Detectable | None
    planned: Detectable | None


def compare(study: Study, sample: Sample, profile: Profile) -> Comparison:
    """Match as registered and say whether the comparison is credible. Raises InputError for separation."""
    score = _score(study, sample)
    match = matched(study, sample, score)
    rules = OverlapRules(least_treated=int(profile.limit("least_matched")))
    found = matching.overlap(score, sample.treated, match.weights, rules=rules)
    reasons = _reasons(found, rules, sample, profile)
    stages = {"before": None, "after": match.weights} if match.pairs.num_rows else {"before": None}
    tables = matching.balances(sample.X, sample.treated, stages, names=sample.names)
    return Comparison(score, match, found, tables["before"], tables.get("after"), reasons)


def _score(study: Study, sample: Sample) -> FloatArray:
    """The propensity score; a refusal names the covariate as the study does."""
    try:
        return matching.propensity(covariates(sample.X, names=sample.names), sample.treated)
    except InputError as error:
        where = f"{study.place.name} [[covariate]]"
        raise InputError(error.says, argument=where, column=error.column, remedy=error.remedy) from error


def _reasons(found: Overlap, rules: OverlapRules, sample: Sample, profile: Profile) -> tuple[str, ...]:
    """Why no finding may rest on the comparison, in words that give no count away."""
    least = int(profile.limit("least_submitted"))
    told = (
        (sample.took_part.named < least, f"Fewer than {least} people who took part were submitted."),
        (
            found.treated_kept < rules.least_treated,
            f"Fewer than {rules.least_treated} people who took part have anyone to be compared with.",
        ),
        (
            found.treated - found.treated_kept > rules.most_unmatched * found.treated,
            f"More than {rules.most_unmatched:.0%} of those who took part have nobody like them in the pool, so the "
            "rest need not stand for them.",
        ),
        (
            found.outside_support > rules.most_outside * found.treated,
            f"More than {rules.most_outside:.0%} of those who took part lie outside the range of the pool.",
        ),
        (
            found.effective_controls < rules.least_effective * found.treated_kept,
            "A few people of the comparison group carry nearly all of its weight.",
        ),
        (not abs(found.smd) <= rules.most_smd, "The groups still differ in how likely they were to take part."),
    )
    return tuple(says for wrong, says in told if wrong)


def matched(study: Study, sample: Sample, score: FloatArray, **changed: Any) -> Match:
    """The registered match, with options changed where a sensitivity test asks for it."""
    given = study.matching
    missing = [name for name in given.exact if name not in sample.table.column_names]
    if missing:
        raise InputError(
            "is no column of people",
            argument=f"{study.place.name} [matching] exact",
            column=missing[0],
            remedy=f"Choose from {', '.join(sample.table.column_names)}.",
        )
    options: dict[str, Any] = options_of(study, sample) | {"seed": study.study.seed} | changed
    return matching.nearest(score, sample.treated, **options)


def options_of(study: Study, sample: Sample) -> dict[str, Any]:
    """The options of the registered match but its seed. The identifier breaks ties, so that row order cannot."""
    given = study.matching
    return {
        "ratio": given.ratio,
        "caliper": given.caliper,
        "replace": given.replace,
        "exact": sample.table.select(list(given.exact)) if given.exact else None,
        "key": sample.table.select(["person_id"]),
    }


def analyse(study: Study, sample: Sample, profile: Profile) -> Analysis:
    """Compare and estimate every registered outcome; judge each by the profile's alpha."""
    comparison = compare(study, sample, profile)
    planned = _planned(study, profile)
    if not comparison.credible:
        return Analysis(sample, comparison, (), None, planned)
    found = [_effect(name, sample, comparison) for name in study.outcomes]
    return Analysis(sample, comparison, judged(found, profile), _detectable(sample, comparison, profile), planned)


def _effect(name: str, sample: Sample, comparison: Comparison) -> Effect:
    means, estimate = OUTCOME[name]
    try:
        treated, other = means(sample, comparison)
        return Effect(name, treated, other, estimate(sample, comparison))
    except InputError as error:
        return Effect(name, math.nan, math.nan, NOTHING, problem=str(error))


def _means(values: FloatArray, kept: BoolArray, sample: Sample, comparison: Comparison) -> tuple[float, float]:
    sides = [kept & side & (comparison.weights > 0) for side in (sample.treated, ~sample.treated)]
    if not all(side.any() for side in sides):
        raise InputError("nobody on one side had the outcome", argument="outcomes", remedy="Pool more cohorts.")
    first, second = (float(np.average(values[side], weights=comparison.weights[side])) for side in sides)
    return first, second


def _everyone(column: str, scale: float) -> Callable[[Sample, Comparison], tuple[float, float]]:
    def means(sample: Sample, comparison: Comparison) -> tuple[float, float]:
        values = sample.numbers(column) * scale
        return _means(values, np.ones(len(values), dtype=bool), sample, comparison)

    return means


def _days(sample: Sample, comparison: Comparison) -> tuple[float, float]:
    values = sample.numbers("days_to_first")
    return _means(values, ~np.isnan(values), sample, comparison)


def _reoffended(sample: Sample, comparison: Comparison) -> Estimate:
    return effects.att(
        sample.numbers("reoffender"), sample.treated, comparison.weights, cluster=comparison.match.clusters
    )


def _frequency(sample: Sample, comparison: Comparison) -> Estimate:
    return effects.rate_ratio(
        sample.numbers("reoffences"),
        exposure(sample),
        sample.treated,
        family="negative_binomial",
        weights=comparison.weights,
        cluster=comparison.match.clusters,
    )


def _time_to_first(sample: Sample, comparison: Comparison) -> Estimate:
    values = sample.numbers("days_to_first")
    kept = ~np.isnan(values)
    return effects.att(
        values[kept], sample.treated[kept], comparison.weights[kept], cluster=comparison.match.clusters[kept]
    )


def exposure(sample: Sample) -> FloatArray:
    """Years of follow-up of each person."""
    end, start = (sample.table[name].to_numpy().astype("datetime64[D]") for name in ("follow_up_end", "index_date"))
    return np.asarray((end - start).astype(np.float64) / DAYS_IN_YEAR)


OUTCOME: dict[str, tuple[Callable[[Sample, Comparison], tuple[float, float]], Callable[[Sample, Comparison], Estimate]]]
OUTCOME = {
    "reoffended": (_everyone("reoffender", 1.0), _reoffended),
    "frequency": (_everyone("reoffences", 100.0), _frequency),
    "time_to_first": (_days, _time_to_first),
}


def judged(found: Sequence[Effect], profile: Profile) -> tuple[Effect, ...]:
    """The first outcome is judged by its own p-value, since it was registered as the main one; the others by Holm's."""
    alpha = profile.limit("alpha")
    known = [1.0 if math.isnan(one.estimate.p) else one.estimate.p for one in found]
    holm, bh = effects.adjust(known, "holm"), effects.adjust(known, "bh")
    told = []
    for place, one in enumerate(found):
        p = known[place] if place == 0 else float(holm[place])
        side = "lower" if one.estimate.estimate < one.estimate.null else "higher"
        verdict = side if p < alpha and not one.problem else "inconclusive"
        told.append(replace(one, p_holm=float(holm[place]), p_bh=float(bh[place]), verdict=verdict))
    return tuple(told)


def _planned(study: Study, profile: Profile) -> Detectable | None:
    design = study.design
    if not (design.expected_treated >= 2 and design.expected_rate):
        return None
    others = design.expected_treated * study.matching.ratio
    return effects.minimum_detectable(
        design.expected_treated, others, design.expected_rate, alpha=profile.limit("alpha")
    )


def _detectable(sample: Sample, comparison: Comparison, profile: Profile) -> Detectable | None:
    """What the numbers that were matched could have shown, at the rate seen in the comparison group."""
    used = ~sample.treated & (comparison.weights > 0)
    rate = float(np.average(sample.numbers("reoffender")[used], weights=comparison.weights[used]))
    if not 0 < rate < 1:
        return None
    others = max(2, round(comparison.match.effective_controls))
    return effects.minimum_detectable(comparison.match.matched_treated, others, rate, alpha=profile.limit("alpha"))
