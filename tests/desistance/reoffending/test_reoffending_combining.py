"""Quarters added together, and the adjusted rate."""

import pytest

from desistance import InputError
from desistance.reoffending import adjusted_rate, combine, measure
from desistance.synthetic import population

QUARTERS = (("2022-04-01", "2022-06-30"), ("2022-07-01", "2022-09-30"))


@pytest.fixture(scope="module")
def quarters():
    results = []
    for seed, (start, end) in enumerate(QUARTERS):
        made = population(300 + 100 * seed, seed=seed, cohort_start=start, cohort_end=end, history=False)
        tables = (made.people, made.events, made.offences)
        results.append(measure(*tables, cohort_start=start, cohort_end=end, by="area", as_at="2024-01-01"))
    return results


def test_numerators_and_denominators_are_added_and_not_rates(quarters):
    both = combine(quarters[::-1])
    for name in ("offenders", "reoffenders", "reoffences"):
        assert getattr(both.overall, name) == sum(getattr(one.overall, name) for one in quarters)
    assert both.overall.rate == both.overall.reoffenders / both.overall.offenders
    assert both.overall.rate != pytest.approx(sum(one.overall.rate for one in quarters) / 2, abs=1e-9)
    north = [row for one in quarters for row in one.groups.to_pylist() if row["area"] == "North"]
    found = next(row for row in both.groups.to_pylist() if row["area"] == "North")
    assert found["reoffences"] == sum(row["reoffences"] for row in north)
    assert "2 cohorts from 2022-04-01 to 2022-09-30" in both.label


def test_one_immature_quarter_makes_the_year_immature(quarters):
    assert [one.overall.mature for one in quarters] == [True, False]
    assert combine(quarters).overall.mature is False
    assert combine(quarters[:1]).overall.mature is True


def test_cohorts_that_overlap_or_differ_are_refused(quarters):
    with pytest.raises(InputError, match="does not follow"):
        combine([quarters[0], quarters[0]])
    with pytest.raises(InputError, match="no cohorts"):
        combine([])


def test_the_adjusted_rate_moves_by_the_difference_in_prediction():
    assert adjusted_rate(0.30, cohort_score=0.40, base_score=0.35) == pytest.approx(0.25)
    assert adjusted_rate(None, cohort_score=0.4, base_score=0.4) is None
    with pytest.raises(InputError, match="proportion"):
        adjusted_rate(30, cohort_score=0.4, base_score=0.4)
