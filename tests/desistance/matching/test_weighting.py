"""Weights, coarsened cells, overlap and the spread over tie-break seeds."""

import numpy as np
import pyarrow as pa
import pytest

from desistance import InputError
from desistance.matching import coarsened, overlap, tie_spread, weights


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(11)
    X = np.column_stack([draw.normal(size=800), draw.random(800) < 0.4, draw.exponential(size=800)])
    return X, draw.random(800) < 1 / (1 + np.exp(1.2 - 0.6 * X[:, 0]))


def test_inverse_probability_weights():
    score, treated = [0.2, 0.5, 0.8], [1, 0, 0]
    assert weights(score, treated).tolist() == pytest.approx([1, 1, 4])
    assert weights(score, treated, estimand="ate").tolist() == pytest.approx([5, 2, 5])


def test_entropy_weights_meet_the_treated_means(rows):
    X, treated = rows
    w = weights(X, treated, method="entropy")
    assert np.average(X[~treated], axis=0, weights=w[~treated]) == pytest.approx(X[treated].mean(axis=0), abs=1e-8)
    assert w[treated].tolist() == [1.0] * int(treated.sum())
    assert w[~treated].sum() == pytest.approx(treated.sum())
    assert (w > 0).all()


def test_entropy_weights_for_all_meet_everyones_means(rows):
    X, treated = rows
    w = weights(X, treated, method="entropy", estimand="ate")
    for side in (treated, ~treated):
        assert np.average(X[side], axis=0, weights=w[side]) == pytest.approx(X.mean(axis=0), abs=1e-8)
        assert w[side].sum() == pytest.approx(len(X))


def test_entropy_weights_are_the_ones_nearest_to_equal(rows):
    """Their logarithm is linear in the covariates: that is what least entropy means (Hainmueller 2012)."""
    X, treated = rows
    logarithm = np.log(weights(X, treated, method="entropy")[~treated])
    design = np.column_stack([np.ones((~treated).sum()), X[~treated]])
    residual = logarithm - design @ np.linalg.lstsq(design, logarithm, rcond=None)[0]
    assert np.abs(residual).max() < 1e-8


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: weights([0.0, 1.0], [0, 1], estimand="ate"), "score, rows 0, 1"),
        (lambda: weights([0.5, 0.5], [0, 1], method="magic"), "ipw or entropy"),
        (lambda: weights([0.5, 0.5], [0, 1], estimand="atc"), "att or ate"),
        (lambda: weights([[1.0], [2.0], [9.0], [8.0]], [0, 0, 1, 1], method="entropy"), "do not overlap"),
    ],
)
def test_weights_that_cannot_be(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_a_value_on_a_cut_goes_up_and_uncut_columns_match_exactly():
    table = pa.table({"age": [20, 30, 29, 30, 31], "area": ["a", "a", "a", "b", "a"], "treated": [1, 1, 0, 0, 0]})
    match = coarsened(table, "treated", cuts={"age": [30]})
    assert match.clusters.tolist()[0] == match.clusters.tolist()[2]
    assert match.clusters.tolist()[1] == match.clusters.tolist()[4]
    assert match.clusters[3] == -1
    assert match.weights.tolist() == [1, 1, 1, 0, 1]
    assert match.pairs.num_rows == 0


def test_cells_reweight_controls_to_the_treated():
    area = np.repeat([0, 1], [10, 10])
    treated = np.array([1] * 6 + [0] * 4 + [1] * 2 + [0] * 8)
    match = coarsened({"area": area}, treated, cuts={})
    w = match.weights[treated == 0]
    assert w.sum() == pytest.approx(12)
    assert np.average(area[treated == 0], weights=w) == pytest.approx(area[treated == 1].mean())


@pytest.mark.parametrize(
    ("cuts", "says"),
    [
        ({"height": [1]}, "not in the table"),
        ({"age": [3, 2]}, "not in order"),
        ({"age": 0}, "0 bins"),
        ({"age": "quantiles"}, "no rule"),
        ({}, "no cell"),
    ],
)
def test_cuts_that_cannot_be(cuts, says):
    with pytest.raises(InputError, match=says):
        coarsened({"age": [1, 2, 3, 4]}, [1, 0, 1, 0], cuts=cuts)


def test_overlap_is_credible_where_the_groups_are_alike_and_not_where_they_are_apart(rows):
    draw = np.random.default_rng(0)
    treated = draw.random(1_000) < 0.2
    assert overlap(draw.random(1_000), treated).credible
    apart = overlap(np.where(treated, 0.8, 0.2) + 0.05 * draw.random(1_000), treated)
    assert not apart.credible
    assert apart.outside_support == treated.sum()
    assert "no comparison row comes near" in str(apart)


def test_overlap_says_when_weights_hang_on_few_rows():
    treated = np.repeat([True, False], [50, 500])
    score = np.full(550, 0.1)
    score[::7] = 0.2
    held = np.ones(550)
    held[60:] = 1e-6
    found = overlap(score, treated, held)
    assert any("carry it all" in reason for reason in found.reasons)
    few = overlap(score, treated, np.where(np.arange(550) < 10, 1.0, np.where(treated, 0.0, 1.0)))
    assert any("Only 10 treated rows" in reason for reason in few.reasons)
    assert any("40 of 50" in reason for reason in few.reasons)


def test_the_spread_over_seeds_is_nil_without_ties_and_seen_with_them():
    draw = np.random.default_rng(2)
    treated, outcome = draw.random(400) < 0.2, draw.normal(size=400)
    untied = tie_spread(outcome, draw.random(400), treated, seeds=5)
    assert (untied.sd, untied.tied) == (0.0, 0)
    tied = tie_spread(outcome, draw.integers(0, 3, 400) / 4, treated, seeds=5)
    assert tied.sd > 0
    assert tied.least < tied.mean < tied.greatest
    assert tied.tied > 0
    with pytest.raises(InputError, match="at least 2"):
        tie_spread(outcome, outcome, treated, seeds=1)
