"""Proportional hazards by Rossi's published figures, and event studies by statsmodels and planted effects."""

import warnings

import numpy as np
import pytest

from desistance import InputError
from desistance.effects import event_study, proportional_hazards

NAMES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


@pytest.fixture(scope="module")
def rossi():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines.datasets import load_rossi

        return load_rossi()


def test_rossi_as_published(rossi):
    rows = proportional_hazards(rossi[NAMES], rossi.week, rossi.arrest, ties="breslow").to_pylist()
    found = {row["covariate"]: row for row in rows}
    for name, chi, p in (("age", 5.94, 0.015), ("wexp", 4.19, 0.041), ("global", 17.57, 0.014)):
        assert found[name]["chi_squared"] == pytest.approx(chi, abs=5.1e-3)
        assert found[name]["p"] == pytest.approx(p, abs=5.1e-4)
    assert (found["global"]["degrees"], found["age"]["degrees"]) == (7, 1)


def test_rossi_with_efron_ties_as_r_gives_it(rossi):
    rows = proportional_hazards(rossi[NAMES], rossi.week, rossi.arrest).to_pylist()
    found = {row["covariate"]: row["chi_squared"] for row in rows}
    assert [found[name] for name in ("age", "wexp", "global")] == pytest.approx([5.9740, 4.2246, 17.6944], abs=5.1e-5)


def test_the_centre_of_time_makes_no_difference(rossi):
    later = proportional_hazards(rossi[NAMES], rossi.week + 100, rossi.arrest, transform="identity").to_pylist()
    now = proportional_hazards(rossi[NAMES], rossi.week, rossi.arrest, transform="identity").to_pylist()
    for row, other in zip(now, later, strict=True):
        assert row["chi_squared"] == pytest.approx(other["chi_squared"], rel=1e-8)


def test_a_hazard_ratio_that_fades_is_found_and_a_steady_one_is_not():
    draw = np.random.default_rng(3)
    treated = draw.integers(0, 2, 4000)
    steady = draw.exponential(1 / np.where(treated, 2.0, 1.0))
    early = draw.exponential(1 / np.where(treated, 3.0, 1.0))
    fading = np.where(early < 0.4, early, 0.4 + draw.exponential(1.0, 4000))
    for time, expected in ((steady, False), (fading, True)):
        p = proportional_hazards({"treated": treated}, time, np.ones(4000)).to_pylist()[-1]["p"]
        assert (p < 0.001) is expected
    with pytest.raises(InputError) as caught:
        proportional_hazards({"treated": treated}, steady, np.ones(4000), transform="root")
    assert caught.value.argument == "transform"


def panel(effect, seed=1, units=40, periods=8, start=4):
    draw = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    treated = unit < units // 2
    base = draw.normal(size=units)[unit] + 0.3 * period
    outcome = base + effect * (treated & (period >= start)) + draw.normal(scale=0.2, size=len(unit))
    return outcome, treated, unit, period, start


def test_a_planted_effect_shows_from_its_start_and_not_before():
    outcome, treated, unit, period, start = panel(-1.0)
    found = event_study(outcome, treated, unit=unit, period=period, start=start)
    assert found.table["relative"].to_pylist() == [-4, -3, -2, 0, 1, 2, 3]
    for row in found.table.to_pylist():
        assert row["estimate"] == pytest.approx(0.0 if row["relative"] < 0 else -1.0, abs=0.3)
    assert found.before_p > 0.01
    assert "p 0." in str(found)


def test_trends_that_differ_before_the_start_are_noticed():
    outcome, treated, unit, period, start = panel(0.0)
    found = event_study(outcome + 0.2 * period * treated, treated, unit=unit, period=period, start=start)
    assert found.before_p < 0.001


def test_the_event_study_is_that_of_statsmodels():
    import statsmodels.api as sm

    outcome, treated, unit, period, start = panel(-0.5, units=12, periods=5, start=2)
    found = event_study(outcome, treated, unit=unit, period=period, start=start).table.to_pylist()
    shown = [-2, 0, 1, 2]
    columns = [np.ones(len(unit))] + [unit == one for one in range(1, 12)] + [period == one for one in range(1, 5)]
    columns += [(period - start == one) & treated for one in shown]
    design = np.column_stack(columns).astype(float)
    fit = sm.OLS(outcome, design).fit(cov_type="cluster", cov_kwds={"groups": unit})
    assert [row["estimate"] for row in found] == pytest.approx(fit.params[-4:].tolist(), abs=1e-10)
    assert [row["se"] for row in found] == pytest.approx(fit.bse[-4:].tolist(), rel=1e-8)


def test_panels_that_cannot_be_used_are_refused():
    outcome, treated, unit, period, start = panel(0.0)
    with pytest.raises(InputError) as caught:
        event_study(outcome, period >= start, unit=unit, period=period, start=start)
    assert caught.value.argument == "treated"
    with pytest.raises(InputError) as caught:
        event_study(outcome, treated, unit=unit, period=period + 0.5, start=start)
    assert caught.value.argument == "period"
    with pytest.raises(InputError) as caught:
        event_study(outcome, treated, unit=unit, period=period, start=start, reference=-9)
    assert caught.value.argument == "reference"
