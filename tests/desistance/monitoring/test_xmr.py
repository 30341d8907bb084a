"""XmR charts: published values, each rule, and a slow twin."""

import datetime as dt
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.monitoring import reference, xmr, xmr_chart

SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
SEED_123 = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip


def flags(chart):
    return chart.points["signals"].to_pylist()


@pytest.mark.parametrize(
    ("values", "screen", "upper", "centre", "lower", "digits"),
    [
        (SPIKE, True, 4.60444, 1.94444, -0.71556, 5e-6),
        (SPIKE, False, 6.95150, 1.94444, -3.06261, 5e-6),
        (SEED_123, True, 3.294627, 0.1416238, -3.01138, 5e-6),
    ],
)
def test_published_limits(values, screen, upper, centre, lower, digits):
    chart = xmr(values, screen=screen)
    assert (chart.upper, chart.centre, chart.lower) == pytest.approx((upper, centre, lower), abs=digits)


def test_published_trend_completes_at_the_eighth_point():
    assert flags(xmr([2, 1, 2, 3, 4, 5, 6, 7, 3])) == [None] + ["trend"] * 7 + [None]


def test_only_the_close_points_of_two_in_three_are_flagged():
    from desistance.monitoring.xmr import _pairs

    close = np.array([0, 0, 1, 0, 1, 0, 0], dtype=bool)
    assert _pairs(np.ones(7, dtype=bool), close, 3, 2).tolist() == close.tolist()
    assert not _pairs(np.array([1, 1, 1, 0, 1, 1, 1], dtype=bool), close, 3, 2).any()


def test_a_point_on_a_limit_is_not_outside_and_one_on_the_mean_breaks_a_run():
    constant = xmr([5.0] * 13, screen=True)
    assert (constant.lower, constant.upper) == (5.0, 5.0)
    assert flags(constant) == [None] * 13
    broken = [1, 1, 1, 1, 0, 1, 1, 1, -7, 0, 0]
    assert sum(broken) == 0
    assert "shift" not in flags(xmr(broken, screen=False))
    whole = [1, 1, 1, 1, 1, 1, 1, 0, -7, 0, 0]
    assert flags(xmr(whole, screen=False))[:7] == ["shift"] * 7


def test_a_falling_trend_is_judged_by_its_direction_and_not_by_its_side():
    values = [9, 8, 7, 6, 5, 4, 3, 9, 3, 9, 3, 9, 3, 9]
    chart = xmr(values, improvement="down")
    assert flags(chart)[:7] == ["trend"] * 7
    assert chart.points["meaning"].to_pylist()[:7] == ["improvement"] * 7
    assert xmr(values, improvement="up").points["meaning"].to_pylist()[0] == "concern"
    assert xmr(values).points["meaning"].to_pylist()[0] == "low"


@pytest.mark.parametrize(
    ("target", "improvement", "expected"),
    [(0, "up", "pass"), (9, "up", "fail"), (5, "up", "hit_and_miss"), (9, "down", "pass"), (0, "down", "fail")]
    + [(9, None, None), (None, "up", None)],
)
def test_assurance(target, improvement, expected):
    chart = xmr([4, 5, 6, 5] * 4, target=target, improvement=improvement)
    assert 0 < chart.lower < 5 < chart.upper < 9
    assert chart.assurance == expected


def test_dates_order_the_points_and_rebasing_starts_limits_anew():
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=7 * i) for i in range(24)]
    values = [1, 2] * 6 + [11, 12] * 6
    shuffled = np.random.default_rng(3).permutation(24)
    chart = xmr([values[i] for i in shuffled], dates=[days[i] for i in shuffled], rebase=[days[12]])
    assert chart.points["value"].to_pylist() == values
    assert chart.points["row"].to_pylist() == np.argsort(shuffled).tolist()
    assert chart.centre == 11.5
    assert not chart.trial
    assert chart.points["moving_range"].to_pylist()[12] is None
    assert flags(chart) == [None] * 24
    assert "outside" in flags(xmr(values, dates=days))
    assert xmr(values, rebase=[20]).trial
    assert xmr(values, fixed=12).centre == 1.5


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"values": [1]}, "fewer than two points"),
        ({"values": [1, None, 2]}, "is empty"),
        ({"values": [1, math.inf, 2]}, "no finite number"),
        ({"values": ["a", "b"]}, "should hold numbers"),
        ({"values": 5}, "no series"),
        ({"values": [1, 2, 3], "improvement": "sideways"}, "not a choice"),
        ({"values": [1, 2, 3], "rebase": [2]}, "fewer than two points"),
        ({"values": [1, 2, 3], "rebase": [7]}, "no value is at 7"),
        ({"values": [1, 2, 3], "rebase": ["2024-01-01"]}, "the values have none"),
        ({"values": [1, 2, 3], "fixed": 1}, "fix no limits"),
        ({"values": [1, 2, 3], "target": math.nan}, "is no number"),
        ({"values": [1, 2], "dates": ["2024-01-01", "2024-01-01"]}, "more than once"),
        ({"values": [1, 2], "dates": ["2024-01-01"]}, "1 dates for 2 values"),
    ],
)
def test_unusable_input_is_refused(options, says):
    with pytest.raises(InputError, match=says):
        xmr(options.pop("values"), **options)


series = st.lists(st.integers(-6, 6).map(float), min_size=2, max_size=40)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(-6, 6), min_size=2, max_size=40), st.booleans(), st.sampled_from([1, 3, 10]))
def test_equals_the_slow_twin_also_where_points_lie_on_a_line(values, screen, parts):
    exact = [Fraction(one, parts) for one in values]
    chart = xmr([one / parts for one in values], screen=screen)
    limits = [float(one) for one in reference.limits(exact, screen=screen)]
    assert (chart.centre, chart.lower, chart.upper) == pytest.approx(limits, abs=1e-12)
    assert flags(chart) == reference.signals(exact, screen=screen)


@pytest.mark.parametrize("value", [0.1, 0.9, 1 / 3, 1e-9, 7e11])
def test_a_series_that_never_changes_has_no_special_cause(value):
    for count in (11, 15, 24):
        chart = xmr([value] * count, target=value, improvement="up")
        assert flags(chart) == [None] * count
        assert chart.assurance == "hit_and_miss"


@settings(max_examples=40, deadline=None)
@given(series)
def test_turning_the_series_over_swaps_high_and_low(values):
    turned = {"high": "low", "low": "high", None: None}
    up, down = xmr(values), xmr([-v for v in values])
    assert flags(up) == flags(down)
    assert [turned[m] for m in up.points["meaning"].to_pylist()] == down.points["meaning"].to_pylist()


def test_the_chart_is_the_same_bytes_twice_and_shows_the_target(tmp_path):
    chart = xmr(SPIKE, improvement="up", target=2)
    drawn = xmr_chart(chart, tmp_path / "chart.svg", title="Referrals")
    assert drawn == xmr_chart(chart, title="Referrals")
    assert "Referrals" in drawn
    assert "target" in drawn
    assert "improvement" in drawn
