"""The family of 2015: OGRS4/G, OGRS4/V and SNSV, for one and two years. Source: noms-digital-studio/rsr-calculator."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from desistance.scores import coefficients, facts, marks, person
from desistance.scores.batch import CODE_UNKNOWN, Batch
from desistance.scores.career import Careers
from desistance.scores.instruments import SNSV_ITEMS
from desistance.scores.items import CATEGORIES_2015, VIOLENCE_2015
from desistance.scores.rounding import hundredths, logistic
from desistance.scores.scored import Floats, Scored

SNSV_TERMS = {
    "yes_murder": ("PastHomicide", 1),
    "yes_wounding": ("PastWoundingGBH", 1),
    "yes_burglary": ("PastAggresiveBurglary", 1),
    "yes_arson": ("PastArson", 1),
    "yes_endagerLife": ("PastCDLife", 1),
    "yes_kidnapping": ("PastKidnap", 1),
    "yes_firearmPossession": ("PastFirearm", 1),
    "yes_robbery": ("PastRobbery", 1),
    "yes_anyOtherOffence": ("PastWeapon", 1),
    "yes_useWeapon": ("S2Q2A", 1),
    "yes_domesticViolence": ("S6Q7_PERP", 1),
    "yes_employment": ("S4Q2", 2),
    "accommodation": ("S3Q4", 1),
    "relationship": ("S6Q4", 1),
    "currentUseOfAlcohol": ("S9Q1", 1),
    "bingeDrinking": ("S9Q2", 1),
    "impulsivity": ("S11Q2", 1),
    "temper": ("S11Q4", 1),
    "proCriminal": ("S12Q1", 1),
}


def score_ogrs4(predictor: str, batch: Batch, forced: str | None) -> Scored:
    """OGRS4/G or OGRS4/V of 2015, static."""
    at_conviction = person.age_at_conviction(batch)
    at_follow_up = person.age_at_follow_up(batch, at_conviction)
    person.refuse_early_follow_up(batch, at_conviction, at_follow_up)
    rows = Careers(
        women=person.female(batch),
        age=at_follow_up.data,
        sanctions=batch.need("total_sanctions").data,
        years=person.sanctions_since_first(batch, at_conviction),
        months=person.offence_free_months(batch),
        group=_category(batch),
        violent=person.violent_sanctions(batch) if predictor == "OGRS4V_2015" else None,
    )
    tables = coefficients.tables(predictor, "static")
    return _both_years(np.zeros(batch.rows, np.bool_), tables.sum(rows), *_both(tables.of.intercepts))


def ogrs4_scorer(predictor: str) -> Callable[[Batch, str | None], Scored]:
    """The scoring function of OGRS4G_2015 or OGRS4V_2015."""
    return functools.partial(score_ogrs4, predictor)


def score_snsv(batch: Batch, forced: str | None) -> Scored:
    """SNSV of 2015, static or dynamic, from the columns of its published cases."""
    at_conviction, first = batch.need("age_at_conviction"), batch.need("age_at_first_sanction")
    years = np.where(at_conviction.known & first.known, at_conviction.data - first.data, 0)
    batch.problems.say(marks.FIRST_AFTER_CURRENT, years < 0)
    rows = Careers(
        women=person.female(batch),
        age=batch.need("age_at_sentence").data,
        sanctions=batch.need("total_sanctions").data,
        years=np.maximum(years, 0),
        months=np.minimum(batch.need("calendar_months_sentence_to_assessment").data, person.MONTHS_LIMIT),
        group=batch.need("offence_category").data,
        violent=person.violent_sanctions(batch),
    )
    dynamic = batch.dynamic(SNSV_ITEMS, forced)
    static = _snsv_sum("static", rows, batch)
    if not dynamic.any():
        return _both_years(dynamic, static, *_both(coefficients.snsv("static").intercepts))
    full = _snsv_sum("dynamic", rows, batch) + _snsv_items(batch)
    intercepts = [
        np.where(dynamic, of_dynamic, of_static)
        for of_dynamic, of_static in zip(
            _both(coefficients.snsv("dynamic").intercepts), _both(coefficients.snsv("static").intercepts), strict=True
        )
    ]
    return _both_years(dynamic, np.where(dynamic, full, static), *intercepts)


def _snsv_sum(variant: str, rows: Careers, batch: Batch) -> Floats:
    of = facts.snsv_2015(variant)
    kinds = np.array([of["violence_subcategory", str(kind)] for kind in range(5)])
    extra = np.where(rows.group == VIOLENCE_2015, kinds.take(batch.column("vatp_subcategory").data), 0.0)
    return coefficients.tables("SNSV_2015", variant).sum(rows) + extra


def _snsv_items(batch: Batch) -> Floats:
    of = facts.snsv_2015("dynamic")
    total = np.zeros(batch.rows)
    for name, (term, times) in SNSV_TERMS.items():
        total += batch.column(name).data * (times * of[term, ""])
    return total


def _category(batch: Batch) -> NDArray[np.int32]:
    codes = facts.categories()

    def group_of(code: str) -> int:
        category = codes.get(code)
        return CODE_UNKNOWN if category is None else CATEGORIES_2015.index(facts.CATEGORY_OF_2015[category])

    groups = batch.offence(group_of)
    if not batch.has("offence_category"):
        batch.problems.missing("offence_code", groups == -1)
        return np.maximum(groups, 0)
    given = batch.column("offence_category")
    batch.problems.say(marks.CODE_AND_CATEGORY, (groups != -1) & given.known)
    absent = "offence_code" if batch.has("offence_code") else "offence_category"
    batch.problems.missing(absent, (groups == -1) & given.null)
    return np.where(groups >= 0, groups, given.data)


def _both(intercepts: tuple[float | None, float]) -> tuple[float, float]:
    return float(intercepts[0] or 0.0), intercepts[1]


def _both_years(dynamic: NDArray[np.bool_], z: Floats, one: Floats | float, two: Floats | float) -> Scored:
    first, second = logistic(z + one), logistic(z + two)
    return Scored(dynamic, first, second, hundredths(first) / 100.0, hundredths(second) / 100.0)
