"""Charts: where things go, what the table and the description say, and what is refused."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.ui import charts, sample
from throughcare.foundation.ui.charts import BarChart, FundingChart, Movement, Series


def test_heights_are_in_proportion_and_stand_on_each_other():
    drawing = charts.drawn(sample.funding_chart())
    first = [mark for mark in drawing.marks if mark.says.startswith("2022/23")]
    mopac, probation, navigation, health = first
    assert mopac.height / probation.height == pytest.approx(48 / 20, rel=1e-3)
    assert probation.y + probation.height == pytest.approx(mopac.y)
    assert mopac.y + mopac.height == pytest.approx(navigation.y + navigation.height)
    assert navigation.x > mopac.x + mopac.width
    assert [mark.series for mark in first] == [1, 2, 3, 4]
    assert health.says == "2022/23, Health: £200,000"


def test_the_table_says_all_that_the_picture_says():
    rows = dict((row[0], row[1:]) for row in charts.drawn(sample.funding_chart()).rows)
    assert rows["Funding: London Probation"] == ("£200,000", "£200,000", "–", "£400,000")
    assert rows["Funding in total"] == ("£680,000", "£950,000", "£750,000", "£2,380,000")
    assert rows["Funding less spending"] == ("£100,000", "\N{MINUS SIGN}£100,000", "£0", "£0")
    assert rows["Movement: £0.10m carried forward"] == ("\N{MINUS SIGN}£100,000", "£100,000", "–", "")


def test_the_description_stands_for_the_picture():
    says = charts.drawn(sample.funding_chart()).description
    assert "2023/24: funding £950,000, planned spending £1,050,000." in says
    assert says.endswith("Movement: £0.10m carried forward.")


def test_a_movement_points_from_year_to_year_and_from_reserves_outside():
    chart = sample.funding_chart()
    (line,) = [one for one in charts.drawn(chart).lines if one.role == "move"]
    assert line.x1 < line.x2
    back = replace(chart, movements=(Movement("2024/25", "2022/23", 1, "back"), Movement("", "2022/23", 1, "in")))
    backwards, inwards = [one for one in charts.drawn(back).lines if one.role == "move"]
    assert backwards.x1 > backwards.x2
    assert inwards.x1 == charts.LEFT
    assert inwards.y1 != backwards.y1


amounts = st.integers(min_value=-(10**11), max_value=10**11)


figures = st.integers(1, 7).flatmap(
    lambda years: st.lists(st.tuples(*[st.none() | amounts] * years), min_size=1, max_size=6)
)


@given(figures, st.integers(0, 6))
def test_every_mark_stays_inside_whatever_the_amounts(values, funders):
    years = len(values[0])
    series = tuple(Series(f"S{number}", row) for number, row in enumerate(values))
    labels = tuple(f"20{20 + year}/{21 + year}" for year in range(years))
    chart = FundingChart("x", "h", "m", labels, series[:funders], series[funders:])
    drawing = charts.drawn(chart)
    for mark in drawing.marks:
        assert mark.height >= 0
        assert mark.x >= 0
        assert mark.x + mark.width <= drawing.width
        assert mark.y >= 0
        assert mark.y + mark.height <= drawing.height - charts.BOTTOM + 0.05
    assert all(len(row) == years + 2 for row in drawing.rows)


def test_what_cannot_be_drawn_is_refused_with_the_remedy():
    chart = sample.funding_chart()
    with pytest.raises(ValueError, match="'MOPAC' has 2 values for 3 years"):
        charts.drawn(replace(chart, funding=(Series("MOPAC", (1, 2)),)))
    with pytest.raises(ValueError, match="Group the smallest as Other"):
        charts.drawn(replace(chart, funding=tuple(Series(str(one), (1, 2, 3)) for one in range(6))))
    with pytest.raises(ValueError, match="empty state"):
        charts.drawn(replace(chart, years=()))
    with pytest.raises(ValueError, match="two values"):
        charts.sparkline([1], "one")


def test_bars_keep_negative_and_missing_values_apart():
    bars = charts.drawn(BarChart("b", "h", "m", ("a", "b", "c"), Series("x", (100, -100, None))))
    up, down = bars.marks
    assert up.width == down.width
    assert down.x + down.width == pytest.approx(up.x)
    assert bars.rows == (("a", "£1"), ("b", "\N{MINUS SIGN}£1"), ("c", "–"))


def test_csv_has_plain_numbers_and_no_formulas():
    chart = replace(sample.funding_chart(), movements=())
    hostile = replace(chart, funding=(Series("=HYPERLINK(1)", (-100, 150, None)),))
    rows = list(csv.reader(io.StringIO(charts.as_csv(hostile))))
    assert rows[0] == ["", "2022/23", "2023/24", "2024/25", "Total"]
    assert rows[1] == ["Funding: =HYPERLINK(1)", "-1", "1.50", "", "0.50"]
    assert charts.guarded("=1+1") == "'=1+1"


def test_a_sparkline_ends_where_its_last_value_is():
    spark = charts.sparkline([1, 3, 2], "up and down")
    assert spark.last == (116.0, 16.0)
    assert spark.points.split() == ["4.0,28.0", "60.0,4.0", "116.0,16.0"]
