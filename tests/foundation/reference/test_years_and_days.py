"""Financial years and working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.reference import FinancialYear
from throughcare.foundation.reference.working_days import (
    add_working_days,
    is_working_day,
    standstill_end,
    working_days_between,
)

DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_every_day_is_in_exactly_the_year_of_its_label(day: date) -> None:
    year = FinancialYear.of(day)
    assert day in year
    assert day not in year.plus(1)
    assert year.until == year.plus(1).from_
    assert FinancialYear.parse(year.label) == year


@pytest.mark.parametrize("text", ["2022/23", "2022-23", "2022\u201323", "2022/2023", " FY 2022/23 ", "2022 - 2023"])
def test_years_are_read_in_their_usual_forms(text: str) -> None:
    assert FinancialYear.parse(text) == FinancialYear(2022)


@pytest.mark.parametrize("text", ["2022", "2022/24", "22/23", "2022/23/24", "2022/1923", "", "2022/223"])
def test_other_texts_are_no_year(text: str) -> None:
    with pytest.raises(ValueError, match="is no financial year"):
        FinancialYear.parse(text)


def test_the_turn_of_a_century_has_two_digits() -> None:
    assert FinancialYear(1999).label == "1999/00"
    assert FinancialYear.parse("1999/00") == FinancialYear(1999)


@pytest.mark.parametrize(
    ("published", "last"),
    [
        (date(2026, 7, 6), date(2026, 7, 16)),
        (date(2026, 11, 24), date(2026, 12, 4)),
        (date(2026, 12, 21), date(2027, 1, 5)),
    ],
)
def test_a_holiday_in_any_nation_lengthens_the_standstill(published: date, last: date) -> None:
    assert standstill_end(published) == last


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_agrees_with_counting_them(day: date, count: int) -> None:
    end = add_working_days(day, count)
    assert is_working_day(end)
    assert working_days_between(day, end) == count - 1 + is_working_day(day)
    assert add_working_days(add_working_days(end, -count), count) == end


def counted(from_: date, until: date) -> int:
    """Day by day: the slow twin of counting by years."""
    return sum(is_working_day(from_ + timedelta(days=offset)) for offset in range((until - from_).days))


@given(DAYS, st.integers(-40, 900))
def test_counting_by_years_agrees_with_counting_day_by_day(day: date, length: int) -> None:
    until = day + timedelta(days=length)
    assert working_days_between(day, until) == counted(day, until)


@given(DAYS, st.integers(1, 400))
def test_days_before_and_after_are_found_as_by_walking(day: date, count: int) -> None:
    for number, step in ((count, 1), (-count, -1)):
        walked, left = day, count
        while left:
            walked += timedelta(days=step)
            left -= is_working_day(walked)
        assert add_working_days(day, number) == walked
