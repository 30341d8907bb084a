"""Identifiers: the published forms and check letters, and that any one slip of a digit shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance.linkage import identifiers
from desistance.linkage.identifiers import cro, cro_of, nhs_number, nhs_number_of, pnc, pnc_of

PNC_FORMS = [
    ("81/34U", "1981/0000034U"),
    ("02/73319Z", "2002/0073319Z"),
    ("00/223R", "2000/0000223R"),
    ("79/163001B", "1979/0163001B"),
    ("0273319Z", "2002/0073319Z"),
    ("79163001B", "1979/0163001B"),
    ("033Y", "2003/0000003Y"),
    ("20020073319Z", "2002/0073319Z"),
    ("19790163001B", "1979/0163001B"),
    (" 1979/0163001b ", "1979/0163001B"),
    ("99/123456X", "1999/0123456X"),
    ("1999/1234567B", "1999/1234567B"),
    ("20/9N", "2020/0000009N"),
    ("21/9999M", "2021/0009999M"),
]
CRO_FORMS = [
    ("SF05/482703J", "SF05/482703J"),
    ("SF83/50058Z", "SF83/50058Z"),
    ("265416/21G", "265416/21G"),
    ("65656/91H", "065656/91H"),
    ("123456/99L", "123456/99L"),
    ("1/11X", "000001/11X"),
    ("SF88/01234H", "SF88/01234H"),
    ("SF88/1234H", "SF88/01234H"),
    ("SF11/1C", "SF11/00001C"),
]


@pytest.mark.parametrize(("text", "value"), PNC_FORMS)
def test_every_published_form_of_a_pnc_identifier_is_read(text, value):
    assert pnc(text) == (value, "")


@pytest.mark.parametrize(("text", "value"), CRO_FORMS)
def test_every_published_form_of_a_cro_number_is_read(text, value):
    assert cro(text) == (value, "")


@pytest.mark.parametrize("text", ["20030011985Z", "2001/0171310S", "1999/1234567A", "20/9Z"])
def test_a_wrong_pnc_letter_is_said(text):
    assert pnc(text) == (None, identifiers.WRONG_LETTER)


@pytest.mark.parametrize("text", ["123456/99Z", "SF99/123456Z", "85227/65G"])
def test_a_wrong_cro_letter_is_said(text):
    assert cro(text) == (None, identifiers.WRONG_LETTER)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (pnc, "TOTALLYINVALID"),
        (pnc, "1923[1234567A"),
        (pnc, "1923/1234567AA"),
        (pnc, "20001/9999M"),
        (cro, "1234567/99L"),
        (cro, "123456/99LL"),
        (identifiers.crn, "XX12345"),
        (identifiers.nomis, "A123BC"),
        (nhs_number, "943476591"),
        (nhs_number, "0000000000"),
    ],
)
def test_what_is_no_identifier_is_said(check, text):
    assert check(text) == (None, identifiers.NOT_ONE)


@pytest.mark.parametrize("check", identifiers.CHECKS.values())
@pytest.mark.parametrize("text", ["", " ", "N/A", "none", "Unknown", "?"])
def test_a_blank_is_neither_a_value_nor_a_fault(check, text):
    assert check(text) == (None, "")


def test_nhs_numbers_are_checked_by_their_last_digit():
    assert nhs_number("943 476 5919") == ("9434765919", "")
    assert nhs_number("943-476-5919") == ("9434765919", "")
    assert nhs_number("9434765918") == (None, identifiers.WRONG_DIGIT)


def test_crn_and_prison_numbers_are_known_by_their_shape():
    assert identifiers.crn(" x123456") == ("X123456", "")
    assert identifiers.nomis("a1234bc") == ("A1234BC", "")


@settings(max_examples=60, deadline=None)
@given(st.integers(1980, 2039), st.integers(1, 9_999_999), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_of_a_pnc_identifier_always_shows(year, serial, place, shift):
    whole = pnc_of(year, serial)
    assert pnc(whole).value == whole
    at = 5 + place
    spoilt = whole[:at] + str((int(whole[at]) + shift) % 10) + whole[at + 1 :]
    assert pnc(spoilt).value is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99), st.integers(1, 999_999))
def test_a_cro_number_made_with_its_letter_is_read_back(year, serial):
    assert cro(cro_of(year, serial)).value == cro_of(year, serial)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_an_nhs_number_always_shows(serial, place, shift):
    whole = nhs_number_of(serial)
    if whole is None:
        return
    assert nhs_number(whole).value == whole
    spoilt = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    assert nhs_number(spoilt).value is None
