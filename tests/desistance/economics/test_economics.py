"""Costs and savings: published values, ranges, and the marks of what is not verified."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError, economics
from desistance.economics import UnitCost, appraise, break_even, discount_factor, present_value, unit_cost

SURE = UnitCost("made_up", economics.TOTAL, 100.0, "2023/24", "verified", "none")


def test_published_discount_factors():
    found = [round(discount_factor(year), 4) for year in range(1, 6)]
    assert found == [0.9662, 0.9335, 0.9019, 0.8714, 0.8420]
    assert discount_factor(0) == 1.0
    assert discount_factor(31) == pytest.approx(1.035**-30 / 1.03)
    assert discount_factor(10, rate="health") == pytest.approx(1.015**-10)


def test_published_break_even():
    found = break_even(1_870_000, "violence_with_injury")
    assert round(found.offences) == 133
    assert found.whole == 134
    assert found.unit.verified
    assert "2015/16 prices" in str(found)
    assert break_even(200, SURE, price_base="2023/24").unverified == ()


@settings(max_examples=50, deadline=None)
@given(st.floats(1, 1e9), st.floats(1, 1e6))
def test_avoiding_the_whole_number_pays_and_one_fewer_does_not(cost, amount):
    found = break_even(cost, UnitCost("g", economics.TOTAL, amount, "2023/24", "verified", "none"))
    assert found.whole * amount >= cost * (1 - 1e-8)
    assert (found.whole - 1) * amount < cost * (1 + 1e-8)


def test_unverified_unit_costs_are_marked_in_every_output():
    unsure = unit_cost("burglary_domestic")
    assert not unsure.verified
    assert "UNVERIFIED" in str(unsure)
    table = {row["offence_group"]: row["certainty"] for row in economics.unit_costs().to_pylist()}
    assert table["burglary_domestic"] == "unverified"
    assert "burglary_domestic" in " ".join(break_even(1000, "burglary_domestic").unverified)
    found = appraise(1000, {"burglary_domestic": 1.0, "robbery": 1.0})
    assert any("burglary_domestic" in one for one in found.unverified)
    assert not any("unit cost of robbery" in one for one in found.unverified)
    assert "Unverified:" in str(found)
    assert found.lines["certainty"].to_pylist() == ["unverified", "verified"]


def test_an_appraisal_is_the_arithmetic():
    found = appraise([100, 50], {"robbery": 2, "arson": 1}, year_of_savings=1)
    assert found.cost == pytest.approx(100 + 50 / 1.035)
    assert found.savings == pytest.approx((found.savings[0],) * 3)
    assert found.savings[0] == pytest.approx((2 * 11_320 + 8_420) / 1.035)
    assert found.net[0] == pytest.approx(found.savings[0] - found.cost)
    assert found.ratio[0] == pytest.approx(found.savings[0] / found.cost)
    assert found.probability_of_saving == 1.0
    assert present_value([10, -10, 10]) == pytest.approx(10 - 10 / 1.035 + 10 / 1.035**2)


def test_ranges_follow_the_intervals():
    found = appraise(1000, {SURE: (10.0, 0.0, 20.0)}, price_base="2023/24", draws=200_000)
    assert found.savings == pytest.approx((1000, 0, 2000), abs=15)
    assert found.probability_of_saving == pytest.approx(0.5, abs=0.005)
    assert str(found) == str(appraise(1000, {SURE: (10.0, 0.0, 20.0)}, price_base="2023/24", draws=200_000))
    assert found.savings != appraise(1000, {SURE: (10.0, 0.0, 20.0)}, price_base="2023/24", seed=1).savings


def test_prices_and_multipliers_are_inputs_and_named():
    index = {"2015/16": 80.0, "2023/24": 100.0}
    found = appraise(1000, {"robbery": 1}, price_base="2023/24", deflator=index, multipliers={"robbery": 3})
    assert found.savings[0] == pytest.approx(11_320 * 1.25 * 3)
    told = " ".join(found.unverified)
    assert "price index" in told
    assert "multiplier of 3" in told
    assert "multiplier 1" in " ".join(appraise(1000, {"robbery": 1}).unverified)


def test_the_review_of_the_discount_rate_shows_from_its_day():
    later = appraise(1000, {"robbery": 1}, year_of_savings=1, as_at="2025-12-16").unverified
    before = appraise(1000, {"robbery": 1}, year_of_savings=1, as_at="2025-12-15").unverified
    assert any("under review since 2025-12-16" in one for one in later)
    assert not any("under review" in one for one in before)
    assert any("end of the step" in one for one in appraise(1, {"robbery": 1}, year_of_savings=80).unverified)


def test_what_rests_on_discount_rates_says_what_of_them_is_not_settled():
    settled = discount_factor(5, as_at="2025-12-15")
    assert settled.unverified == ()
    assert str(settled) == "0.841973"
    for value in (discount_factor(80), present_value([1.0] * 81), discount_factor(5), present_value([0, 1])):
        assert any("under review since 2025-12-16" in one for one in value.unverified)
        assert "Unverified:" in str(value)
    assert any("end of the step not seen" in one for one in discount_factor(80).unverified)
    assert any("end of the step not seen" in one for one in present_value([1.0] * 81).unverified)
    assert present_value([100]).unverified == discount_factor(0).unverified == ()
    rates = economics.discount_rates().to_pylist()
    assert {row["certainty"] for row in rates} == {"verified", "unverified"}
    assert all(row["source"] for row in rates)
    assert rates[0]["rate_pct"] == 3.5


def test_every_line_of_an_appraisal_carries_its_own_marks():
    found = appraise(1, {"robbery": 1, "burglary_domestic": 1}, year_of_savings=80)
    lines = dict(zip(found.lines["offence_group"].to_pylist(), found.lines["unverified"].to_pylist(), strict=True))
    assert all("end of the step not seen" in said and "multiplier 1" in said for said in lines.values())
    assert "unit cost of burglary_domestic" in lines["burglary_domestic"]
    assert "unit cost of" not in lines["robbery"]


def test_published_totals_carry_source_and_certainty():
    held = {row["measure"]: row for row in economics.reoffending_costs().to_pylist()}
    assert held["reoffending_total"]["amount_gbp"] == 18_100_000_000
    assert all(row["source"] and row["certainty"] for row in held.values())


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: unit_cost("jaywalking"), "no unit cost is held"),
        (lambda: discount_factor(-1), "no year from now"),
        (lambda: discount_factor(200), "no stpr discount rate is held for year"),
        (lambda: discount_factor(1, rate="own"), "no discount rate is called"),
        (lambda: break_even(float("nan"), "robbery"), "is no amount"),
        (lambda: break_even(10, "robbery", price_base="2023/24"), "cannot be made"),
        (lambda: break_even(10, "robbery", price_base="2023/24", deflator={"2023/24": 1}), "has no 2015/16"),
        (lambda: appraise(0, {"robbery": 1}), "is nothing"),
        (lambda: appraise(10, {}), "is empty"),
        (lambda: appraise(10, {"robbery": (1, 2, 3)}), "cannot be"),
        (lambda: appraise(10, {"robbery": float("inf")}), "cannot be"),
        (lambda: appraise(10, {"robbery": 1}, draws=3), "too few"),
        (lambda: appraise(-10, {"robbery": 1}), "is no amount"),
    ],
)
def test_unusable_input_is_refused(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_coverage_of_the_interval_is_near_its_name():
    pick = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        estimate = float(pick.normal(10, 2))
        interval = (estimate, estimate - 3.92, estimate + 3.92)
        _, low, high = appraise(1000, {SURE: interval}, draws=2000, price_base="2023/24").savings
        held += low <= 1000 <= high
    assert 0.90 <= held / 200 <= 0.99
