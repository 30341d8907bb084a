"""Numbers with their check letters, and names in any spelling. Pure: no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.delivery.people.rules import identifiers, names
from throughcare.errors import Invalid

YEAR = 2026


def read(kind: str, text: str) -> str:
    return identifiers.read(kind, text, year_now=YEAR).value


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        ("pnc", "2001/0171310W", "2001/0171310W"),  # published in hmpps-person-record
        ("pnc", "2002/73319z", "2002/0073319Z"),
        ("pnc", "01/171310W", "2001/0171310W"),
        ("pnc", " 2001 / 0171310 W", "2001/0171310W"),
        ("pnc", "20010171310W", "2001/0171310W"),
        ("pnc", "90/1" + identifiers.check_letter(900000001), "1990/0000001" + identifiers.check_letter(900000001)),
        ("cro", "265416/21G", "265416/21G"),
        ("cro", "16/21" + identifiers.check_letter(21000016), "000016/21" + identifiers.check_letter(21000016)),
        ("cro", "sf39/394u", "SF39/394U"),
        ("crn", "x123456", "X123456"),
        ("nomis", "a1234bc", "A1234BC"),
        ("nhs", "943-476-5919", "9434765919"),
    ],
)
def test_a_number_has_one_written_form(kind: str, typed: str, written: str) -> None:
    assert read(kind, typed) == written
    assert read(kind, written) == written


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("pnc", "2001/0171310X", "last letter does not fit"),
        ("pnc", "2001/0171301W", "last letter does not fit"),
        ("pnc", "01171310W", "a year, a slash"),
        ("cro", "265416/21H", "last letter does not fit"),
        ("crn", "12345X", "a letter and six figures"),
        ("crn", "X１２３４５６", "a letter and six figures"),
        ("nomis", "A12345BC", "four figures"),
        ("nhs", "943 476 5918", "last figure does not fit"),
        ("nhs", "x" * 500, "ten figures"),
        ("passport", "1", "Choose one of the kinds"),
    ],
)
def test_what_is_no_such_number_says_what_one_looks_like(kind: str, typed: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read(kind, typed)


@given(st.integers(1950, YEAR), st.integers(0, 9_999_999))
def test_every_pnc_with_its_letter_is_read_and_no_other_letter_is(year: int, serial: int) -> None:
    letter = identifiers.check_letter(int(f"{year % 100:02d}{serial:07d}"))
    assert read("pnc", f"{year}/{serial}{letter}") == f"{year}/{serial:07d}{letter}"
    other = identifiers.LETTERS[(identifiers.LETTERS.index(letter) + 1) % 23]
    with pytest.raises(Invalid):
        read("pnc", f"{year}/{serial}{other}")


@given(st.sampled_from(identifiers.KINDS), st.text(max_size=60))
def test_any_text_is_a_number_or_a_sentence(kind: str, text: str) -> None:
    says = ""
    try:
        found = identifiers.read(kind, text, year_now=YEAR)
    except Invalid as error:
        says = error.says
    assert says.startswith("This is no ") or identifiers.read(kind, found.value, year_now=YEAR) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith", "Smyth"),
        ("Jonson", "Johnson"),
        ("Mohammed", "Muhammad"),
        ("Thompson", "Tomson"),
        ("José Müller", "Jose Muller"),
        ("O'Brien", "OBrien"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Brien", "O'Brien"),
        ("Catherine", "Kathryn"),
        ("Sample", "Sampel"),
        ("Wright", "Rite"),
        ("Stephen", "Steven"),
        ("Philips", "Fillips"),
        ("Søren", "Soren"),
    ],
)
def test_other_spellings_share_a_key_and_look_alike(one: str, other: str) -> None:
    loose = [frozenset().union(*(names.loose_keys(part) for part in names.parts(text))) for text in (one, other)]
    assert loose[0] & loose[1]
    assert names.names_alike(one, other) > 0.6


def test_unlike_names_are_unlike() -> None:
    assert names.names_alike("Ash Sample", "Kwame Tullgate") < 0.6
    assert names.names_alike("Ash Sample", "Sample Ash") == 1.0
    assert names.begins_like("ash sam", "Ashley Sample") == 0.9
    assert names.begins_like("zed", "Ashley Sample") == 0.0


def test_a_name_in_another_alphabet_is_found_by_its_beginning() -> None:
    assert names.parts("Олена") == ["олена"]
    assert names.keys(["Олена"]) == {"n:олена", "b:оле"}


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_between_nothing_and_one_and_the_same_both_ways(one: str, other: str) -> None:
    alike = names.likeness(names.plain(one), names.plain(other))
    assert 0 <= alike <= 1
    assert all(len(key) <= 16 for key in names.keys([one, other]))
