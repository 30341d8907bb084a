"""OGRS3, OGP and OVP, one row at a time."""

from __future__ import annotations

import math
from typing import Any

from desistance.scores import facts, marks
from desistance.scores.instruments import OGP_ITEMS, OVP_ITEMS
from desistance.scores.reference import cells as c


def ogrs3(cells: c.Cells, variant: str) -> dict[str, Any]:
    """One and two years: logistic(intercept + age + status + 1.25112 ln(n / (10 + years)) + offence)."""
    women = cells.need("gender")
    conviction = c.age_at(cells, "date_of_conviction", c.AT_CONVICTION)
    follow_up = c.age_at(cells, "follow_up_start", c.AT_FOLLOW_UP)
    if conviction is not None and conviction < 10:
        cells.problems.add(marks.CONVICTION_UNDER_TEN)
    if follow_up is not None and follow_up < 10:
        cells.problems.add(marks.FOLLOW_UP_UNDER_TEN)
    c.refuse_early_follow_up(cells, conviction, follow_up)
    years = c.years_since_first(cells, conviction)
    sanctions = cells.need("total_sanctions")
    weight, digits = _offence(cells)
    if cells.missing or cells.problems:
        return {}
    of = facts.ogrs3(digits)
    rate = of["copas_rate", "ln(n/(10+age_at_conviction-age_at_first_sanction))"]
    status = of["sanction_status", "first_conviction_no_caution" if sanctions == 1 else "repeat_offender"]
    age = of["age_female" if women else "age_male", _age_band(int(follow_up or 0))]
    z = age + status + rate * math.log(sanctions / (10 + years)) + weight
    one, two = (c.logistic(of["intercept", f"{year}_year"] + z) for year in (1, 2))
    per_cents = [min(max(c.half_up_per_cent(c.half_up(p, 5), 0), 1.0), 99.0) for p in (one, two)]
    return {
        "probability_1y": one,
        "probability_2y": two,
        "percent_1y": per_cents[0],
        "percent_2y": per_cents[1],
        "band": c.band(per_cents[1], facts.lower_bounds("OGRS3")),
        "variant": "static",
    }


def ogp(cells: c.Cells, variant: str) -> dict[str, Any]:
    """Points from OGRS3 and dynamic items."""
    static = ogrs3(cells, "static")
    item = {name: cells.need(name) for name in OGP_ITEMS}
    if cells.missing or cells.problems:
        return {}
    ladder = (0, 3, 5)
    points = (
        int(c.half_up(static["percent_2y"] * 0.6, 0))
        + 5 * item["is_currently_of_no_fixed_abode_or_transient_accommodation"]
        + 5 * item["is_unemployed"]
        + ladder[item["regular_offending_activities"]]
        + int(c.half_up(3.75 * (item["current_drug_misuse"] + item["motivation_to_tackle_drug_misuse"]), 0))
        + int(c.half_up(5 * _thinking(item) / 6, 0))
        + ladder[item["pro_criminal_attitudes"]]
    )
    return _from_points(points, 0.0616, -3.6832, -3.0795, "OGP")


def ovp(cells: c.Cells, variant: str) -> dict[str, Any]:
    """Points for sanctions, age, gender and dynamic items; adults only."""
    women = cells.need("gender")
    age = c.age_at(cells, "follow_up_start", c.AT_FOLLOW_UP)
    if age is not None and age < 18:
        cells.problems.add(marks.FOLLOW_UP_UNDER_18)
    c.refuse_early_follow_up(cells, cells.value("age_at_conviction"), age)
    total, violent = cells.need("total_sanctions"), c.violent_sanctions(cells)
    item = {name: cells.need(name) for name in OVP_ITEMS}
    if cells.missing or cells.problems:
        return {}
    points = (
        5
        + (0 if women else 5)
        + _step(violent, [(18, 25), (5, 7 + violent), (4, 11), (3, 9), (2, 7), (1, 4)])
        + _step(total - violent, [(21, 5), (11, 4), (5, 3), (3, 2)])
        + _step(
            age or 0, [(51, 0), (46, 2), (41, 4), (36, 6), (31, 8), (26, 10), (24, 12), (22, 14), (20, 17), (18, 20)]
        )
        + (0 if item["does_recognise_impact_of_offending_on_others"] else 4)
        + 4 * item["is_currently_of_no_fixed_abode_or_transient_accommodation"]
        + 4 * item["is_unemployed"]
        + 4 * item["has_current_psychiatric_treatment"]
        + math.ceil(2.5 * (item["current_alcohol_use_problems"] + item["excessive_alcohol_use"]))
        + 3 * item["temper_control"]
        + 3 * item["pro_criminal_attitudes"]
    )
    return _from_points(points, 0.0722, -4.5215, -3.8773, "OVP")


def _offence(cells: c.Cells) -> tuple[float, int]:
    code = c.offence_code(cells, facts.ogrs3_weights())
    given = cells.value("offence_weight")
    has_code = cells.raw("offence_code") is not None
    if has_code and cells.raw("offence_code") in facts.ogrs3_weights() and code is None:
        cells.problems.add(marks.CODE_GROUP)
    if has_code and given is not None:
        cells.problems.add(marks.CODE_AND_WEIGHT)
    if not has_code and cells.empty("offence_weight"):
        cells.missing.add("offence_code" if cells.has("offence_code") else "offence_weight")
    return (float(given), 9) if given is not None else (float(code or 0), 5)


def _age_band(age: int) -> str:
    for first, last in (
        (10, 11),
        (12, 13),
        (14, 15),
        (16, 17),
        (18, 20),
        (21, 24),
        (25, 29),
        (30, 34),
        (35, 39),
        (40, 49),
    ):
        if first <= age <= last:
            return f"{first}-{last}"
    return "50+"


def _thinking(item: dict[str, int]) -> int:
    return item["problem_solving_skills"] + item["awareness_of_consequences"] + item["understands_other_peoples_views"]


def _step(number: int, ladder: list[tuple[int, int]]) -> int:
    return next((points for bound, points in ladder if number >= bound), 0)


def _from_points(points: int, slope: float, shift_1: float, shift_2: float, name: str) -> dict[str, Any]:
    one, two = c.logistic(slope * points + shift_1), c.logistic(slope * points + shift_2)
    return {
        "probability_1y": one,
        "probability_2y": two,
        "percent_1y": c.whole_per_cent(one),
        "percent_2y": c.whole_per_cent(two),
        "points": points,
        "band": c.band(c.whole_per_cent(two), facts.lower_bounds(name)),
        "variant": "dynamic",
    }
