"""Findings in plain English, in the profile's conventions: the interval first, inconclusive said as inconclusive."""

from __future__ import annotations

import math

from desistance.effects import Estimate
from desistance.report.analysis import Analysis, Effect
from desistance.report.profile import Profile
from desistance.report.study import Study

TITLES = {
    "reoffended": "Whether people reoffended",
    "frequency": "How often people reoffended",
    "time_to_first": "How soon people reoffended",
}


def number(value: float, digits: int) -> str:
    """A number with a real minus sign and without a negative nought."""
    told = f"{value:,.{digits}f}"
    if float(told.replace(",", "")) == 0:
        told = told.lstrip("-")
    return told.replace("-", "\N{MINUS SIGN}")


def probability(p: float) -> str:
    """A p-value in words that do not overstate it."""
    if math.isnan(p):
        return "p not known"
    return "p below 0.001" if p < 0.001 else f"p {p:.3f}"


def share(value: float) -> str:
    """A probability as a percentage that is never quite certain."""
    if math.isnan(value):
        return "not known"
    if value > 0.99:
        return "more than 99%"
    return "less than 1%" if value < 0.01 else f"{value:.0%}"


def finding(study: Study, effect: Effect, profile: Profile, *, shown: bool, people: int, digits: int = 1) -> list[str]:
    """The sentences about one outcome, the judgement first."""
    service = study.study.service
    if not shown:
        return [profile.sentence("general", "withheld", service=service)]
    told = [profile.sentence(effect.outcome, effect.verdict, service=service)]
    if effect.verdict == "inconclusive":
        told.append(profile.sentence("general", "more_needed", service=service))
    if effect.problem:
        return [*told, "The figures did not allow an estimate: too few people had the outcome on one side."]
    return told + FIGURES[effect.outcome](study, effect, people, digits) + _bounded(study, effect, profile, digits)


def no_finding(study: Study, analysis: Analysis, profile: Profile) -> list[str]:
    """What is said where the comparison is not credible: that, and why."""
    first = profile.sentence("general", "no_comparison", service=study.study.service)
    return [first, *analysis.comparison.reasons]


def _reoffended(study: Study, effect: Effect, people: int, digits: int) -> list[str]:
    low, high = 100 * effect.estimate.low, 100 * effect.estimate.high
    return [
        f"The difference lies between {_points(low, digits)} and {_points(high, digits)} (95% interval); the best "
        f"single estimate is {_points(100 * effect.estimate.estimate, digits)} ({probability(effect.estimate.p)}).",
        f"{number(100 * effect.treated, digits)}% of the {people:,} people who took part reoffended within "
        f"{study.cohort.follow_up_months} months, against {number(100 * effect.comparison, digits)}% of the comparison "
        "group.",
        _benefit(effect.estimate, "lower", "fewer of those who take part reoffend because of it"),
    ]


def _points(value: float, digits: int) -> str:
    """A difference in percentage points with its direction in a word."""
    size = number(abs(value), digits)
    if not float(size.replace(",", "")):
        return "no change at all"
    return f"{size} percentage points {'fewer' if value < 0 else 'more'}"


def _frequency(study: Study, effect: Effect, people: int, digits: int) -> list[str]:
    found = effect.estimate
    return [
        f"The rate of reoffences lies between {number(found.low, 2)} and {number(found.high, 2)} times that of the "
        f"comparison group (95% interval); the best single estimate is {number(found.estimate, 2)} times "
        f"({probability(found.p)}; {probability(effect.p_holm)} after Holm's adjustment).",
        f"There were {number(effect.treated, 0)} reoffences for every 100 people who took part, against "
        f"{number(effect.comparison, 0)} for every 100 of the comparison group.",
    ]


def _time_to_first(study: Study, effect: Effect, people: int, digits: int) -> list[str]:
    found = effect.estimate
    return [
        f"The difference lies between {_days(found.low)} and {_days(found.high)} (95% interval); the best single "
        f"estimate is {_days(found.estimate)} ({probability(found.p)}; {probability(effect.p_holm)} after Holm's "
        "adjustment).",
        f"Those who took part and reoffended did so after {number(effect.treated, 0)} days on average, against "
        f"{number(effect.comparison, 0)} days in the comparison group. This compares only people who reoffended, who "
        "may differ between the groups.",
    ]


def _days(value: float) -> str:
    size = number(abs(value), 0)
    if size == "0":
        return "no days either way"
    return f"{size} days {'earlier' if value < 0 else 'later'}"


def _benefit(estimate: Estimate, better: str, meaning: str) -> str:
    held = estimate.probability_of_benefit("lower" if better == "lower" else "higher")
    return f"Chance that {meaning}, going by these figures alone: {share(held)}."


def _bounded(study: Study, effect: Effect, profile: Profile, digits: int) -> list[str]:
    """Where the interval lies within the least change that would matter, that is worth saying."""
    bound = study.design.smallest_worthwhile
    if effect.outcome != "reoffended" or not bound or effect.verdict != "inconclusive":
        return []
    if not (-bound < effect.estimate.low and effect.estimate.high < bound):
        return []
    return [profile.sentence("general", "bounded", bound=number(100 * bound, digits))]


FIGURES = {"reoffended": _reoffended, "frequency": _frequency, "time_to_first": _time_to_first}
