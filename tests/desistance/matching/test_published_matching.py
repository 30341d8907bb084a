"""Published figures for the 614 rows of MatchIt's documentation and for Dehejia and Wahba's samples."""

import numpy as np
import pyarrow as pa
import pytest

from desistance.effects import att
from desistance.effects.linear import least_squares
from desistance.matching import balance, coarsened, nearest, propensity, propensity_model, tie_spread, weights

COEFFICIENTS = [
    -1.663281595,
    0.01577707099,
    0.1613068770,
    -2.081734119,
    -3.065367729,
    -0.8321132713,
    0.7072968811,
    -7.177668568e-05,
    5.344644639e-05,
]


@pytest.fixture(scope="module")
def score(lalonde):
    return propensity(lalonde.X, lalonde.treated)


def smds(lalonde, distance, weight=None):
    columns = np.column_stack([distance, lalonde.black, lalonde.X])
    table = balance(columns, lalonde.treated, weight, names=("distance", "black", *lalonde.names))
    return dict(zip(table["covariate"].to_pylist(), table.to_pylist(), strict=True))


def test_propensity_coefficients_and_likelihood(lalonde):
    model = propensity_model(lalonde.X, lalonde.treated)
    assert list(model.coefficients.values()) == pytest.approx(COEFFICIENTS, rel=1e-7)
    assert model.log_likelihood == pytest.approx(-243.922, abs=5e-4)


def test_balance_before_matching(lalonde, score):
    found = smds(lalonde, score)
    assert found["distance"]["mean_treated"] == pytest.approx(0.57744, abs=5e-6)
    assert found["distance"]["mean_control"] == pytest.approx(0.18222, abs=5e-6)
    expected = {
        "distance": 1.79409,
        "age": -0.30945,
        "educ": 0.05496,
        "black": 1.76154,
        "hispan": -0.34984,
        "white": -1.88187,
        "married": -0.82631,
        "nodegree": 0.24497,
        "re74": -0.72108,
        "re75": -0.29026,
    }
    assert {name: found[name]["smd"] for name in expected} == pytest.approx(expected, abs=5.1e-6)


CASES = {
    "1:1": (
        {},
        (185, 185),
        894.3675,
        1121.177,
        (0.57744, 0.36289),
        {
            "distance": 0.97394,
            "age": 0.07177,
            "educ": -0.12904,
            "black": 1.02586,
            "hispan": -0.66287,
            "white": -0.72957,
            "married": -0.05521,
            "nodegree": 0.15456,
            "re74": -0.05045,
            "re75": -0.02569,
        },
    ),
    "1:1 caliper": (
        {"caliper": 0.2},
        (113, 113),
        1571.744,
        1459.257,
        (0.52502, 0.49199),
        {
            "distance": 0.14993,
            "age": 0.04824,
            "educ": 0.05282,
            "black": 0.04868,
            "married": -0.13557,
            "nodegree": 0.15572,
            "re74": -0.01414,
            "re75": -0.05028,
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_nearest_as_matchit(lalonde, score, case):
    options, used, effect, adjusted, distance, expected = CASES[case]
    match = nearest(score, lalonde.treated, ties="matchit", **options)
    assert (match.matched_treated, match.matched_controls) == used
    found = smds(lalonde, score, match.weights)
    assert {name: found[name]["smd"] for name in expected} == pytest.approx(expected, abs=5.1e-6)
    assert (found["distance"]["mean_treated"], found["distance"]["mean_control"]) == pytest.approx(distance, abs=5e-6)
    plain = att(lalonde.earnings, lalonde.treated, match.weights, cluster=match.clusters)
    assert plain.estimate == pytest.approx(effect, abs=5.1e-4)
    model = att(lalonde.earnings, lalonde.treated, match.weights, cluster=match.clusters, covariates=lalonde.X)
    assert model.estimate == pytest.approx(adjusted, abs=5.1e-4)


def effects_of(lalonde, match):
    """The difference of weighted means, and the effect by g-computation with a model of every covariate."""
    given = (lalonde.earnings, lalonde.treated, match.weights)
    return att(*given).estimate, att(*given, covariates=lalonde.X).estimate


def test_caliper_width_and_two_to_one_on_the_logit(lalonde, score):
    assert nearest(score, lalonde.treated, caliper=0.2).caliper == pytest.approx(0.05806267, abs=5e-9)
    logit = np.log(score / (1 - score))
    match = nearest(logit, lalonde.treated, ratio=2, caliper=0.2, ties="matchit")
    assert (match.matched_treated, match.matched_controls) == (117, 147)
    assert match.effective_controls == pytest.approx(134.206, abs=5e-4)
    assert effects_of(lalonde, match) == pytest.approx((1622.344, 1280.065), abs=5.1e-4)
    found = smds(lalonde, logit, match.weights)["distance"]
    assert (found["mean_treated"], found["mean_control"], found["smd"]) == pytest.approx(
        (0.05589, -0.17331, 0.20329), abs=5.1e-6
    )


def test_five_with_replacement(lalonde, score):
    match = nearest(score, lalonde.treated, ratio=5, caliper=0.2, replace=True, ties="matchit")
    assert (match.matched_treated, match.matched_controls) == (184, 179)
    assert match.effective_controls == pytest.approx(82.239, abs=5e-4)
    assert effects_of(lalonde, match) == pytest.approx((1408.72, 1459.528), abs=5.1e-4)
    found = smds(lalonde, score, match.weights)["distance"]
    assert (found["mean_treated"], found["mean_control"], found["smd"]) == pytest.approx(
        (0.57594, 0.57322, 0.01232), abs=5.1e-6
    )
    assert any("order of rows" in note for note in match.notes), "units tie here, and the match must say so"


def test_coarsened_with_automatic_cuts(lalonde):
    columns = {name: lalonde.X[:, j] for j, name in enumerate(lalonde.names) if name not in ("hispan", "white")}
    columns["race"] = np.where(lalonde.black == 1, "black", np.where(lalonde.X[:, 2] == 1, "hispan", "white"))
    match = coarsened(pa.table(columns), lalonde.treated, cuts="sturges")
    assert (match.matched_treated, match.matched_controls) == (65, 75)
    assert match.effective_controls == pytest.approx(41.29, abs=5e-3)
    assert effects_of(lalonde, match) == pytest.approx((1070.907, 1290.034), abs=5.1e-4)
    found = smds(lalonde, lalonde.X[:, 0], match.weights)
    expected = {"age": 0.04928, "educ": 0.04463, "re74": -0.04268, "re75": -0.04920, "married": 0.0}
    assert {name: found[name]["smd"] for name in expected} == pytest.approx(expected, abs=5.1e-6)


def test_the_experiment_of_dehejia_and_wahba(trial, survey):
    treated, earnings = trial.treat.to_numpy(), trial.re78.to_numpy()
    found = att(earnings, treated, se="HC1")
    assert (found.estimate, found.se) == pytest.approx((1794.34, 670.82), abs=0.01)
    control = survey.re78.to_numpy()
    marks = np.repeat([1, 0], [int(treated.sum()), len(control)])
    naive = att(np.concatenate((earnings[treated == 1], control)), marks, se="classical")
    assert (naive.estimate, naive.se) == pytest.approx((-8497.52, 712.02), abs=0.01)
    assert att(earnings, treated, se="classical").se == pytest.approx(632.85, abs=0.01)


def test_the_experiment_with_covariates(trial):
    """Dehejia and Wahba's regression: age and its square, education, no degree, black, Hispanic, earnings before."""
    columns = [trial[name] for name in ("age", "educ", "nodegree", "black", "hisp", "re74", "re75")]
    design = np.column_stack([np.ones(len(trial)), trial.treat, *columns, trial.age**2]).astype(float)
    ones = np.ones(len(trial))
    fit = least_squares(design, trial.re78.to_numpy(float), ones, se="classical", cluster=None)
    found = (fit.coefficients[1], np.sqrt(fit.covariance[1, 1]))
    assert found == pytest.approx((1680.63, 638.52), abs=0.01)


def dehejia_wahba(trial, survey):
    import pandas as pd

    rows = pd.concat([trial[trial.treat == 1], survey], ignore_index=True)
    terms = [rows.age, rows.age**2, rows.age**3, rows.educ, rows.educ**2, rows.marr, rows.nodegree, rows.black]
    terms += [rows.hisp, rows.re74, rows.re75, rows.re74 == 0, rows.re75 == 0, rows.educ * rows.re74]
    return np.column_stack(terms).astype(float), rows.treat.to_numpy() == 1, rows.re78.to_numpy(float)


# Controls of the survey with one score each row, in the order in which the published figure met them: the order that
# an unstable sort of the scores had left. Any order of equals is as good; this one is needed to repeat the figure.
MET = [
    [9280, 9166, 15086, 5755, 2770],
    [4551, 1642],
    [12177, 11924, 1291],
    [5554, 9370, 3946],
    [9634, 8068],
]


def test_survey_controls_recover_the_experiment(trial, survey):
    X, treated, earnings = dehejia_wahba(trial, survey)
    score = propensity(X, treated)
    spread = tie_spread(earnings, score, treated, replace=True)
    assert spread.least < 1952.47 < spread.greatest, "which of the tied controls are taken moves it by this much"
    assert 1000 < spread.mean < 2200
    single = nearest(score, treated, ties="matchit")
    assert att(earnings, treated, single.weights).estimate == pytest.approx(1599.00, abs=0.01)
    weighted = att(earnings, treated, weights(score, treated))
    assert weighted.estimate == pytest.approx(1494.58, abs=0.01)


def test_survey_controls_with_replacement(trial, survey):
    X, treated, earnings = dehejia_wahba(trial, survey)
    score = propensity(X, treated)
    first = int(treated.sum())
    rows = np.arange(len(score))
    for run in MET:
        held = score[[first + row for row in run]]
        assert (held == held[0]).all(), "only rows of one score may change places"
        rows[[first + row for row in sorted(run)]] = [first + row for row in run]
    match = nearest(score[rows], treated[rows], replace=True, ties="matchit")
    assert match.matched_controls == 116
    assert att(earnings[rows], treated[rows], match.weights).estimate == pytest.approx(1952.47, abs=0.005)
