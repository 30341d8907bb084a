"""Ranks without sorting are those of sorting, and two equal values are never overlooked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance.matching import ecdf, ranks

SHAPES = {
    "normal": lambda draw, n: draw.normal(size=n),
    "even": lambda draw, n: draw.random(n),
    "below nothing": lambda draw, n: -draw.exponential(size=n),
    "far off": lambda draw, n: 1e9 + draw.normal(size=n),
    "skewed": lambda draw, n: draw.lognormal(0, 3, n),
    "two heaps": lambda draw, n: np.where(draw.random(n) < 0.5, draw.normal(0, 1, n), draw.normal(50, 0.1, n)),
    "an outlier": lambda draw, n: np.append(draw.normal(size=n - 1), 1e12),
}


@pytest.fixture
def short(monkeypatch):
    """Few enough rows and cells that the cells are crowded."""
    monkeypatch.setattr(ranks, "LARGE", 50)
    monkeypatch.setattr(ranks, "CELLS", 1 << 9)
    monkeypatch.setattr(ranks, "CROWDED", 0.99)


@pytest.mark.parametrize("shape", SHAPES)
def test_ranks_are_those_of_the_sorted_column(short, shape):
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10_000), st.integers(60, 900))
    def tried(seed, rows):
        draw = np.random.default_rng(seed)
        column = SHAPES[shape](draw, rows)
        chosen = np.sort(draw.permutation(column)[: rows // 20])
        found = ranks.ranks(column, [chosen, np.sort([column.min(), column.max()])])
        if found is not None:
            ordered = np.sort(column)
            assert (found[0] == np.searchsorted(ordered, chosen)).all()
            assert found[1].tolist() == [0, rows - 1]

    tried()


def test_two_equal_values_are_never_overlooked(short, monkeypatch):
    monkeypatch.setattr(ranks, "SAMPLE", 2)
    for seed in range(200):
        draw = np.random.default_rng(seed)
        column = draw.normal(size=400)
        claims = np.empty(ranks.CELLS, dtype=np.int32)
        one, other = draw.choice(400, 2, replace=False)
        low, width = column.min(), (ranks.CELLS - 1) / (column.max() - column.min())
        assert ranks.all_differ(column, ranks.cells(column, low, width), claims)
        column[one] = column[other]
        assert not ranks.all_differ(column, ranks.cells(column, low, width), claims)
        assert ranks.ranks(column, [np.sort(column[:10])]) is None


def test_the_differences_are_those_of_sorting(short, monkeypatch):
    used = []
    plain = ranks.ranks

    def seen(column, wanted, claims):
        found = plain(column, wanted, claims)
        used.append(found is not None)
        return found

    for seed in range(60):
        draw = np.random.default_rng(seed)
        column = draw.normal(size=600).round(draw.choice([2, 12]))
        rows = np.sort(draw.choice(600, 25, replace=False))
        parts = [(rows, draw.normal(size=25), 0.0), (rows[:9], draw.random(9), -1 / 600)]
        monkeypatch.setattr(ecdf, "ranks", seen)
        fast = ecdf.ecdf_differences(column.copy(), parts)
        monkeypatch.setattr(ecdf, "ranks", lambda column, wanted, claims: None)
        assert fast == ecdf.ecdf_differences(column.copy(), parts)
    assert True in used
    assert False in used


def test_a_million_values_are_ranked_without_sorting_and_a_constant_column_is_not():
    draw = np.random.default_rng(1)
    column = draw.normal(size=1_000_000)
    chosen = np.sort(column[:20_000])
    assert (ranks.ranks(column, [chosen])[0] == np.searchsorted(np.sort(column), chosen)).all()
    assert ranks.ranks(np.ones(300_000), [np.ones(3)]) is None
    assert ranks.ranks(np.repeat(draw.normal(size=150_000), 2), [chosen[:9]]) is None
