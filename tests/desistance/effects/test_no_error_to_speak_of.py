"""Where there is nothing to work an error out from, none is claimed: no effect comes of what rounding leaves."""

import math

import numpy as np
import pytest

from desistance import InputError
from desistance.effects import (
    Pipeline,
    att,
    bootstrap,
    cox,
    difference_in_differences,
    event_study,
    interrupted_series,
    placebo_outcomes,
    placebo_treatment,
    power_of,
    rate_ratio,
    rosenbaum,
)

ROWS = 100
TREATED = np.arange(ROWS) % 2 == 0
AFTER = np.arange(ROWS) >= ROWS // 2
UNIT, PERIOD = np.arange(ROWS) % 10, np.arange(ROWS) // 10
DRAW = np.random.default_rng(4)


def nothing_is_claimed(found):
    assert found.se == 0
    assert all(math.isnan(value) for value in (found.low, found.high, found.p))


@pytest.mark.parametrize("value", [0.0, 0.1, 1.0, 1e6 / 3, -7.7])
@pytest.mark.parametrize("se", ["cluster", "HC0", "HC1", "HC3", "classical"])
def test_an_outcome_that_never_varies_has_no_effect_and_no_error(value, se):
    found = att(np.full(ROWS, value), TREATED, DRAW.uniform(0.1, 3, ROWS), se=se)
    assert found.estimate == 0
    nothing_is_claimed(found)


def test_an_outcome_that_varies_between_the_groups_alone_has_a_difference_and_no_error():
    found = att(np.where(TREATED, 0.1, 0.3), TREATED, cluster=UNIT)
    assert found.estimate == pytest.approx(-0.2)
    nothing_is_claimed(found)


def test_panels_and_series_without_noise_claim_nothing():
    flat = np.full(ROWS, 0.1)
    nothing_is_claimed(difference_in_differences(flat, TREATED, AFTER))
    nothing_is_claimed(difference_in_differences(flat, UNIT < 5, AFTER, unit=UNIT, wild=19))
    studied = event_study(flat, UNIT < 5, unit=UNIT, period=PERIOD, start=4)
    assert studied.before_p is None
    assert studied.table["p"].null_count == studied.table.num_rows
    for values in (np.full(30, 0.1), np.arange(30) * 0.1):
        series = interrupted_series(values, start=10)
        assert series["p"].null_count == series.num_rows


def test_a_placebo_that_everybody_had_is_passed():
    found = placebo_outcomes({"any": np.full(ROWS, 0.1)}, TREATED).to_pylist()[0]
    assert (found["estimate"], found["p_holm"], found["passed"]) == (0.0, 1.0, True)


def test_resamples_that_are_all_alike_give_no_p_value():
    found = bootstrap(Pipeline(lambda rows: float(np.full(len(rows), 0.1).mean()), ROWS), repetitions=50, seed=1)
    assert (found.se, found.low) == (0, pytest.approx(0.1))
    assert math.isnan(found.p)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_a_lone_covariate_that_orders_the_events_has_no_hazard_ratio(ties):
    never = np.arange(2000) < 600
    with pytest.raises(InputError, match="no finite hazard ratio"):
        cox({"never": never.astype(float)}, DRAW.exponential(size=2000), ~never, ties=ties)


def test_a_strong_covariate_that_does_not_order_the_events_has_one():
    strong = DRAW.normal(size=3000)
    found = cox({"strong": strong}, DRAW.exponential(size=3000) * np.exp(-4 * strong), np.ones(3000)).to_pylist()[0]
    assert found["coefficient"] == pytest.approx(4, abs=0.3)


def shaken(treated_units, units=20, periods=8, start=5, seed=0):
    """A panel without an effect, in which units drift apart by themselves."""
    draw = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    outcome = draw.normal(size=units)[unit] + draw.normal(size=len(unit))
    return outcome, unit < treated_units, unit, period, start


@pytest.mark.parametrize("treated_units", [1, 19])
def test_one_cluster_on_a_side_gives_no_error_to_work_out(treated_units):
    outcome, treated, unit, period, start = shaken(treated_units)
    for call in (
        lambda: att(outcome, treated, cluster=unit),
        lambda: difference_in_differences(outcome, treated, period >= start, unit=unit, period=period),
        lambda: event_study(outcome, treated, unit=unit, period=period, start=start),
        lambda: rate_ratio(np.ones(len(outcome)), np.ones(len(outcome)), treated, cluster=unit),
    ):
        with pytest.raises(InputError, match="are one cluster, from which no error"):
            call()


def test_clusters_that_hold_both_sides_are_not_counted_by_side():
    outcome, _, unit, _, _ = shaken(1)
    assert att(outcome, np.arange(len(outcome)) % 2, cluster=unit).se > 0


@pytest.mark.parametrize(("treated_units", "units", "periods", "start"), [(6, 20, 8, 5), (14, 28, 14, 12)])
def test_trends_that_do_not_differ_are_seldom_called_apart_with_few_clusters(treated_units, units, periods, start):
    apart = 0
    for seed in range(30):
        outcome, treated, unit, period, _ = shaken(treated_units, units, periods, seed=seed)
        apart += event_study(outcome, treated, unit=unit, period=period, start=start).before_p < 0.05
    assert apart <= 5


def test_trends_are_not_tested_where_a_side_has_no_more_clusters_than_periods():
    outcome, treated, unit, period, start = shaken(4)
    assert event_study(outcome, treated, unit=unit, period=period, start=start).before_p is None


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: difference_in_differences(DRAW.normal(size=ROWS), TREATED, AFTER, cluster=UNIT, wild=-5), "wild"),
        (lambda: difference_in_differences(DRAW.normal(size=ROWS), TREATED, AFTER, cluster=UNIT, wild=1.5), "wild"),
        (lambda: difference_in_differences(DRAW.normal(size=ROWS), TREATED, AFTER, cluster=UNIT, seed=-1), "seed"),
        (lambda: placebo_treatment(lambda mask: float(mask[:10].mean()), TREATED, seed=-1), "seed"),
        (lambda: interrupted_series(DRAW.normal(size=30), start=10.5), "start"),
        (lambda: interrupted_series(DRAW.normal(size=30), start=10, lags=1.5), "lags"),
        (lambda: rosenbaum({"treated": [1, 1], "control": [0, 1]}, gamma=math.inf), "gamma"),
        (lambda: power_of(0, 600, 0.5, 0.4), "n_treated"),
        (lambda: power_of(60, 600, 0.5, 0), "rate"),
    ],
)
def test_numbers_that_cannot_be_are_refused(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


def test_a_level_of_hidden_bias_may_be_any_kind_of_number():
    pairs = {"treated": [1, 1, 0], "control": [0, 1, 1]}
    assert rosenbaum(pairs, gamma=np.int64(2)) == rosenbaum(pairs, gamma=2.0)
    assert rosenbaum(pairs, gamma=np.array([1, 2]))["gamma"].to_pylist() == [1.0, 2.0]
