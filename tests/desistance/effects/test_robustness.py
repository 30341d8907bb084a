"""Bootstrap, sensitivity, multiple tests, placebo tests, three runs and the guards."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from desistance import InputError
from desistance.effects import (
    Estimate,
    Pipeline,
    adjust,
    att,
    bootstrap,
    cox,
    e_value,
    minimum_detectable,
    placebo_outcomes,
    placebo_treatment,
    power_of,
    refuse_immortal_time,
    rosenbaum,
    specification_curve,
    split_at_treatment,
    three_runs,
    time_zero,
)
from desistance.matching import nearest, propensity

VALUES = np.random.default_rng(1).normal(5, 2, 200)


def test_the_bootstrap_of_a_mean_has_its_error():
    found = bootstrap(Pipeline(lambda rows: VALUES[rows].mean(), 200), repetitions=800, seed=3)
    assert found.estimate == VALUES.mean()
    assert found.se == pytest.approx(VALUES.std() / math.sqrt(200), rel=0.1)
    assert found.low < found.estimate < found.high
    again = bootstrap(Pipeline(lambda rows: VALUES[rows].mean(), 200), repetitions=100, seed=3)
    assert again.draws == found.draws[:100]


def test_whole_clusters_are_drawn_and_strata_keep_their_size():
    cluster = np.repeat(np.arange(20), 10)
    seen = []
    bootstrap(
        Pipeline(lambda rows: seen.append(np.bincount(cluster[rows])) or 1.0 * len(seen), 200, cluster=cluster),
        repetitions=5,
        seed=1,
    )
    assert all((counts % 10 == 0).all() for counts in seen)
    kinds = np.repeat([0, 1, 2], [30, 70, 100])
    sizes = []
    bootstrap(
        Pipeline(lambda rows: sizes.append(tuple(np.bincount(kinds[rows]))) or 1.0 * len(sizes), 200, strata=kinds),
        repetitions=5,
        seed=1,
    )
    assert set(sizes) == {(30, 70, 100)}


def test_a_callable_may_resample_by_itself():
    found = bootstrap(lambda draw: draw.choice(VALUES, 200).mean(), repetitions=300, seed=2, estimate=5.0)
    assert found.estimate == 5.0
    assert found.se == pytest.approx(VALUES.std() / math.sqrt(200), rel=0.15)


def test_the_whole_pipeline_is_bootstrapped_and_failures_are_counted():
    draw = np.random.default_rng(5)
    X, treated = draw.normal(size=(150, 2)), draw.random(150) < 0.3
    outcome = X[:, 0] - 0.5 * treated + draw.normal(size=150)

    def statistic(rows):
        match = nearest(propensity(X[rows], treated[rows]), treated[rows], caliper=0.5)
        return att(outcome[rows], treated[rows], match.weights).estimate

    found = bootstrap(Pipeline(statistic, 150), repetitions=60, seed=1)
    assert found.low < -0.5 < found.high

    def fragile(rows):
        if rows[0] % 30 == 0:
            raise InputError("no overlap")
        return float(outcome[rows].mean())

    whole = list(range(150))
    some = Pipeline(lambda rows: 0.0 if rows.tolist() == whole else fragile(rows), 150)
    partly = bootstrap(some, repetitions=90, seed=1)
    assert partly.failed > 0
    assert f"{partly.failed} resamples" in partly.method
    with pytest.raises(InputError, match="had no estimate"):
        bootstrap(Pipeline(lambda rows: 0.0 if len(set(rows)) == 150 else _fail(), 150), repetitions=20, seed=1)


@pytest.mark.parametrize(("failing", "refused"), [(4, False), (5, True)])
def test_a_tenth_of_the_resamples_may_fail_and_no_more(failing, refused):
    turns = iter(range(41))

    def statistic(rows):
        turn = next(turns)
        return _fail() if 0 < turn <= failing else float(rows.mean())

    pipeline = Pipeline(statistic, 50)
    if refused:
        with pytest.raises(InputError, match="5 of 40 resamples had no estimate"):
            bootstrap(pipeline, repetitions=40, seed=1)
    else:
        assert bootstrap(pipeline, repetitions=40, seed=1).failed == 4


def _fail():
    raise InputError("separated")


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_share_the_repetitions_and_change_nothing(workers):
    pipeline = Pipeline(lambda rows: float(VALUES[rows].mean()) if rows[1] % 20 else _fail(), len(VALUES))
    alone, shared = (bootstrap(pipeline, repetitions=80, seed=4, workers=n) for n in (1, workers))
    assert alone.failed > 0
    assert (shared.draws, shared.failed) == (alone.draws, alone.failed)
    with pytest.raises(InputError, match="workers"):
        bootstrap(pipeline, repetitions=80, seed=4, workers=0)


def test_progress_is_told_and_shown_on_a_terminal_only(monkeypatch, capsys):
    told = []
    bootstrap(lambda draw: draw.random(), repetitions=30, seed=1, progress=lambda *done: told.append(done))
    assert told == [(done, 30) for done in range(1, 31)]
    bootstrap(lambda draw: draw.random(), repetitions=30, seed=1)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bootstrap(lambda draw: draw.random(), repetitions=30, seed=1)
    assert capsys.readouterr().err.endswith("bootstrap: 30 of 30\n")


def test_e_values_of_intervals():
    found = e_value(0.80, 0.71, 0.91)
    assert (found.estimate, found.high) == pytest.approx((1.80902, 1.3 / 0.91), abs=1e-5)
    assert math.isnan(found.low)
    assert e_value(1.5, 0.9, 2.0).low == 1.0
    with pytest.raises(InputError, match="above 0"):
        e_value(-1)
    with pytest.raises(InputError, match="outside its interval"):
        e_value(2.0, 2.5, 3.0)


def test_rosenbaum_for_measurements_and_for_the_other_direction():
    draw = np.random.default_rng(4)
    control = draw.normal(size=60)
    pairs = {"treated": control - 0.8 + draw.normal(size=60), "control": control}
    bounds = rosenbaum(pairs, gamma=[1, 1.5, 2, 4])["p"].to_pylist()
    assert bounds == sorted(bounds)
    assert bounds[0] < 0.01 < bounds[-1]
    assert rosenbaum(pairs, gamma=1, alternative="greater").p > 0.99
    differences = pairs["treated"] - pairs["control"]
    from scipy.stats import wilcoxon

    expected = wilcoxon(differences, alternative="less", method="asymptotic", correction=False).pvalue
    assert rosenbaum(pairs, gamma=1.0).p == pytest.approx(expected, rel=1e-9)
    with pytest.raises(InputError, match="below 1"):
        rosenbaum(pairs, gamma=0.5)
    with pytest.raises(InputError, match="no pair differs"):
        rosenbaum({"treated": [1, 0], "control": [1, 0]}, gamma=2)


def test_adjusted_p_values():
    p = [0.01, 0.04, 0.03, 0.005]
    assert adjust(p).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert adjust(p, method="bh").tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])
    with pytest.raises(InputError, match="rows? 1"):
        adjust([0.1, 1.5])


def test_the_detectable_effect_has_the_power_asked_for():
    found = minimum_detectable(120, 900, 0.4, power=0.9, alpha=0.01)
    assert power_of(120, 900, 0.4, found.detectable_rate, alpha=0.01) == pytest.approx(0.9, abs=1e-9)
    assert power_of(120, 900, 0.4, 0.4 + found.high, alpha=0.01) == pytest.approx(0.9, abs=1e-9)
    assert math.isnan(minimum_detectable(3, 3, 0.2).estimate)
    with pytest.raises(InputError, match="n_treated"):
        minimum_detectable(0, 10, 0.5)
    with pytest.raises(InputError, match="baseline"):
        minimum_detectable(10, 10, 1.5)


def test_placebo_outcomes_pass_unless_the_groups_differed_before():
    draw = np.random.default_rng(2)
    treated = draw.random(400) < 0.5
    table = placebo_outcomes({"alike": draw.normal(size=400), "unlike": draw.normal(size=400) + treated}, treated)
    assert table["passed"].to_pylist() == [True, False]


def test_shuffled_treatment_tells_an_effect_from_none():
    draw = np.random.default_rng(3)
    treated = draw.random(120) < 0.5
    for effect, low, high in ((1.5, 0, 0.01), (0.0, 0.05, 1)):
        outcome = draw.normal(size=120) + effect * treated
        found = placebo_treatment(lambda m, y=outcome: y[m].mean() - y[~m].mean(), treated, repetitions=200)
        assert low < found.p <= high


def test_a_specification_curve_keeps_failures_as_rows():
    made = {name: Estimate(value, 1.0, value - 2, value + 2, 0.5, 9, name) for name, value in (("a", 2.0), ("b", -1.0))}
    table = specification_curve({"a": lambda: made["a"], "broken": _fail, "b": lambda: made["b"]})
    assert table["specification"].to_pylist() == ["b", "a", "broken"]
    assert table["problem"].to_pylist() == [None, None, "separated."]
    assert table["estimate"].to_pylist() == [-1.0, 2.0, None]


def test_three_runs_show_what_needs_do():
    """Needs drive both treatment and outcome: only the run that has them in the model comes near no effect."""
    draw = np.random.default_rng(9)
    n = 4_000
    x, need = draw.normal(size=n), draw.normal(size=n)
    treated = draw.random(n) < 1 / (1 + np.exp(2 - need))
    linked = draw.random(n) < 0.6
    outcome = x + 1.5 * need + draw.normal(size=n)
    held = np.where(linked, need, np.nan)[:, None]
    table = three_runs(x[:, None], held, linked, outcome, treated, caliper=0.1).to_pylist()
    assert [row["problem"] for row in table] == [None, None, None]
    assert abs(table[0]["estimate"]) < 0.3
    assert table[1]["estimate"] > 1
    assert table[2]["estimate"] > 1
    assert table[0]["treated"] == table[1]["treated"] == (treated & linked).sum()
    assert table[2]["treated"] == treated.sum()


@pytest.mark.parametrize("form", [list, np.array, pa.array, pd.Series, lambda kind: pa.table({"kind": kind})])
def test_the_three_runs_match_within_the_kinds_that_the_study_matches_within(form):
    draw = np.random.default_rng(2)
    kind = np.tile(["a", "b", "c"], 200)
    x, linked, treated = draw.normal(size=(600, 1)), draw.random(600) < 0.5, draw.random(600) < 0.2
    outcome = draw.normal(size=600) + 3.0 * (kind == "a")
    table = three_runs(x, x**2, linked, outcome, treated, caliper=0.5, exact=form(kind.tolist())).to_pylist()
    assert [row["problem"] for row in table] == [None, None, None]
    match = nearest(propensity(x, treated), treated, caliper=0.5, exact=kind, key=x)
    whole = att(outcome, treated, match.weights, cluster=match.clusters)
    assert (table[2]["estimate"], table[2]["se"]) == (whole.estimate, whole.se)


DAY = dt.date(2024, 2, 28)


def days_after(*numbers):
    return [None if number is None else DAY + dt.timedelta(number) for number in numbers]


def test_time_zero_finds_each_fault():
    table = time_zero(
        treated=[1, 1, 1, 0, 0],
        eligible_from=days_after(0, 0, 0, 0, 5),
        treated_from=days_after(2, 2, 2, None, None),
        follow_up_from=days_after(2, 0, 4, 1, 1),
        outcome_on=days_after(None, None, None, 0, None),
    )
    found = {row["row"]: row["problem"] for row in table.to_pylist()}
    assert set(found) == {1, 2, 3, 4}
    assert "immortal" in found[1]
    assert "lost" in found[2]
    assert "outcome" in found[3]
    assert "eligible" in found[4]


def test_immortal_time_is_refused_and_a_sound_design_is_not():
    sound = {"treated": [1, 0], "eligible_from": [0, 0], "treated_from": [3, None], "follow_up_from": [3, 3]}
    refuse_immortal_time(**sound)
    with pytest.raises(InputError, match="immortal") as caught:
        refuse_immortal_time(**{**sound, "follow_up_from": [0, 3]})
    assert caught.value.rows == (0,)
    with pytest.raises(InputError, match="no date of treatment"):
        time_zero(**{**sound, "treated_from": [None, None]})
    with pytest.raises(InputError, match="text|dates or numbers"):
        time_zero(**{**sound, "follow_up_from": ["3", "x"]})


def test_splitting_removes_the_benefit_that_immortal_time_makes():
    draw = np.random.default_rng(6)
    n = 3_000
    end, start = draw.exponential(10, n), draw.exponential(10, n)
    event, ever = np.ones(n), start < end
    naive = cox(ever[:, None].astype(float), end, event)["estimate"][0].as_py()
    spells = split_at_treatment(end, event, np.where(ever, start, np.nan))
    assert spells["event"].to_numpy(zero_copy_only=False).sum() == n
    marks = spells["treated"].to_numpy(zero_copy_only=False)[:, None].astype(float)
    honest = cox(marks, spells["time"], spells["event"], entry=spells["entry"])["estimate"][0].as_py()
    assert naive < 0.7
    assert honest == pytest.approx(1, abs=0.12)
