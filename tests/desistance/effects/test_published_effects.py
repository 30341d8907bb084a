"""Published figures: Rossi's recidivism data (R survival), Rosenbaum, VanderWeele, and the power table."""

import warnings

import numpy as np
import pytest

from desistance.effects import (
    concordance,
    cox,
    cox_model,
    e_value,
    kaplan_meier,
    log_rank,
    minimum_detectable,
    rosenbaum,
)

NAMES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
EFRON = [-0.37942, -0.05744, 0.31390, -0.14980, -0.43370, -0.08487, 0.09150]
ERRORS = [0.19138, 0.02200, 0.30799, 0.21222, 0.38187, 0.19576, 0.02865]
BRESLOW = [-0.37902, -0.05725, 0.31413, -0.15111, -0.43278, -0.08498, 0.09111]


@pytest.fixture(scope="module")
def rossi():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines.datasets import load_rossi

        return load_rossi()


def test_cox_efron(rossi):
    model = cox_model(rossi[NAMES], rossi.week, rossi.arrest)
    rows = {row["covariate"]: row for row in model.table.to_pylist()}
    assert [rows[name]["coefficient"] for name in NAMES] == pytest.approx(EFRON, abs=5.1e-6)
    assert [rows[name]["se"] for name in NAMES] == pytest.approx(ERRORS, abs=5.1e-6)
    assert (rows["fin"]["estimate"], rows["fin"]["p"]) == pytest.approx((0.68426, 0.04742), abs=5.1e-6)
    assert model.log_likelihood_null == pytest.approx(-675.3806323, abs=5e-8)
    assert model.log_likelihood == pytest.approx(-658.7476594, abs=5e-8)
    assert model.likelihood_ratio == pytest.approx(33.27, abs=5e-3)
    risk = rossi[NAMES].to_numpy() @ model.coefficients
    assert concordance(risk, rossi.week, rossi.arrest) == pytest.approx(0.64033, abs=5.1e-6)


def test_cox_breslow(rossi):
    model = cox_model(rossi[NAMES], rossi.week, rossi.arrest, ties="breslow")
    assert model.coefficients.tolist() == pytest.approx(BRESLOW, abs=5.1e-6)
    assert model.log_likelihood == pytest.approx(-659.1206057, abs=5e-8)
    assert cox(rossi[NAMES], rossi.week, rossi.arrest, ties="breslow").equals(model.table)


def test_kaplan_meier_and_log_rank(rossi):
    table = kaplan_meier(rossi.week, rossi.arrest, group=rossi.fin)
    last = {row["group"]: row for row in table.to_pylist() if row["time"] == 52}
    for group, expected in ((0, (0.6944, 0.0313, 0.6357, 0.7587)), (1, (0.7778, 0.0283, 0.7243, 0.8352))):
        found = [last[group][name] for name in ("estimate", "se", "low", "high")]
        assert found == pytest.approx(expected, abs=1.01e-4)
    test = log_rank(rossi.week, rossi.arrest, rossi.fin)
    assert test.chi_squared == pytest.approx(3.84, abs=5e-3)
    assert test.observed == (66, 48)
    assert test.expected == pytest.approx((55.6, 58.4), abs=0.05)


@pytest.mark.parametrize(("ratio", "expected"), [(3.9, 7.26303), (1.8, 3.0), (0.80, 1.80902)])
def test_e_values(ratio, expected):
    assert e_value(ratio).estimate == pytest.approx(expected, abs=5e-6)


def test_smoking_and_lung_cancer():
    pairs = {"treated": np.repeat([1, 0], [110, 12]), "control": np.repeat([0, 1], [110, 12])}
    table = rosenbaum(pairs, gamma=[4, 5, 6])
    assert table["p"].to_pylist() == pytest.approx([0.00196, 0.02317, 0.09693], abs=5e-6)
    assert rosenbaum(pairs, gamma=5).p == pytest.approx(0.02317, abs=5e-6)


@pytest.mark.parametrize(
    ("treated", "control", "rate"), [(60, 600, 0.372), (142, 10**9, 0.443), (500, 5_000, 0.494), (391, 391, 0.46)]
)
def test_power_table(treated, control, rate):
    found = minimum_detectable(treated, control, 0.56)
    assert found.detectable_rate == pytest.approx(rate, abs=6e-4)
    assert found.estimate == pytest.approx(0.56 - rate, abs=6e-4)
