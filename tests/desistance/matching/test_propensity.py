"""The propensity score: exact, the same by both roads, and refused where no estimate exists."""

import warnings

import numpy as np
import pyarrow as pa
import pytest

from desistance import InputError
from desistance.matching import propensity, propensity_model
from desistance.matching.inputs import covariates
from desistance.matching.logistic import _solve_exactly, _solve_large


def sample(n, seed, share=-2.0):
    draw = np.random.default_rng(seed)
    X = np.column_stack([draw.normal(50, 9, n), draw.normal(size=n), draw.random(n) < 0.3, draw.poisson(2, n)])
    linear = share + 0.05 * (X[:, 0] - 50) + 0.5 * X[:, 1] - 0.7 * X[:, 2] + 0.1 * X[:, 3]
    return X, draw.random(n) < 1 / (1 + np.exp(-linear))


@pytest.mark.parametrize("n", [200, 2_000, 30_000])
def test_equals_statsmodels(n):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.discrete.discrete_model import Logit
        from statsmodels.tools.tools import add_constant
    X, treated = sample(n, n)
    fitted = Logit(treated.astype(float), add_constant(X)).fit(disp=0, tol=1e-12, maxiter=100)
    model = propensity_model(X, treated)
    assert np.abs(model.score - fitted.predict()).max() < 1e-8
    assert model.log_likelihood == pytest.approx(fitted.llf, rel=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_large_tables_take_the_quick_road_to_the_same_place(seed):
    X, treated = sample(40_000, seed, share=-4.0)
    quick = _solve_large(covariates(X), treated)
    assert quick is not None
    _, slow, _ = _solve_exactly(covariates(X), treated)
    assert np.abs(quick[1] - slow).max() < 1e-8


def test_a_column_that_is_rare_beyond_any_sample_is_still_solved():
    X, treated = sample(60_000, 9)
    rare = np.zeros(len(X))
    rare[np.concatenate((np.flatnonzero(treated)[-2:], np.flatnonzero(~treated)[-2:]))] = 1
    found = np.column_stack([X, rare])
    _, slow, _ = _solve_exactly(covariates(found), treated)
    assert np.abs(propensity(found, treated) - slow).max() < 1e-8


def test_tables_and_arrays_agree():
    X, treated = sample(500, 4)
    table = pa.table({f"c{j}": X[:, j] for j in range(X.shape[1])})
    assert propensity(table, treated) == pytest.approx(propensity(X, treated), abs=1e-12)
    assert list(propensity_model(table, treated).coefficients) == ["(intercept)", "c0", "c1", "c2", "c3"]


@pytest.mark.parametrize("n", [300, 30_000])
def test_complete_separation_is_refused(n):
    draw = np.random.default_rng(1)
    X = np.column_stack([draw.normal(size=n), draw.normal(size=n)])
    with pytest.raises(InputError, match="separate") as caught:
        propensity(X, X[:, 1] > 0.5)
    assert caught.value.column == "x1"


@pytest.mark.parametrize("n", [300, 30_000])
def test_a_category_without_treated_rows_is_quasi_separation(n):
    X, treated = sample(n, 2)
    never = np.where(treated, 0.0, np.arange(n) % 5 == 0)
    with pytest.raises(InputError, match="separate") as caught:
        propensity(np.column_stack([X, never]), treated)
    assert caught.value.column == "x4"


@pytest.mark.parametrize("n", [300, 30_000])
@pytest.mark.parametrize("extra", ["sum", "constant", "copy"])
def test_dependent_columns_are_refused(n, extra):
    X, treated = sample(n, 3)
    column = {"sum": X[:, 1] + 2 * X[:, 3], "constant": np.full(n, 7.0), "copy": X[:, 0]}[extra]
    with pytest.raises(InputError, match="combinations of one another|same in every row") as caught:
        propensity(np.column_stack([X, column]), treated)
    assert caught.value.column == "x4"


@pytest.mark.parametrize("n", [300, 30_000])
def test_missing_values_are_named(n):
    X, treated = sample(n, 5)
    X[17, 1] = np.nan
    with pytest.raises(InputError) as caught:
        propensity(X, treated)
    assert (caught.value.column, caught.value.rows) == ("x1", (17,))


def test_polynomials_are_not_taken_for_dependent(lalonde):
    age = lalonde.X[:, 0]
    score = propensity(np.column_stack([age, age**2, age**3]), lalonde.treated)
    assert score.sum() == pytest.approx(lalonde.treated.sum(), rel=1e-9)
