"""Records in one form: what is compared, and what is left out and said so."""

import datetime as dt

import pyarrow as pa
import pytest

from desistance.linkage import PERSON, names, records_contract
from desistance.linkage.normalise import normalise


def one(**columns):
    """A record of one row in the form that is compared, and its problem."""
    table = records_contract(PERSON).check({"record_id": ["A"], **{name: [value] for name, value in columns.items()}})
    found = normalise(table, PERSON)
    return found.table.to_pylist()[0], found.problem()[0].as_py()


@pytest.mark.parametrize(
    ("text", "first", "all_of_them"),
    [
        ("  Zoë Anne ", "ZOE", ["ZOE", "ANNE"]),
        ("Mr John", "JOHN", ["JOHN"]),
        ("Bob", "BOB", ["BOB", "ROBERT"]),
        ("JEAN-PAUL", "JEAN", ["JEAN", "PAUL"]),
        ("D'Arcy", "DARCY", ["DARCY"]),
        ("Łukasz", "LUKASZ", ["LUKASZ"]),
    ],
)
def test_given_names_are_folded_and_short_ones_filled_out(text, first, all_of_them):
    row, problem = one(given_name=text)
    assert (row["given_name"], row["given_names"], problem) == (first, all_of_them, None)


def test_a_double_surname_also_stands_by_its_parts():
    row, _ = one(surname="Smith-O’Neil")
    assert (row["surname"], row["surnames"]) == ("SMITH ONEIL", ["SMITH ONEIL", "SMITH", "ONEIL"])


def test_other_names_join_the_lists_and_not_the_name_itself():
    row, _ = one(given_name="Ann", surname="Sample", aliases=["Bill Example", "Specimen, Cath"])
    assert row["given_name"] == "ANN"
    assert row["given_names"] == ["ANN", "BILL", "WILLIAM", "CATH"]
    assert row["surnames"] == ["SAMPLE", "EXAMPLE", "SPECIMEN"]


def test_other_names_do_not_wander_to_other_rows():
    table = records_contract(PERSON).check(
        {
            "record_id": ["A", "B", "C"],
            "given_name": ["Ann", None, "Cara"],
            "surname": ["Sample", "Example", "Specimen"],
            "aliases": [None, ["Bo Other"], []],
        }
    )
    rows = normalise(table, PERSON).table.to_pylist()
    assert [row["surnames"] for row in rows] == [["SAMPLE"], ["EXAMPLE", "OTHER"], ["SPECIMEN"]]
    assert [row["given_names"] for row in rows] == [["ANN"], None, ["CARA"]]


@pytest.mark.parametrize("text", ["Unknown", "not known", "N/A", " ", "123", "NK"])
def test_a_name_that_is_none_is_empty(text):
    assert one(given_name=text, surname="Sample")[0]["given_name"] is None


def test_a_postcode_is_closed_up_and_cut_in_two():
    row, _ = one(postcode=" xa1  2bc ")
    assert [row[name] for name in ("postcode", "postcode_district", "postcode_unit")] == ["XA12BC", "XA1", "2BC"]


def test_no_fixed_abode_is_no_fault_and_no_place():
    for text in ("NF1 1NF", "ZZ99 3VZ", "NFA"):
        row, problem = one(postcode=text, surname="Sample")
        assert (row["postcode"], problem) == (None, None)


def test_a_date_is_text_with_its_parts():
    row, _ = one(date_of_birth=dt.date(1990, 2, 9))
    parts = ("date_of_birth", "date_of_birth_year", "date_of_birth_month", "date_of_birth_day")
    assert [row[name] for name in parts] == ["1990-02-09", "1990", "02", "09"]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"pnc": "1999/1234567A"}, "pnc has a wrong check letter and was left out"),
        ({"nhs_number": 9434765918}, "nhs_number has a wrong check digit and was left out"),
        ({"date_of_birth": dt.date(1900, 1, 1)}, "date_of_birth is 1900-01-01, which stands for an unknown date,"),
        ({"date_of_birth": dt.date(1850, 1, 1)}, "date_of_birth is before 1900-01-01"),
        ({"postcode": "somewhere"}, "postcode is no postcode and was left out"),
        ({"gender": "banana"}, "gender is none of male, female and other and was left out"),
        ({"crn": "12"}, "crn is not one and was left out"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said(columns, told):
    row, problem = one(surname="Sample", **columns)
    assert problem.startswith(told)
    assert row[next(iter(columns))] is None


def test_several_problems_of_one_record_are_all_said():
    _, problem = one(surname="Sample", pnc="x1", cro="y2")
    assert problem.count("is not one") == 2


def test_a_record_with_nothing_to_compare_is_said():
    assert one(surname="unknown")[1] == "holds nothing to compare"


def test_genders_are_read_by_word_letter_or_code():
    told = [one(gender=text, surname="S")[0]["gender"] for text in ("Male", "f", "2", "X", "not known", " 9 ")]
    assert told == ["M", "F", "F", "O", None, None]


def test_no_short_name_stands_for_two():
    import csv
    from importlib import resources

    text = (resources.files("desistance") / "data" / "linkage" / "short_names.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == len(names.short_forms())
    assert all(row["short"] == row["short"].strip().upper() and row["full"].isalpha() for row in rows)


def test_empty_tables_and_columns_pass():
    table = records_contract(PERSON).check(
        {"record_id": pa.array([], pa.string()), "surname": pa.array([], pa.string()), "pnc": pa.array([], pa.null())}
    )
    assert normalise(table, PERSON).table.num_rows == 0
