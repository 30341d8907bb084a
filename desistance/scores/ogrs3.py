"""OGRS3 and what is built on it or beside it in generation 3: OGP and OVP."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from desistance.scores import facts, marks, person
from desistance.scores.batch import CODE_GROUP, CODE_UNKNOWN, Batch
from desistance.scores.rounding import band_places, logistic, per_cent, per_cent_of_five_digits
from desistance.scores.scored import Floats, Scored

AGES, MOST_SANCTIONS = person.AGE_LIMIT, 999
COPAS_YEARS = 10


class _Tables:
    """Look-up tables of one precision: age by gender, sanctions (status and logarithm), years of career."""

    def __init__(self, digits: int) -> None:
        facts_of = facts.ogrs3(digits)
        self.age = np.array(
            [[_age_term(facts_of, f"age_{sex}", age) for age in range(AGES)] for sex in ("male", "female")]
        )
        rate = next(value for (component, _), value in facts_of.items() if component == "copas_rate")
        first = facts_of["sanction_status", "first_conviction_no_caution"]
        repeat = facts_of["sanction_status", "repeat_offender"]
        counts = range(1, MOST_SANCTIONS + 1)
        self.sanctions = np.array([0.0, *((first if n == 1 else repeat) + rate * math.log(n) for n in counts)])
        self.career = np.array([rate * math.log(COPAS_YEARS + years) for years in range(AGES)])
        self.intercepts = facts_of["intercept", "1_year"], facts_of["intercept", "2_year"]


@functools.cache
def _tables(digits: int) -> _Tables:
    return _Tables(digits)


@functools.cache
def _weights() -> tuple[dict[str, int], Floats]:
    by_code = facts.ogrs3_weights()
    distinct = sorted({weight for weight in by_code.values() if weight is not None})
    places = {code: CODE_GROUP if weight is None else distinct.index(weight) for code, weight in by_code.items()}
    return places, np.array(distinct)


def score_ogrs3(batch: Batch, forced: str | None) -> Scored:
    """OGRS3: static, one and two years. Source: hmpps-arns-risk-actuarial-api, March 2026."""
    one, two = _probabilities(batch)
    per_cents = per_cent_of_five_digits(one), per_cent_of_five_digits(two)
    bands = band_places(per_cents[1], facts.lower_bounds("OGRS3"))
    return Scored(np.zeros(batch.rows, np.bool_), one, two, *per_cents, bands=bands)


def score_ogp(batch: Batch, forced: str | None) -> Scored:
    """OGP: points from the two-year OGRS3 per cent and dynamic items. Source: as OGRS3."""
    facts_of = facts.points_and_bands()
    weights = facts_of["ogp"]
    per_cent_ogrs3 = per_cent_of_five_digits(_probabilities(batch)[1])
    items = {name: batch.need(name).data for name in _OGP_ITEMS}
    thinking = (
        items["problem_solving_skills"] + items["awareness_of_consequences"] + items["understands_other_peoples_views"]
    )
    drugs = items["current_drug_misuse"] + items["motivation_to_tackle_drug_misuse"]
    points = (
        _half_up(per_cent_ogrs3 * weights["ogrs3_two_year_pct"])
        + items["is_currently_of_no_fixed_abode_or_transient_accommodation"] * weights["no_fixed_abode"]
        + items["is_unemployed"] * weights["unemployed"]
        + np.array(weights["regular_offending_activities"])[items["regular_offending_activities"]]
        + _half_up(drugs * weights["drug_misuse_plus_motivation"])
        + _half_up(thinking * 5.0 / 6.0)
        + np.array(weights["pro_criminal_attitudes"])[items["pro_criminal_attitudes"]]
    )
    return _by_points(points, "OGP")


def score_ovp(batch: Batch, forced: str | None) -> Scored:
    """OVP: points for static and dynamic items, adults only. Source: as OGRS3."""
    sex = person.female(batch)
    age = person.age_at_follow_up(batch)
    batch.problems.say(marks.FOLLOW_UP_UNDER_18, age.known & (age.data < 18))
    person.refuse_early_follow_up(batch, person.given_age_at_conviction(batch), age)
    total, violent = batch.need("total_sanctions").data, person.violent_sanctions(batch)
    tables = _ovp_tables()
    items = {name: batch.need(name).data for name in _OVP_ITEMS}
    points = (
        tables["any_sanction"]
        + tables["gender"][sex]
        + tables["violent"][violent]
        + tables["non_violent"][np.maximum(total - violent, 0)]
        + tables["age"][age.data]
        + np.where(items["does_recognise_impact_of_offending_on_others"], 0, tables["recognises"])
        + tables["housing"] * items["is_currently_of_no_fixed_abode_or_transient_accommodation"]
        + tables["unemployed"] * items["is_unemployed"]
        + tables["psychiatric"] * items["has_current_psychiatric_treatment"]
        + tables["alcohol"][items["current_alcohol_use_problems"] + items["excessive_alcohol_use"]]
        + tables["temper"][items["temper_control"]]
        + tables["attitudes"][items["pro_criminal_attitudes"]]
    )
    return _by_points(points, "OVP")


_OGP_ITEMS = (
    "is_currently_of_no_fixed_abode_or_transient_accommodation",
    "is_unemployed",
    "regular_offending_activities",
    "current_drug_misuse",
    "motivation_to_tackle_drug_misuse",
    "problem_solving_skills",
    "awareness_of_consequences",
    "understands_other_peoples_views",
    "pro_criminal_attitudes",
)
_OVP_ITEMS = (
    "does_recognise_impact_of_offending_on_others",
    "is_currently_of_no_fixed_abode_or_transient_accommodation",
    "is_unemployed",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "has_current_psychiatric_treatment",
    "temper_control",
    "pro_criminal_attitudes",
)


def _probabilities(batch: Batch) -> tuple[Floats, Floats]:
    sex = person.female(batch)
    at_conviction = person.age_at_conviction(batch)
    at_follow_up = person.age_at_follow_up(batch)
    batch.problems.say(marks.CONVICTION_UNDER_TEN, at_conviction.known & (at_conviction.data < 10))
    batch.problems.say(marks.FOLLOW_UP_UNDER_TEN, at_follow_up.known & (at_follow_up.data < 10))
    person.refuse_early_follow_up(batch, at_conviction, at_follow_up)
    career = person.sanctions_since_first(batch, at_conviction)
    sanctions = batch.need("total_sanctions").data
    places, weights = _weights()
    groups = batch.offence(lambda code: places.get(code, CODE_UNKNOWN))
    coded = weights.take(np.maximum(groups, 0))
    place = sex * AGES + at_follow_up.data
    if not batch.has("offence_weight"):
        batch.problems.missing("offence_code", groups == -1)
        return _logistics(5, place, sanctions, career, coded)
    given = batch.column("offence_weight")
    batch.problems.say(marks.CODE_AND_WEIGHT, (groups != -1) & given.known)
    batch.problems.missing(
        "offence_code" if batch.has("offence_code") else "offence_weight", (groups == -1) & given.null
    )
    by_code = _logistics(5, place, sanctions, career, coded)
    by_weight = _logistics(9, place, sanctions, career, given.data)
    return np.where(given.known, by_weight[0], by_code[0]), np.where(given.known, by_weight[1], by_code[1])


def _logistics(
    digits: int, place: NDArray[np.int32], sanctions: NDArray[np.int32], career: NDArray[np.int32], offence: Floats
) -> tuple[Floats, Floats]:
    tables = _tables(digits)
    z = tables.age.take(place) + tables.sanctions.take(sanctions) - tables.career.take(career) + offence
    return logistic(z + tables.intercepts[0]), logistic(z + tables.intercepts[1])


def _by_points(points: Floats, name: str) -> Scored:
    logit = facts.points_and_bands()["logit"][name]
    one, two = (logistic(logit["slope_per_point"] * points + logit[f"shift_{years}_year"]) for years in (1, 2))
    per_cents = per_cent(one), per_cent(two)
    bands = band_places(per_cents[1], facts.lower_bounds(name))
    return Scored(np.ones(len(points), np.bool_), one, two, *per_cents, points=points.astype(np.int64), bands=bands)


def _half_up(values: Floats) -> Floats:
    return np.floor(values + 0.5)


def _age_term(facts_of: dict[tuple[str, str], float], component: str, age: int) -> float:
    for (part, level), value in facts_of.items():
        if part == component and _within(level, age):
            return value
    return 0.0


def _within(level: str, number: int) -> bool:
    if level.endswith("+"):
        return number >= int(level[:-1])
    first, _, last = level.partition("-")
    return int(first) <= number <= int(last or first)


@functools.cache
def _ovp_tables() -> dict[str, NDArray[np.int64]]:
    facts_of = facts.ovp_points()

    def ladder(item: str, length: int) -> NDArray[np.int64]:
        levels = [(level, value) for (of, level), value in facts_of.items() if of == item]
        return np.array([next((v for level, v in levels if _within(level, n)), 0) for n in range(length)])

    return {
        "any_sanction": np.array(facts_of["any_sanction", "total_sanctions>=1"]),
        "gender": np.array([facts_of["gender", "male"], facts_of["gender", "female"]]),
        "violent": ladder("violent_sanctions", MOST_SANCTIONS + 1),
        "non_violent": ladder("non_violent_sanctions", MOST_SANCTIONS + 1),
        "age": ladder("age_at_follow_up", AGES),
        "recognises": np.array(facts_of["recognises_impact_on_others", "no"]),
        "housing": np.array(facts_of["no_fixed_abode_or_transient", "yes"]),
        "unemployed": np.array(facts_of["unemployed", "yes"]),
        "psychiatric": np.array(facts_of["current_psychiatric_treatment", "yes"]),
        "alcohol": ladder("alcohol_sum_9_1_and_9_2", 5),
        "temper": ladder("temper_control", 3),
        "attitudes": ladder("pro_criminal_attitudes", 3),
    }
