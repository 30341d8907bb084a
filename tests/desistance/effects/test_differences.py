"""Differences, rate ratios, panels and series against statsmodels and by hand."""

import math
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from desistance import InputError
from desistance.effects import att, difference_in_differences, interrupted_series, rate_ratio


@pytest.fixture(scope="module")
def sm():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.discrete.discrete_model import NegativeBinomial
        from statsmodels.genmod import families
        from statsmodels.genmod.generalized_linear_model import GLM
        from statsmodels.regression.linear_model import OLS, WLS
        from statsmodels.tools.tools import add_constant

    return SimpleNamespace(
        NegativeBinomial=NegativeBinomial, families=families, GLM=GLM, OLS=OLS, WLS=WLS, add_constant=add_constant
    )


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(12)
    n = 400
    treated = draw.random(n) < 0.4
    outcome = 2 + treated * 0.5 + draw.normal(size=n) * (1 + treated)
    weights = np.where(draw.random(n) < 0.2, 0.0, draw.random(n) + 0.2)
    return outcome, treated, weights, draw.integers(0, 40, n)


@pytest.mark.parametrize("kind", ["HC0", "HC1", "HC3"])
def test_robust_errors_equal_statsmodels(sm, rows, kind):
    outcome, treated, weights, _ = rows
    kept = weights > 0
    design = sm.add_constant(treated[kept].astype(float))
    fitted = sm.WLS(outcome[kept], design, weights=weights[kept]).fit(cov_type=kind)
    found = att(outcome, treated, weights, se=kind)
    assert (found.estimate, found.se, found.p) == pytest.approx((fitted.params[1], fitted.bse[1], fitted.pvalues[1]))
    assert (found.low, found.high) == pytest.approx(tuple(fitted.conf_int()[1]))
    assert found.n == kept.sum()


def test_clustered_errors_equal_statsmodels(sm, rows):
    outcome, treated, weights, cluster = rows
    kept = weights > 0
    design = sm.add_constant(treated[kept].astype(float))
    fitted = sm.WLS(outcome[kept], design, weights=weights[kept]).fit(
        cov_type="cluster", cov_kwds={"groups": cluster[kept]}
    )
    assert att(outcome, treated, weights, cluster=cluster).se == pytest.approx(fitted.bse[1])
    assert att(outcome, treated, weights).se == pytest.approx(att(outcome, treated, weights, se="HC1").se)


def test_probability_of_benefit_stands_beside_the_p_value():
    found = att([0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 1, 1, 0, 0, 0, 0])
    assert found.estimate == pytest.approx(-0.5)
    assert found.probability_of_benefit() == pytest.approx(1 - found.p / 2)
    assert found.probability_of_benefit("higher") == pytest.approx(found.p / 2)
    assert "probability below 0" in str(found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"outcome": [None, None, None, None]}, "missing"),
        ({"treated": [1, 1, 1, 0]}, "1 comparison rows"),
        ({"weights": [1, 1, -1, 1]}, "negative"),
        ({"weights": [1, 1, 0, 0]}, "0 comparison rows"),
        ({"cluster": ["a", "a", "a", "a"]}, "one cluster"),
        ({"se": "HC9"}, "HC3"),
        ({"covariates": [[1.0], [1.0], [1.0], [1.0]]}, "rows for|constant"),
    ],
)
def test_unusable_input_is_refused(change, says):
    given = {"outcome": [1.0, 0.0, 1.0, 0.0], "treated": [1, 1, 0, 0], **change}
    with pytest.raises(InputError, match=says):
        att(given.pop("outcome"), given.pop("treated"), given.pop("weights", None), **given)


@pytest.fixture(scope="module")
def counts():
    draw = np.random.default_rng(13)
    n = 600
    treated, x = draw.random(n) < 0.4, draw.normal(size=n)
    time = draw.uniform(0.3, 1.0, n)
    mean = time * np.exp(0.8 - 0.4 * treated + 0.3 * x)
    return draw.poisson(mean * draw.gamma(1.5, 1 / 1.5, n)), time, treated, x, draw.integers(0, 50, n)


def test_poisson_equals_statsmodels(sm, counts):
    count, time, treated, x, cluster = counts
    design = sm.add_constant(np.column_stack([treated, x]).astype(float))
    model = sm.GLM(count, design, family=sm.families.Poisson(), offset=np.log(time))
    fitted = model.fit(cov_type="HC0", tol=1e-12)
    found = rate_ratio(count, time, treated, covariates=x)
    assert (math.log(found.estimate), found.se, found.p) == pytest.approx(
        (fitted.params[1], fitted.bse[1], fitted.pvalues[1])
    )
    clustered = rate_ratio(count, time, treated, covariates=x, cluster=cluster)
    expected = model.fit(tol=1e-12, cov_type="cluster", cov_kwds={"groups": cluster})
    assert clustered.se == pytest.approx(expected.bse[1], rel=1e-9)


def test_poisson_without_covariates_is_the_ratio_of_rates(counts):
    count, time, treated, *_ = counts
    ratio = (count[treated].sum() / time[treated].sum()) / (count[~treated].sum() / time[~treated].sum())
    assert rate_ratio(count, time, treated).estimate == pytest.approx(ratio, rel=1e-10)


def test_negative_binomial_equals_statsmodels(sm, counts):
    count, time, treated, x, _ = counts
    design = sm.add_constant(np.column_stack([treated, x]).astype(float))
    fitted = sm.NegativeBinomial(count, design, exposure=time).fit(disp=0, method="bfgs", maxiter=500, gtol=1e-6)
    found = rate_ratio(count, time, treated, covariates=x, family="negative_binomial")
    assert math.log(found.estimate) == pytest.approx(fitted.params[1], abs=1e-5)
    assert float(found.method.split("dispersion ")[1].split(",")[0]) == pytest.approx(fitted.params[-1], rel=1e-4)
    assert found.se == pytest.approx(fitted.bse[1], rel=0.05)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"count": [1.5, 0, 1, 1]}, "whole numbers"),
        ({"exposure": [0, 1, 1, 1]}, "above 0"),
        ({"count": [0, 0, 1, 1]}, "no treated row has an event"),
        ({"family": "gamma"}, "poisson"),
    ],
)
def test_rates_that_cannot_be(change, says):
    given = {"count": [1, 0, 1, 1], "exposure": [1, 1, 1, 1], "treated": [1, 1, 0, 0], **change}
    with pytest.raises(InputError, match=says):
        rate_ratio(**given)


def panel(effect, units=12, periods=6, seed=1):
    draw = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    treated, after = unit < units // 2, period >= periods // 2
    noise = draw.normal(size=len(unit)) * 0.3
    return (
        draw.normal(size=units)[unit] + 0.2 * period + effect * (treated & after) + noise,
        treated,
        after,
        unit,
        period,
    )


def test_two_by_two_is_the_difference_of_differences():
    outcome, treated, after, unit, period = panel(-1.0)
    cells = {(t, a): outcome[(treated == t) & (after == a)].mean() for t in (0, 1) for a in (0, 1)}
    expected = (cells[1, 1] - cells[1, 0]) - (cells[0, 1] - cells[0, 0])
    assert difference_in_differences(outcome, treated, after).estimate == pytest.approx(expected)
    both = difference_in_differences(outcome, treated, after, unit=unit, period=period)
    assert both.estimate == pytest.approx(expected)
    assert both.low < -1 < both.high


def test_the_wild_bootstrap_finds_an_effect_and_does_not_find_none():
    options = {"wild": 199, "seed": 4}
    for effect, found in ((-1.0, True), (0.0, False)):
        outcome, treated, after, unit, period = panel(effect)
        test = difference_in_differences(outcome, treated, after, unit=unit, period=period, **options)
        assert (test.p < 0.05) is found


def test_the_wild_bootstrap_counts_the_draw_that_was_made():
    """An effect that no draw reaches has one in all draws and itself, never nought."""
    outcome, treated, after, unit, period = panel(-50.0)
    found = difference_in_differences(outcome, treated, after, unit=unit, period=period, wild=49, seed=1)
    assert found.p == pytest.approx(1 / 50)


def test_staggered_treatment_and_empty_cells_are_refused():
    outcome, treated, after, unit, period = panel(0.0)
    with pytest.raises(InputError, match="treated in some rows only"):
        difference_in_differences(outcome, treated & after | (unit == 0), after, unit=unit, period=period)
    with pytest.raises(InputError, match="no comparison row before"):
        difference_in_differences(outcome, treated, after | ~treated)


def test_an_interrupted_series_equals_statsmodels(sm):
    draw = np.random.default_rng(7)
    position = np.arange(36)
    values = 10 + 0.2 * position - 3 * (position >= 20) - 0.1 * np.clip(position - 20, 0, None) + draw.normal(size=36)
    later = (position >= 20).astype(float)
    design = np.column_stack([later, later * (position - 20), np.ones(36), position])
    fitted = sm.OLS(values, design).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True})
    table = interrupted_series(values, start=20)
    assert table["term"].to_pylist() == ["level", "slope", "baseline", "trend"]
    assert table["estimate"].to_pylist() == pytest.approx(fitted.params.tolist())
    assert table["se"].to_pylist() == pytest.approx(fitted.bse.tolist())
    assert "3 lags" in table["method"][0].as_py()
    with pytest.raises(InputError, match="fewer than 3 points"):
        interrupted_series(values, start=34)
    with pytest.raises(InputError, match="fewer than two cycles"):
        interrupted_series(values, start=20, season=24)
