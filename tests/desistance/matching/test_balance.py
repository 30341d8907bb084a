"""Balance against its slow twin, whatever the layout of the data."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.matching import balance, balances, love_plot
from desistance.matching.reference import balance_row

ROWS = st.lists(
    st.tuples(st.integers(-6, 6), st.booleans(), st.booleans(), st.sampled_from([0.0, 0.5, 1.0, 2.5])),
    min_size=4,
    max_size=40,
).filter(lambda rows: all(sum(1 for *_, mark, w in rows if mark == side and w > 0) >= 2 for side in (True, False)))


def same(found, expected):
    for name, value in expected.items():
        got = found[name]
        if value is None or (isinstance(value, float) and math.isnan(value)):
            assert got is None, name
        else:
            assert got == pytest.approx(value, rel=1e-9, abs=1e-9), name


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, weighted=st.booleans(), spread=st.booleans())
def test_equals_the_slow_twin(rows, weighted, spread):
    number = np.array([value * 0.37 + (i * 1e-3 if spread else 0) for i, (value, _, _, _) in enumerate(rows)])
    binary = np.array([float(flag) for _, flag, _, _ in rows])
    treated = np.array([mark for _, _, mark, _ in rows])
    weights = np.array([w for *_, w in rows]) if weighted else None
    table = balance(np.column_stack([number, binary]), treated, weights).to_pylist()
    for row, column in zip(table, (number, binary), strict=True):
        with np.errstate(all="ignore"):
            try:
                expected = balance_row(column.tolist(), treated.tolist(), None if weights is None else weights.tolist())
            except ZeroDivisionError:
                assert math.isinf(row["smd"])
                continue
        same(row, expected)


def test_the_layout_of_the_data_does_not_matter():
    draw = np.random.default_rng(3)
    X = np.column_stack([draw.normal(2015, 3, 500), draw.integers(0, 2, 500), draw.integers(0, 9, 500)])
    treated = draw.random(500) < 0.3
    names = ["year", "flag", "count"]
    columns = {name: X[:, j] for j, name in enumerate(names)}
    first = balance(X, treated, names=names)
    for other in (np.asfortranarray(X), pa.table(columns), pd.DataFrame(columns), pl.DataFrame(columns)):
        for found, expected in zip(balance(other, treated, names=names).to_pylist(), first.to_pylist(), strict=True):
            assert found.pop("covariate") == expected.pop("covariate")
            same(found, expected)


def test_integers_and_booleans_count_as_numbers():
    treated = [1, 0, 1, 0, 0]
    table = balance(pa.table({"n": [1, 2, 3, 4, 5], "b": [True, False, True, True, False]}), treated)
    assert table["mean_treated"].to_pylist() == [2.0, 1.0]
    assert table["variance_ratio"].to_pylist()[1] is None


def test_several_weights_share_one_pass_and_agree():
    draw = np.random.default_rng(5)
    X, treated, weights = draw.normal(size=(300, 3)), draw.random(300) < 0.4, draw.random(300)
    both = balances(X, treated, {"before": None, "after": weights})
    assert both["before"].equals(balance(X, treated))
    assert both["after"].equals(balance(X, treated, weights))


def test_constant_columns_that_differ_are_infinitely_unlike():
    row = balance(np.array([[1.5], [1.5], [3.0], [3.0]]), [1, 1, 0, 0]).to_pylist()[0]
    assert row["smd"] == -math.inf


@pytest.mark.parametrize(
    ("X", "weights", "says"),
    [
        ([[1.0], [np.nan], [2.0], [3.0]], None, "column 'x0'"),
        ([[1.0], [2.0], [2.0], [3.0]], [-1, 1, 1, 1], "negative"),
        ([[1.0], [2.0], [2.0], [3.0]], [0, 0, 1, 1], "no treated row has any weight"),
        ([["a"], ["b"], ["c"], ["d"]], None, "not a table of numbers"),
    ],
)
def test_unusable_input_is_refused(X, weights, says):
    with pytest.raises(InputError, match=says):
        balance(X, [1, 1, 0, 0], weights)


def test_the_love_plot_is_the_same_bytes_twice(tmp_path):
    draw = np.random.default_rng(6)
    X, treated = draw.normal(size=(60, 4)), draw.random(60) < 0.5
    tables = balances(X, treated, {"before": None, "after": draw.random(60)})
    first = love_plot(tables["before"], tables["after"], tmp_path / "love.svg")
    assert first == love_plot(tables["before"], tables["after"])
    assert (tmp_path / "love.svg").read_text(encoding="utf-8") == first
    assert "x3" in first
    assert "dc:date" not in first
    with pytest.raises(InputError, match="covariates differ"):
        love_plot(tables["before"], tables["after"].slice(1))
