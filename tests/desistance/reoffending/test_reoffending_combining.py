"""Quarters added together, and the adjusted rate."""

import collections
import dataclasses

import pyarrow as pa
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


KINDS = ("summary", "indictable", None)


def measured(quarter, severity=None, **terms):
    """A quarter measured with severity as `text`, as a `number` or not at all."""
    start, end = QUARTERS[quarter]
    made = population(200, seed=quarter, cohort_start=start, cohort_end=end, history=False)
    rows = range(made.offences.num_rows)
    offences = made.offences
    if severity == "text":
        offences = offences.append_column("severity", pa.array([KINDS[row % 3] for row in rows]))
    if severity == "number":
        offences = offences.append_column("severity", pa.array([None if row % 3 == 2 else row / 4 for row in rows]))
    return measure(made.people, made.events, offences, cohort_start=start, cohort_end=end, **terms)


@pytest.mark.parametrize("by", [(), ("area",)])
def test_severities_and_harm_are_added_too(by):
    each = [measured(quarter, "text", by=by) for quarter in (0, 1)]
    both = combine(each).severities
    wanted = collections.Counter()
    for row in [row for one in each for row in one.severities.to_pylist()]:
        key = (*(row[name] for name in by), row["severity"])
        wanted[(*key, "reoffenders")] += row["reoffenders"]
        wanted[(*key, "reoffences")] += row["reoffences"]
    assert both.num_rows == len(wanted) / 2
    for row in both.to_pylist():
        for name in ("reoffenders", "reoffences"):
            assert row[name] == wanted[(*(row[key] for key in by), row["severity"], name)]
    assert sum(both["reoffences"].to_pylist()) == sum(one.overall.reoffences for one in each)
    assert combine(each[:1]).severities.equals(each[0].severities)
    assert combine([measured(0, by=by)]).severities is None
    weighed = [measured(quarter, "number", by=by) for quarter in (0, 1)]
    assert combine(weighed).overall.harm == pytest.approx(sum(one.overall.harm for one in weighed), abs=1e-9)
    assert combine(weighed).overall.harm > weighed[0].overall.harm > 0


@pytest.mark.parametrize(("first", "second"), [("number", None), ("text", None), (None, "number"), ("text", "number")])
def test_cohorts_of_which_one_lacks_severity_are_refused(first, second):
    with pytest.raises(InputError, match="differ in severity") as caught:
        combine([measured(0, first), measured(1, second)])
    assert caught.value.remedy


def test_cohorts_whose_grouping_columns_differ_in_type_are_refused(quarters):
    place = quarters[1].people.schema.get_field_index("area")
    numbers = quarters[1].people.set_column(place, "area", pa.array(range(quarters[1].people.num_rows)))
    with pytest.raises(InputError, match="type of a column"):
        combine([quarters[0], dataclasses.replace(quarters[1], people=numbers)])


def test_the_adjusted_rate_moves_by_the_difference_in_prediction():
    assert adjusted_rate(0.30, cohort_score=0.40, base_score=0.35) == pytest.approx(0.25)
    assert adjusted_rate(None, cohort_score=0.4, base_score=0.4) is None
    with pytest.raises(InputError, match="proportion"):
        adjusted_rate(30, cohort_score=0.4, base_score=0.4)
