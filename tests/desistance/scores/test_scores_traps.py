"""The places where official sources differ, each held to the decision in docs/explanation/score-traps.md."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from desistance import scores
from desistance.scores import facts, marks
from desistance.scores.instruments import OVP_ITEMS
from desistance.scores.rounding import five_digit_per_cent, hundredths, per_cent, per_cent_of_five_digits

CAREER: dict[str, Any] = {
    "gender": "male",
    "age_at_conviction": 30,
    "age_at_follow_up": 30,
    "age_at_first_sanction": 20,
    "total_sanctions": 5,
    "violent_sanctions": 2,
    "offence_code": "00101",
}
HISTORY: dict[str, Any] = {
    "gender": "male",
    "has_ever_committed_sexual_offence": True,
    "total_indecent_image_sanctions": 0,
    "total_contact_adult_sexual_sanctions": 0,
    "total_contact_child_sexual_sanctions": 0,
    "total_non_contact_sexual_offences": 0,
}
CONTACT: dict[str, Any] = {
    **HISTORY,
    "total_contact_adult_sexual_sanctions": 2,
    "supervision_status": "COMMUNITY",
    "date_of_birth": dt.date(1970, 6, 1),
    "follow_up_start": dt.date(2015, 6, 1),
    "total_sanctions": 4,
    "date_of_most_recent_sexual_offence": dt.date(2010, 6, 1),
    "assessment_date": dt.date(2020, 6, 1),
}


def score(instrument: str, given: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return dict(scores.score(pa.Table.from_pylist([{**given, **changes}]), instrument).to_pylist()[0])


def logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def test_girls_have_the_minus_sign() -> None:
    young = {"age_at_conviction": 13, "age_at_follow_up": 13, "age_at_first_sanction": 13, "total_sanctions": 1}
    boy = score("ogrs3", CAREER, **young)["probability_2y"]
    girl = score("ogrs3", CAREER, **young, gender="female")["probability_2y"]
    assert logit(girl) - logit(boy) == pytest.approx(-0.61385 - 0.08392)


def test_weight_of_sexual_offences_and_order_of_the_motoring_groups() -> None:
    weights = facts.ogrs3_weights()
    assert weights["01908"] == 0.0328
    assert 0.003276327 not in weights.values()
    assert weights["80301"] == -0.1214


def test_the_service_does_not_cap_sanctions_at_51() -> None:
    assert (
        score("ogrs3", CAREER, total_sanctions=80)["probability_2y"]
        > score("ogrs3", CAREER, total_sanctions=51)["probability_2y"]
    )


def test_weights_take_the_nine_digit_model_and_codes_the_five_digit_one() -> None:
    by_code = score("ogrs3", CAREER)["probability_2y"]
    by_weight = score(
        "ogrs3", {key: value for key, value in CAREER.items() if key != "offence_code"}, offence_weight=0.0
    )
    assert 0 < abs(by_weight["probability_2y"] - by_code) < 1e-5


def test_ogrs3_rounds_the_binary_number_of_five_decimals() -> None:
    """0.145 is stored below and 0.165 above: the service gives 14 and 17."""
    assert per_cent_of_five_digits(np.array([0.145, 0.155, 0.165, 0.0, 1.0, 0.004999, 0.995])).tolist() == [
        14,
        15,
        17,
        1,
        99,
        1,
        99,
    ]
    every = np.arange(100_001) / 1e5
    wanted = [min(max(five_digit_per_cent(float(p)), 1), 99) for p in every]
    assert per_cent_of_five_digits(every).tolist() == wanted
    assert five_digit_per_cent(0.145) == int((Decimal(0.145) * 100).to_integral_value("ROUND_HALF_UP"))


def test_rounding_limits() -> None:
    assert per_cent(np.array([0.0001, 0.296, 0.294, 0.9999])).tolist() == [1, 30, 29, 99]
    assert hundredths(np.array([0.0, 0.00004, 0.00005, 0.99994, 1.0])).tolist() == [0, 0, 1, 9999, 9999]


@pytest.mark.parametrize(
    ("points", "two_years", "band"),
    [(41, 29, "LOW"), (42, 30, "MEDIUM"), (59, 59, "MEDIUM"), (60, 61, "HIGH"), (73, 80, "VERY_HIGH")],
)
def test_ovp_bands_begin_where_the_published_inverse_says(points: int, two_years: int, band: str) -> None:
    found = next(row for row in _ovp_ladder() if row["points"] == points)
    assert (found["percent_2y"], found["band"]) == (two_years, band)


def _ovp_ladder() -> list[dict[str, Any]]:
    levels = ("NO_PROBLEMS", "SOME_PROBLEMS", "SIGNIFICANT_PROBLEMS")
    rows = [
        {
            "gender": "male",
            "age_at_follow_up": age,
            "total_sanctions": violent + 1,
            "violent_sanctions": violent,
            "does_recognise_impact_of_offending_on_others": False,
            "is_currently_of_no_fixed_abode_or_transient_accommodation": troubles > 0,
            "is_unemployed": troubles > 1,
            "has_current_psychiatric_treatment": troubles > 2,
            "current_alcohol_use_problems": levels[0],
            "excessive_alcohol_use": levels[0],
            "temper_control": levels[temper],
            "pro_criminal_attitudes": levels[0],
        }
        for violent, age, troubles, temper in itertools.product(range(19), (18, 21, 30, 55), range(4), range(3))
    ]
    return list(scores.score(pa.Table.from_pylist(rows), "ovp").to_pylist())


def test_ovp_is_for_adults() -> None:
    rows = {**{name: False for name in OVP_ITEMS[:3]}, "has_current_psychiatric_treatment": False}
    rows |= {name: "NO_PROBLEMS" for name in OVP_ITEMS if name not in rows}
    young = {"age_at_conviction": 17, "age_at_follow_up": 17}
    assert score("ovp", {**CAREER, **rows}, **young)["problem"] == marks.FOLLOW_UP_UNDER_18


DATED: dict[str, Any] = {
    **{name: value for name, value in CAREER.items() if not name.startswith("age_at_")},
    "age_at_first_sanction": 20,
    "date_of_birth": dt.date(1990, 1, 1),
    "date_of_conviction": dt.date(2020, 6, 2),
    "assessment_date": dt.date(2020, 7, 1),
}
ORDERED = ("ogrs3", "ogp", "ovp", "ogrs4g_2015", "ogrs4v_2015", "arp", "vrp", "svrp", "csrp")


@pytest.mark.parametrize("instrument", ORDERED)
def test_follow_up_before_the_conviction_is_a_problem_and_never_a_score(instrument: str) -> None:
    history = {**CONTACT, **_answers(instrument)} if instrument == "csrp" else _answers(instrument)
    by_age = {**CAREER, **({"date_of_birth": None, "follow_up_start": None} if instrument == "csrp" else {})}
    for given, early, same in (
        (DATED, {"follow_up_start": dt.date(2020, 6, 1)}, {"follow_up_start": dt.date(2020, 6, 2)}),
        (by_age, {"age_at_follow_up": 29}, {"age_at_follow_up": 30}),
    ):
        row = score(instrument, {**history, **given}, **early)
        assert marks.FOLLOW_UP_BEFORE_CONVICTION in row["problem"]
        assert row["probability_2y"] is row["percent_2y"] is row["band"] is None
        kept = score(instrument, {**history, **given}, **same)
        assert marks.FOLLOW_UP_BEFORE_CONVICTION not in (kept["problem"] or "")


def _answers(instrument: str) -> dict[str, Any]:
    """An answer to everything that an instrument of one form asks."""
    one = scores.INSTRUMENTS[instrument]
    if len(one.variants) > 1:
        return {}
    kinds = {found.column: found for found in scores.inputs(instrument)}
    return {name: kinds[name].codes[0] if kinds[name].codes else False for name in one.answers}


def test_unemployed_counts_twice_and_living_together_multiplies_quality() -> None:
    answers: dict[str, Any] = {
        one.column: False if one.type == "true or false" else one.codes[0]
        for one in scores.inputs("arp")
        if one.when == "dynamic form"
    }
    terms = facts.terms("ARP", "dynamic")
    base = logit(score("arp", {**CAREER, **answers})["probability_2y"])
    unemployed = logit(score("arp", {**CAREER, **answers}, is_unemployed=True)["probability_2y"])
    assert unemployed - base == pytest.approx(2 * terms["unemployed"])
    together = {
        "current_relationship_status": "IN_RELATIONSHIP_LIVING_TOGETHER",
        "current_relationship_with_partner": "SIGNIFICANT_PROBLEMS",
    }
    moved = logit(score("arp", {**CAREER, **answers}, **together)["probability_2y"]) - base
    wanted = terms["live_in_relationship"] + 2 * (
        terms["relationship_quality"] + terms["quality_of_live_in_relationship"]
    )
    assert moved == pytest.approx(wanted)


def test_several_other_drugs_count_once_and_need_a_motivation() -> None:
    answers: dict[str, Any] = {
        one.column: False if one.type == "true or false" else one.codes[0]
        for one in scores.inputs("arp")
        if one.when == "dynamic form"
    }
    full = {"motivation_to_tackle_drug_misuse": "FULL_MOTIVATION"}
    base = logit(score("arp", {**CAREER, **answers}, **full)["probability_2y"])
    both = score("arp", {**CAREER, **answers}, **full, has_spice_usage=True, has_ketamine_usage=True)
    assert logit(both["probability_2y"]) - base == pytest.approx(facts.terms("ARP", "dynamic")["other_drugs"])
    assert score("arp", {**CAREER, **answers}, has_spice_usage=True)["problem"] == marks.DRUGS_WITHOUT_MOTIVATION
    assert logit(score("arp", {**CAREER, **answers})["probability_2y"]) == pytest.approx(base)


def test_bands_are_read_off_the_rounded_percentage() -> None:
    for name, bounds in (("ARP", [50.0, 75.0, 90.0]), ("VRP", [30.0, 60.0, 80.0]), ("SVRP", [1.0, 3.0, 6.9])):
        assert facts.lower_bounds(name)[1:] == bounds


@pytest.mark.parametrize(
    ("counts", "percent", "band"),
    [
        ({"total_indecent_image_sanctions": 2, "total_contact_child_sexual_sanctions": 1}, 10.31, "HIGH"),
        ({"total_indecent_image_sanctions": 1}, 3.33, "MEDIUM"),
        ({"total_contact_child_sexual_sanctions": 2}, 0.93, "LOW"),
        ({"total_contact_child_sexual_sanctions": 1}, 0.63, "LOW"),
        ({"total_contact_adult_sexual_sanctions": 1}, 0.28, "LOW"),
        ({"total_non_contact_sexual_offences": 1}, 0.28, "LOW"),
    ],
)
def test_iicsrp_takes_the_first_rule_that_fits(counts: dict[str, int], percent: float, band: str) -> None:
    found = score("iicsrp", HISTORY, **counts)
    assert (found["percent_2y"], found["band"]) == (percent, band)


def test_sexual_history_and_counts_must_agree() -> None:
    assert score("iicsrp", HISTORY)["problem"] == marks.SEXUAL_HISTORY_WITHOUT_COUNTS
    denied = {"has_ever_committed_sexual_offence": False, "total_indecent_image_sanctions": 1}
    assert score("iicsrp", HISTORY, **denied)["problem"] == marks.SEXUAL_COUNTS_WITHOUT_HISTORY
    many = {"total_indecent_image_sanctions": 3, "total_sanctions": 2}
    assert score("iicsrp", HISTORY, **many)["problem"] == marks.SEXUAL_ABOVE_TOTAL


@pytest.mark.parametrize(
    ("changes", "band"),
    [
        ({}, "MEDIUM"),
        ({"supervision_status": "custody"}, "HIGH"),
        ({"assessment_date": dt.date(2020, 5, 31)}, "HIGH"),
        ({"most_recent_offence_date": dt.date(2015, 6, 2)}, "HIGH"),
        ({"most_recent_offence_date": dt.date(2015, 6, 1)}, "MEDIUM"),
        ({"assessment_date": None}, "HIGH"),
    ],
)
def test_dcsrp_band_falls_after_five_quiet_years_outside_custody(changes: dict[str, Any], band: str) -> None:
    found = score("dcsrp", CONTACT, **changes)
    assert (found["points"], found["band"]) == (31, band)
    assert (found["notice"] == marks.NO_REDUCTION) is (
        "assessment_date" in changes and changes["assessment_date"] is None
    )


def test_csrp_adds_a_constant_for_women_with_a_sexual_history() -> None:
    person = {**CONTACT, **CAREER, "gender": "female", "date_of_conviction": dt.date(2015, 1, 1)}
    person = {
        key: value
        for key, value in person.items()
        if not key.startswith("age_at_con") and not key.startswith("age_at_fol")
    }
    with_history = score("csrp", person)
    without = score("csrp", person, has_ever_committed_sexual_offence=False)
    assert with_history["percent_2y"] - without["percent_2y"] == pytest.approx(0.38)


def test_mst_is_not_for_others() -> None:
    person = {"gender": "male", "date_of_birth": dt.date(1990, 1, 1), "assessment_date": dt.date(2020, 1, 1)}
    found = score("mst", person)
    assert (found["flag"], found["points"], found["problem"], found["notice"]) == (
        False,
        None,
        None,
        marks.MATURITY_ONLY,
    )
    assert "missing: has_peer" not in str(found["problem"])
    assert score("mst", person, assessment_date=dt.date(2015, 12, 31))["problem"].startswith("missing: ")


def test_the_services_dynamic_snsv_weights_stand_beside_the_wrong_groups() -> None:
    listed = {
        row["group"]: row["value"]
        for row in facts.rows("offence_group_weights")
        if row["weight_name"] == "snsvDynamicWeighting"
    }
    true = facts.snsv_2015("dynamic")
    assert float(listed["Other offences"]) == true["offence_category", "Burglary (domestic)"]
    assert float(listed["Burglary (domestic)"]) == true["offence_category", "Other offence"]
    assert score("snsv_2015", {}, **_snsv("Other offence"))["probability_2y"] != pytest.approx(
        score("snsv_2015", {}, **_snsv("Burglary (domestic)"))["probability_2y"]
    )


def _snsv(category: str) -> dict[str, Any]:
    return {
        "gender": "male",
        "age_at_conviction": 30,
        "age_at_first_sanction": 20,
        "age_at_sentence": 30,
        "calendar_months_sentence_to_assessment": 48,
        "total_sanctions": 2,
        "violent_sanctions": 0,
        "offence_category": category,
    }


def test_two_sanctions_take_the_constant_and_the_years_apart() -> None:
    """The calculator of 2015 multiplies the constant by the years instead."""
    of = facts.ogrs4_2015("OGRS4G_2015")
    near = score("ogrs4g_2015", CAREER, total_sanctions=2, age_at_first_sanction=29)["probability_2y"]
    far = score("ogrs4g_2015", CAREER, total_sanctions=2, age_at_first_sanction=20)["probability_2y"]
    assert logit(far) - logit(near) == pytest.approx(9 * of["criminalCareerMale", ""])
