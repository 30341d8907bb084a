"""Fine and Gray against the slow likelihood, Cox without other causes, lifelines on weighted rows, a planted ratio."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.effects import cox, fine_gray
from desistance.effects.reference import subdistribution_likelihood, uncensored_before
from desistance.effects.subdistribution import _uncensored


@settings(max_examples=40, deadline=None)
@given(
    lives=st.lists(st.tuples(st.integers(2, 7), st.integers(0, 2), st.integers(-3, 3)), min_size=12, max_size=30),
    of=st.sampled_from([1, 2]),
)
def test_it_stands_on_top_of_the_slow_likelihood(lives, of):
    time, cause = [float(t) for t, *_ in lives], [c for _, c, _ in lives]
    X = [[x + 0.01 * i] for i, (*_, x) in enumerate(lives)]
    try:
        beta = fine_gray(X, time, cause, of=of)["coefficient"][0].as_py()
    except InputError:
        return
    top = subdistribution_likelihood(X, time, cause, [beta], of)
    for side in (-1e-4, 1e-4):
        assert subdistribution_likelihood(X, time, cause, [beta + side], of) <= top + 1e-9


@settings(max_examples=60, deadline=None)
@given(lives=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=20))
def test_the_chance_of_being_uncensored_equals_its_slow_twin(lives):
    lives.sort()
    time, cause = np.array([float(t) for t, _ in lives]), np.array([c for _, c in lives])
    told = [uncensored_before(time.tolist(), cause.tolist(), moment) for moment in time]
    assert _uncensored(time, cause, time) == pytest.approx(told, abs=1e-12)


def people(n, seed=4):
    """People with two causes and censoring at distinct times, in order of time."""
    draw = np.random.default_rng(seed)
    X = np.column_stack([draw.normal(size=n), draw.random(n) < 0.4])
    time = np.sort(draw.permutation(n * 10)[:n] + 1.0)
    return X, time, draw.choice(3, n, p=[0.3, 0.45, 0.25])


def test_without_other_causes_it_is_cox():
    X, time, cause = people(300)
    cause = np.minimum(cause, 1)
    own, peer = fine_gray(X, time, cause), cox(X, time, cause, ties="breslow")
    assert own["coefficient"].to_pylist() == pytest.approx(peer["coefficient"].to_pylist(), abs=1e-8)


def test_it_equals_lifelines_on_rows_that_are_split_and_weighted():
    from lifelines import CoxPHFitter

    X, time, cause = people(150)
    events = time[cause == 1]
    rows = []
    for i in range(len(time)):
        rows.append((i, 0.0, time[i], cause[i] == 1, 1.0, *X[i]))
        start = time[i]
        for moment in events[events > time[i]] if cause[i] == 2 else ():
            free = [uncensored_before(time, cause, at) for at in (moment, time[i])]
            rows.append((i, start, moment, False, free[0] / free[1], *X[i]))
            start = moment
    frame = pd.DataFrame(rows, columns=["id", "start", "end", "event", "weight", "a", "b"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = CoxPHFitter().fit(frame.drop(columns="id"), "end", "event", entry_col="start", weights_col="weight")
    own = fine_gray(X, time, cause)
    assert own["coefficient"].to_pylist() == pytest.approx(fitted.params_.tolist(), abs=1e-5)


def test_errors_are_those_of_lifelines_without_other_causes_and_of_the_jackknife_with_them():
    from lifelines import CoxPHFitter

    X, time, cause = people(150)
    alone = np.minimum(cause, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.DataFrame(X, columns=["a", "b"]).assign(end=time, event=alone)
        fitted = CoxPHFitter().fit(frame, "end", "event", robust=True)
    assert fine_gray(X, time, alone)["se"].to_pylist() == pytest.approx(fitted.standard_errors_.tolist(), rel=1e-3)
    left = np.array([fine_gray(*(np.delete(one, i, 0) for one in (X, time, cause)))["coefficient"] for i in range(150)])
    jackknife = np.sqrt(((left - left.mean(axis=0)) ** 2).sum(axis=0))
    assert fine_gray(X, time, cause)["se"].to_pylist() == pytest.approx(jackknife.tolist(), rel=0.05)


def test_a_planted_ratio_comes_back():
    draw = np.random.default_rng(11)
    n, share, beta = 20_000, 0.4, 0.5
    X = draw.normal(size=(n, 1))
    ratio = np.exp(beta * X[:, 0])
    first = draw.random(n) < 1 - (1 - share) ** ratio
    with np.errstate(divide="ignore"):
        inside = 1 - (1 - draw.random(n) * (1 - (1 - share) ** ratio)) ** (1 / ratio)
    time = np.where(first, -np.log1p(-inside / share), draw.exponential(1, n))
    until = draw.exponential(3, n)
    cause = np.where(until < time, 0, np.where(first, 1, 2))
    row = fine_gray(X, np.minimum(time, until), cause).to_pylist()[0]
    assert abs(row["coefficient"] - beta) < 3 * row["se"]
    assert abs(cox(X, np.minimum(time, until), cause == 1)["coefficient"][0].as_py() - beta) > 3 * row["se"]


def test_clusters_of_copies_widen_the_errors():
    X, time, cause = people(200)
    twice = [np.concatenate([one, one]) for one in (X, time, cause)]
    copies = np.tile(np.arange(200), 2)
    own, apart = fine_gray(*twice, cluster=copies), fine_gray(*twice)
    assert np.divide(own["se"], apart["se"]) == pytest.approx([np.sqrt(2)] * 2)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: fine_gray([[1.0], [2.0]], [1, 2], [0, 2]), "nobody met cause 1.*there \\(2\\)"),
        (lambda: fine_gray([[1.0], [1.0], [1.0]], [3, 2, 1], [1, 2, 1]), "same in every row"),
        (lambda: fine_gray([[1.0], [2.0], [3.0]], [3, 2, 1], [1, 1, 1]), "order the events"),
    ],
)
def test_what_cannot_be_fitted_is_refused(call, says):
    with pytest.raises(InputError, match=says):
        call()
