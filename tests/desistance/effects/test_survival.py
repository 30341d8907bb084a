"""Survival estimates against their slow twins, lifelines and statsmodels."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.effects import cox, cox_model, cumulative_incidence, kaplan_meier, restricted_mean
from desistance.effects.reference import incidence_at, kaplan_meier_at, partial_likelihood

LIVES = st.lists(st.tuples(st.integers(2, 9), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=30)


@settings(max_examples=80, deadline=None)
@given(lives=LIVES, late=st.booleans())
def test_kaplan_meier_equals_the_slow_twin(lives, late):
    time = [float(t) for t, _, _ in lives]
    event = [c > 0 for _, c, _ in lives]
    entry = [min(e, t - 1) for t, _, e in lives] if late else None
    for row in kaplan_meier(time, event, entry=entry).to_pylist():
        assert row["estimate"] == pytest.approx(kaplan_meier_at(time, event, row["time"], entry), abs=1e-12)


@settings(max_examples=80, deadline=None)
@given(lives=LIVES.filter(lambda lives: any(c for _, c, _ in lives)))
def test_incidence_equals_the_slow_twin_and_shares_sum_to_one(lives):
    time, cause = [float(t) for t, _, _ in lives], [c for _, c, _ in lives]
    rows = cumulative_incidence(time, cause).to_pylist()
    for row in rows:
        assert row["estimate"] == pytest.approx(incidence_at(time, cause, row["cause"], row["time"]), abs=1e-12)
    for moment in set(time):
        met = sum(row["estimate"] for row in rows if row["time"] == moment)
        free = kaplan_meier_at(time, [c > 0 for c in cause], moment)
        assert met + free == pytest.approx(1, abs=1e-12)


def simulated(n, seed=1, days=60):
    draw = np.random.default_rng(seed)
    X = np.column_stack([draw.normal(size=n), draw.random(n) < 0.4, draw.normal(30, 8, n)])
    end = np.ceil(draw.exponential(np.exp(3.5 - X @ [0.4, -0.5, 0.02])))
    return X, np.minimum(end, days), end <= days


def test_incidence_and_its_error_equal_lifelines():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import AalenJohansenFitter

        draw = np.random.default_rng(3)
        time, cause = np.arange(1.0, 301.0), draw.integers(0, 3, 300)
        draw.shuffle(cause)
        fitted = AalenJohansenFitter(calculate_variance=True).fit(time, cause, event_of_interest=1)
    table = cumulative_incidence(time, cause).to_pandas()
    own = table[table.cause == 1]
    assert own.estimate.to_numpy() == pytest.approx(fitted.cumulative_density_.iloc[1:, 0].to_numpy(), abs=1e-10)
    assert (own.se**2).to_numpy() == pytest.approx(fitted.variance_.iloc[1:].to_numpy(), rel=1e-6, abs=1e-9)


def test_the_interval_of_incidence_lies_evenly_about_it_on_the_complementary_scale():
    draw = np.random.default_rng(7)
    table = cumulative_incidence(draw.integers(1, 20, 200), draw.integers(0, 3, 200)).to_pandas().dropna(subset="low")
    assert ((table.low < table.estimate) & (table.estimate < table.high)).all()
    assert (table.low > 0).all()
    assert (table.high < 1).all()
    low, middle, high = (np.log(-np.log(1 - table[name])) for name in ("low", "estimate", "high"))
    width = 1.959963984540054 * table.se / np.abs((1 - table.estimate) * np.log(1 - table.estimate))
    assert (high - middle).to_numpy() == pytest.approx(width.to_numpy())
    assert (middle - low).to_numpy() == pytest.approx(width.to_numpy())


def test_kaplan_meier_error_is_binomial_without_censoring():
    table = kaplan_meier([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1]).to_pylist()
    assert table[1]["se"] == pytest.approx(math.sqrt(0.5 * 0.5 / 4))
    assert (table[3]["estimate"], table[3]["se"]) == (0.0, None)


@settings(max_examples=40, deadline=None)
@given(
    lives=st.lists(
        st.tuples(st.integers(2, 7), st.booleans(), st.integers(0, 4), st.integers(0, 1), st.integers(-3, 3)),
        min_size=12,
        max_size=30,
    ),
    efron=st.booleans(),
    late=st.booleans(),
    layered=st.booleans(),
)
def test_cox_stands_on_top_of_the_slow_likelihood(lives, efron, late, layered):
    time, event = [float(t) for t, *_ in lives], [bool(e) for _, e, *_ in lives]
    entry = [min(s, t - 1) for t, _, s, _, _ in lives] if late else None
    strata = [k for *_, k, _ in lives] if layered else None
    X = [[x + 0.01 * i] for i, (*_, x) in enumerate(lives)]
    try:
        model = cox_model(X, time, event, entry=entry, strata=strata, ties="efron" if efron else "breslow")
    except InputError:
        return
    there = {"entry": entry, "strata": strata, "efron": efron}
    beta = float(model.coefficients[0])
    top = partial_likelihood(X, time, event, [beta], **there)
    assert model.log_likelihood == pytest.approx(top, abs=1e-8)
    assert model.log_likelihood_null == pytest.approx(partial_likelihood(X, time, event, [0.0], **there), abs=1e-8)
    step = 1e-3 * math.sqrt(model.covariance[0, 0])
    sides = [partial_likelihood(X, time, event, [beta + side], **there) for side in (-step, step)]
    assert max(sides) <= top + 1e-10
    curvature = -(sides[0] + sides[1] - 2 * top) / step**2
    assert 1 / curvature == pytest.approx(model.covariance[0, 0], rel=0.02)


def test_cox_equals_lifelines_with_strata_and_late_entry():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import CoxPHFitter

        X, end, event = simulated(600)
        start = np.minimum(np.arange(600) % 5, end - 1)
        frame = pd.DataFrame(X, columns=["a", "b", "c"]).assign(end=end, event=event, start=start, kind=X[:, 1])
        fitted = CoxPHFitter().fit(frame.drop(columns="b"), "end", "event", entry_col="start", strata=["kind"])
    table = cox(X[:, [0, 2]], end, event, entry=start, strata=X[:, 1])
    assert table["coefficient"].to_pylist() == pytest.approx(fitted.params_.tolist(), abs=1e-6)
    assert table["se"].to_pylist() == pytest.approx(fitted.standard_errors_.tolist(), abs=1e-6)
    assert table["estimate"].to_pylist() == pytest.approx(np.exp(fitted.params_).tolist(), abs=1e-6)


def test_restricted_mean_is_the_area_under_the_curve():
    found = restricted_mean([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1], horizon=3.0)
    assert found.estimate == pytest.approx(1 + 0.75 + 0.5)
    table = restricted_mean([1, 2, 3, 4, 2, 3, 4, 5], [1] * 8, horizon=3, group=list("aaaabbbb")).to_pylist()
    assert [row["group"] for row in table] == ["a", "b", "difference"]
    assert table[2]["estimate"] == pytest.approx(table[1]["estimate"] - table[0]["estimate"])
    assert table[2]["se"] == pytest.approx(math.hypot(table[0]["se"], table[1]["se"]))


def test_restricted_mean_error_without_censoring_is_that_of_the_mean():
    draw = np.random.default_rng(8)
    time = draw.exponential(10, 400)
    found = restricted_mean(time, np.ones(400), horizon=12.0)
    assert found.estimate == pytest.approx(np.minimum(time, 12).mean())
    assert found.se == pytest.approx(np.minimum(time, 12).std() / math.sqrt(400), rel=1e-6)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: kaplan_meier([-1.0, 2.0], [1, 0]), "below 0"),
        (lambda: kaplan_meier([1.0, 2.0], [1, 2]), "not 0 or 1"),
        (lambda: kaplan_meier([3.0, 2.0], [1, 0], entry=[0, 2]), "ends before or when it starts"),
        (lambda: cox([[1.0], [2.0]], [1, 2], [0, 0]), "no events"),
        (lambda: cox([[1.0], [2.0], [3.0]], [3, 2, 1], [1, 1, 1]), "order the events"),
        (lambda: cox([[1.0], [1.0], [1.0]], [3, 2, 1], [1, 1, 1]), "same in every row"),
        (lambda: cox([[1.0], [2.0]], [1, 2], [1, 0], ties="exact"), "efron or breslow"),
        (lambda: cumulative_incidence([1.0, 2.0], [0, 0]), "no events"),
        (lambda: cumulative_incidence([1.0, 2.0], [0, 1.5]), "whole number"),
        (lambda: restricted_mean([1.0, 2.0], [1, 0], horizon=5), "before the horizon"),
    ],
)
def test_unusable_input_is_refused(call, says):
    with pytest.raises(InputError, match=says):
        call()
