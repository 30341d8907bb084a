"""Funnel plots: published limits, exactness, over-dispersion."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.monitoring import funnel, funnel_plot

LEVELS = ("lower_998", "lower_95", "upper_95", "upper_998")


def row(plot, i=0):
    return [plot.points[name].to_pylist()[i] for name in LEVELS]


def test_published_poisson_limits():
    plot = funnel([15, 20, 30], [15, 20, 30], kind="ratio")
    published = {
        "lower_95": [0.5596924, 0.6108260, 0.6746958],
        "upper_95": [1.649348, 1.544419, 1.427562],
        "lower_998": [0.3862650, 0.4479107, 0.5289724],
        "upper_998": [2.082907, 1.902094, 1.702771],
    }
    for name, expected in published.items():
        assert plot.points[name].to_pylist() == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("exact", [0.11957, 0.16235, 0.33232, 0.38561]),
        ("normal", [0.11619, 0.16513, 0.33487, 0.38381]),
    ],
)
def test_published_binomial_limits(limits, expected):
    assert row(funnel([25], [100], target=0.25, limits=limits)) == pytest.approx(expected, abs=6e-6)


def test_arcsine_limits_are_the_formula():
    low, high = row(funnel([25], [100], target=0.25, limits="arcsine"))[1:3]
    middle, reach = math.asin(0.5), 1.959964 / 20
    assert (low, high) == pytest.approx((math.sin(middle - reach) ** 2, math.sin(middle + reach) ** 2))


def slow_binomial(share, n, p):
    """The interpolated quantile by adding probabilities up."""
    total = 0.0
    for k in range(n + 1):
        mass = math.comb(n, k) * p**k * (1 - p) ** (n - k)
        if total + mass >= share:
            return max(0.0, (k - (total + mass - share) / mass) / n)
        total += mass
    return 1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.floats(0.02, 0.98))
def test_exact_binomial_equals_the_slow_twin(n, p):
    shares = (0.001, 0.025, 0.975, 0.999)
    found = row(funnel([0], [n], target=p))
    assert found == pytest.approx([slow_binomial(share, n, p) for share in shares], abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["proportion", "rate", "ratio"]),
    st.sampled_from(["exact", "arcsine", "normal"]),
    st.lists(st.tuples(st.integers(1, 400), st.floats(0, 1)), min_size=1, max_size=12),
    st.booleans(),
)
def test_limits_are_nested_around_the_target_and_never_impossible(kind, limits, rows, over):
    size = [n for n, _ in rows]
    plot = funnel([int(n * p) for n, p in rows], size, kind=kind, limits=limits, over_dispersion=over)
    for i in range(len(rows)):
        low998, low95, up95, up998 = row(plot, i)
        assert 0 <= low998 <= low95 <= up95 <= up998 + 1e-12
        assert kind != "proportion" or up998 <= 1
        flag, value = plot.points["flag"][i].as_py(), plot.points["value"][i].as_py()
        assert flag == ("high" if value > up998 else "low" if value < low998 else None)


def test_over_dispersion_is_the_formula_and_widens_the_limits():
    size = np.array([40, 60, 80, 100, 120, 150, 200, 300, 400, 500], dtype=float)
    events = np.array([4, 25, 10, 50, 20, 70, 30, 150, 60, 250], dtype=float)
    plot = funnel(events, size, over_dispersion=True)
    aim = events.sum() / size.sum()
    z = (np.arcsin(np.sqrt(events / size)) - math.asin(math.sqrt(aim))) * 2 * np.sqrt(size)
    z = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    w = 4 * size
    assert plot.phi == pytest.approx((z**2).mean())
    assert plot.tau2 == pytest.approx(((z**2).sum() - 9) / (w.sum() - (w**2).sum() / w.sum()))
    plain = funnel(events, size)
    assert plot.points["upper_998"][0].as_py() > plain.points["upper_998"][0].as_py()
    assert plot.limits == "arcsine over-dispersed"
    assert len([f for f in plot.points["flag"].to_pylist() if f]) < len(
        [f for f in plain.points["flag"].to_pylist() if f]
    )
    dropped = funnel(events, size, over_dispersion=True, trim="truncate")
    assert dropped.phi != plot.phi


def test_no_over_dispersion_leaves_the_exact_limits():
    calm = funnel([25, 26, 24, 25], [100] * 4, over_dispersion=True)
    assert calm.tau2 == 0
    assert calm.limits == "exact"
    assert row(calm) == row(funnel([25, 26, 24, 25], [100] * 4))


def test_about_one_in_twenty_boroughs_lies_outside_by_chance():
    draw = np.random.default_rng(7)
    outside = 0
    for _ in range(50):
        size = draw.integers(100, 2000, 32)
        points = funnel(draw.binomial(size, 0.3), size, target=0.3).points
        value = points["value"].to_numpy()
        outside += int(((value > points["upper_95"].to_numpy()) | (value < points["lower_95"].to_numpy())).sum())
    assert 1.2 < outside / 50 < 2.0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"events": [5], "denominator": [0]}, "not above 0"),
        ({"events": [5], "denominator": [4]}, "more events than people"),
        ({"events": [-1], "denominator": [4]}, "below 0"),
        ({"events": [1.5], "denominator": [4]}, "no whole number"),
        ({"events": [1], "denominator": [4.5]}, "no whole number"),
        ({"events": [1, 2], "denominator": [4]}, "1 values for 2 rows"),
        ({"events": [], "denominator": []}, "no rows|no values|is empty"),
        ({"events": [1], "denominator": [4], "kind": "league"}, "not a choice"),
        ({"events": [1], "denominator": [4], "target": 2}, "cannot be"),
        ({"events": [1], "denominator": [4], "names": ["a", "b"]}, "2 names for 1 rows"),
    ],
)
def test_unusable_input_is_refused(options, says):
    with pytest.raises(InputError, match=says):
        funnel(**options)


def test_only_flagged_points_are_named_in_the_plot():
    plot = funnel([30, 31, 90], [100, 100, 100], names=["Calm", "Quiet", "Loud"], target=0.3)
    drawn = funnel_plot(plot)
    assert drawn == funnel_plot(plot)
    assert "Loud" in drawn
    assert "Calm" not in drawn
    assert str(plot).endswith("Loud (high)")
