"""What people type into money, date, year and prose fields, and the sentences that refuse it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.reference.years import FinancialYear
from throughcare.foundation.ui.fields import DateField3, FinancialYearField, MoneyField, ProseField, read_amount
from throughcare.foundation.ui.words import pounds


def refusal(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


def outcome(field, value):
    try:
        return field.clean(value), []
    except ValidationError as error:
        return None, error.messages


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£1.32m", 132_000_000),
        ("1,320,000.00", 132_000_000),
        ("550k", 55_000_000),
        ("£ 1.32 million", 132_000_000),
        ("0.10", 10),
        (".5", 50),
        ("12.", None),
        ("1.234567m", 123_456_700),
        ("GBP 5", 500),
        ("  1 320 000 ", 132_000_000),
        ("0", 0),
        ("1,32", None),
        ("1,3200", None),
        ("12.345", None),
        ("0.000001k", None),
        ("1e9", None),
        ("١٢", None),
        ("m", None),
        ("£", None),
        ("five", None),
        ("12 50", None),
        ("1 2", None),
        ("1.2.3", None),
        ("NaN", None),
        ("--5", None),
        ("(-5)", None),
        ("9" * 5000, None),
    ],
)
def test_amounts_as_people_type_them(typed, pence):
    if pence is None:
        assert refusal(MoneyField(least=-(10**12)), typed).endswith(".")
    else:
        assert MoneyField().clean(typed) == pence


@pytest.mark.parametrize("typed", ["-500", "\N{MINUS SIGN}500", "(500)", "-£500", "£-500", "(£500.00)"])
def test_negatives_where_they_are_allowed(typed):
    assert MoneyField(least=-100_000).clean(typed) == -50_000
    assert "cannot be negative" in refusal(MoneyField(), typed)


def test_absurd_amounts_are_refused_with_the_limit():
    assert refusal(MoneyField(), "10000000001") == "The amount must be £10,000,000,000 or less. Check the zeros."
    assert refusal(MoneyField(most=5_00), "£5.01") == "The amount must be £5 or less. Check the zeros."
    assert refusal(MoneyField(least=-1_00), "-2") == f"The amount must be {pounds(-1_00)} or more."


def test_a_refusal_repeats_what_was_typed_but_not_at_length():
    assert refusal(MoneyField(), "five") == (
        "“five” is not an amount of money. Write it in pounds, like 1,320,000 or 1.32m."
    )
    assert len(refusal(MoneyField(), "<script>" * 500)) < 200


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_every_amount_reads_back_as_it_is_written(pence):
    assert read_amount(pounds(pence)) == pence
    field = MoneyField(least=-(10**12), most=10**12)
    assert field.clean(field.prepare_value(pence)) == pence


@given(st.text(max_size=60))
def test_no_text_makes_a_field_fall_over(text):
    fields = [MoneyField(required=False), FinancialYearField(required=False), ProseField(required=False)]
    outcomes = [outcome(field, text) for field in fields]
    for parts in ((text, "1", "2022"), ("1", text, "2022"), ("1", "1", text)):
        outcomes.append(outcome(DateField3(required=False), parts))
    for cleaned, sentences in outcomes:
        assert isinstance(cleaned, int | str | date | FinancialYear | None)
        assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("parts", "says", "at_fault"),
    [
        (("11", "", "2022"), "The date must include a month.", ["month"]),
        (("", "", "2022"), "The date must include a day and a month.", ["day", "month"]),
        (("31", "2", "2022"), "There is no 31 2 2022 in the calendar. Check the day and the month.", ["day", "month"]),
        (("x", "2", "22"), "The date must be numbers, like 27 3 2026, with four figures in the year.", ["day", "year"]),
        (("1", "13", "2022"), "There is no 1 13 2022 in the calendar. Check the day and the month.", ["day", "month"]),
        (("1", "1", "0000"), "There is no 1 1 0000 in the calendar. Check the day and the month.", ["day", "month"]),
    ],
)
def test_dates_that_are_none_name_the_part_at_fault(parts, says, at_fault):
    with pytest.raises(ValidationError) as caught:
        DateField3().clean(parts)
    assert caught.value.messages == [says]
    assert caught.value.params["parts"] == at_fault


def test_dates_as_people_type_them():
    assert DateField3().clean(("11", "10", "2022")) == date(2022, 10, 11)
    assert DateField3().clean((" 1 ", "Oct", "2022")) == date(2022, 10, 1)
    assert DateField3(required=False).clean(("", "", "")) is None
    assert refusal(DateField3(), ("", "", "")) == "This field is required."
    says = refusal(DateField3(earliest=date(2017, 1, 1), latest=date(2017, 12, 31)), ("1", "1", "2022"))
    assert says == "The date must be between 1 January 2017 and 31 December 2017."


def test_financial_years():
    assert FinancialYearField().clean("2022-23") == FinancialYear(2022)
    assert FinancialYearField().prepare_value(FinancialYear(2022)) == "2022/23"
    assert "years that follow" in refusal(FinancialYearField(), "2022/24")
    assert refusal(FinancialYearField(first=2020, last=2030), "1999/00") == (
        "The financial year must be from 2020/21 to 2030/31."
    )


@given(st.text(alphabet=st.characters(), max_size=200))
def test_prose_loses_only_control_characters_and_line_ends(text):
    kept = ProseField(required=False).clean(text)
    assert "\r" not in kept
    assert "\x00" not in kept
    assert ProseField(required=False).clean(kept) == kept


def test_prose_keeps_every_language_and_states_its_limit():
    hard = "مرحبا\u202e 👩‍👩‍👧 <b>'; DROP TABLE"
    assert ProseField().clean(hard) == hard
    assert ProseField().clean("a\r\nb\rc\x07\x00") == "a\nb\nc"
    assert ProseField(one_line=True).clean("a \n b") == "a b"
    assert refusal(ProseField(limit=3), "abcde") == (
        "The text is 2 characters over the limit of 3. Shorten it or split it."
    )


def test_has_changed_compares_values_not_spelling():
    assert not MoneyField().has_changed(132_000_000, "£1.32m")
    assert MoneyField().has_changed(132_000_000, "1.33m")
    assert not DateField3().has_changed(date(2022, 10, 1), ("1", "October", "2022"))
    assert not ProseField().has_changed("a\nb", "a\r\nb")
