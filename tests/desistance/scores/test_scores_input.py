"""What happens to input that cannot be used, and what may stand in for what."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from desistance import InputError, scores
from desistance.cli import main
from desistance.scores import marks

COLUMNS = ["probability_1y", "probability_2y", "percent_1y", "percent_2y", "points", "band", "variant", "instrument"]
PERSON: dict[str, Any] = {
    "gender": "Male",
    "date_of_birth": dt.date(1991, 7, 17),
    "date_of_conviction": dt.date(2021, 8, 5),
    "follow_up_start": dt.date(2021, 12, 12),
    "assessment_date": dt.date(2022, 1, 12),
    "age_at_first_sanction": 21,
    "total_sanctions": 2,
    "violent_sanctions": 1,
    "offence_code": "11618",
}


def table(**changes: Any) -> pa.Table:
    return pa.Table.from_pylist([{**PERSON, **changes}])


def first(instrument: str = "ogrs3", **changes: Any) -> dict[str, Any]:
    return dict(scores.score(table(**changes), instrument).to_pylist()[0])


def test_columns_and_their_order() -> None:
    assert scores.score(table(), "ogrs3").column_names == [*COLUMNS, "version", "problem", "notice"]
    carried = scores.score(table(person_id="P1"), "ogrs3")
    assert carried.column("person_id").to_pylist() == ["P1"]


def test_every_instrument_names_itself_its_version_and_its_inputs() -> None:
    for name in scores.INSTRUMENTS:
        listed = scores.inputs(name)
        assert {one.column for one in listed if one.required} == {
            *scores.INSTRUMENTS[name].required,
            *(scores.INSTRUMENTS[name].answers if len(scores.INSTRUMENTS[name].variants) == 1 else ()),
        }
        assert all(one.type and one.meaning for one in listed)
    found = first("arp")
    assert (found["instrument"], found["version"], found["variant"]) == ("arp", "gen4-1.0", "static")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"total_sanctions": 0}, "total_sanctions: no whole number from 1 to 999"),
        ({"gender": "X"}, "gender: not one of male, female"),
        ({"offence_code": "1161"}, marks.CODE_FORM),
        ({"offence_code": "00119"}, marks.CODE_UNKNOWN),
        ({"offence_code": "08800"}, marks.CODE_GROUP),
        ({"age_at_first_sanction": 31}, marks.FIRST_AFTER_CURRENT),
        ({"date_of_conviction": dt.date(1991, 7, 17)}, marks.CONVICTION_NOT_AFTER_BIRTH),
        ({"date_of_conviction": dt.date(2001, 7, 16), "age_at_first_sanction": 9}, marks.CONVICTION_UNDER_TEN),
        ({"follow_up_start": dt.date(1990, 1, 1)}, marks.FOLLOW_UP_NOT_AFTER_BIRTH),
        ({"date_of_birth": dt.date(1900, 1, 1)}, marks.CONVICTION_AGE),
        ({"age_at_follow_up": 31}, marks.FOLLOW_UP_AGE_GIVEN),
        ({"offence_weight": 0.5}, marks.CODE_AND_WEIGHT),
        ({"gender": None, "offence_code": None}, "missing: gender, offence_code"),
    ],
)
def test_a_row_that_cannot_be_scored_says_why_and_has_no_score(changes: dict[str, Any], told: str) -> None:
    found = first(**changes)
    assert told in found["problem"]
    assert all(found[name] is None for name in COLUMNS[:-1])


def test_problems_do_not_touch_the_rows_beside_them() -> None:
    rows = [PERSON, {**PERSON, "gender": None}, PERSON]
    found = scores.score(pa.Table.from_pylist(rows), "ogrs3").to_pylist()
    assert [row["percent_2y"] for row in found] == [17.0, None, 17.0]


def test_codes_in_any_case_booleans_as_text_and_floats_from_pandas() -> None:
    frame = pd.DataFrame([PERSON, {**PERSON, "total_sanctions": None}])
    found = scores.score(frame, "ogrs3")
    assert found.column("problem").to_pylist() == [None, "missing: total_sanctions"]
    assert scores.score(pl.from_arrow(table()), "ogrs3").column("percent_2y").to_pylist() == [17.0]
    assert first(gender="mAlE")["percent_2y"] == 17.0


@pytest.mark.parametrize("by", ["dates", "ages"])
def test_ages_stand_in_for_dates(by: str) -> None:
    ages = {"age_at_conviction": 30, "age_at_follow_up": 30}
    dates = ("date_of_birth", "date_of_conviction", "follow_up_start", "assessment_date")
    given = PERSON if by == "dates" else {**{key: value for key, value in PERSON.items() if key not in dates}, **ages}
    found = scores.score(pa.Table.from_pylist([given]), "ogrs3").to_pylist()[0]
    assert (found["percent_1y"], found["percent_2y"]) == (9.0, 17.0)


def test_no_dates_at_all_is_scored_at_the_start_of_follow_up_and_said() -> None:
    dates = ("date_of_birth", "date_of_conviction", "follow_up_start", "assessment_date")
    ages = {"age_at_conviction": 30, "age_at_follow_up": 30}
    given = {**{key: value for key, value in PERSON.items() if key not in dates}, **ages}
    by_ages = scores.score(pa.Table.from_pylist([given]), "arp").to_pylist()[0]
    at_start = first("arp", assessment_date=PERSON["follow_up_start"])
    assert by_ages["notice"] == marks.NO_MONTHS
    assert by_ages["probability_2y"] == at_start["probability_2y"]


def test_follow_up_falls_back_on_conviction_in_generation_4_only() -> None:
    fallen = first("arp", follow_up_start=None)
    assert fallen["probability_2y"] == first("arp", follow_up_start=PERSON["date_of_conviction"])["probability_2y"]
    assert first("ogrs3", follow_up_start=None)["problem"] == "missing: follow_up_start"


@pytest.mark.parametrize(("day", "age"), [((2001, 2, 28), "9"), ((2001, 3, 1), "10")])
def test_a_leap_day_birthday_falls_on_the_first_of_march(day: tuple[int, int, int], age: str) -> None:
    changes = {"date_of_birth": dt.date(1991, 3, 1), "date_of_conviction": dt.date(*day), "age_at_first_sanction": 9}
    under = marks.CONVICTION_UNDER_TEN in str(first(**changes)["problem"])
    assert under is (age == "9")
    leap = {**changes, "date_of_birth": dt.date(1988, 2, 29), "date_of_conviction": dt.date(1998, *day[1:])}
    assert (marks.CONVICTION_UNDER_TEN in str(first(**leap)["problem"])) is (age == "9")


def test_conviction_up_to_three_months_after_assessment() -> None:
    late = {"assessment_date": dt.date(2022, 11, 30), "follow_up_start": None}
    assert first("arp", date_of_conviction=dt.date(2023, 2, 28), **late)["problem"] is None
    assert first("arp", date_of_conviction=dt.date(2023, 3, 1), **late)["problem"] == marks.LATE_CONVICTION


@pytest.mark.parametrize(
    ("column", "values", "remedy"),
    [
        ("date_of_birth", pa.array(["1991-07-17"]), "dates"),
        ("offence_code", pa.array([11618]), "leading zeros"),
        ("gender", pa.array([1]), "codes"),
        ("total_sanctions", pa.array(["two"]), "whole numbers"),
        ("follow_up_start", pa.array([dt.datetime(2021, 12, 12, 9)]), "date alone"),
    ],
)
def test_a_column_of_the_wrong_type_is_refused(column: str, values: pa.Array, remedy: str) -> None:
    given = table()
    given = given.set_column(given.column_names.index(column), column, values)
    with pytest.raises(InputError) as caught:
        scores.score(given, "ogrs3")
    assert caught.value.column == column
    assert caught.value.rows == (0,)
    assert remedy in caught.value.remedy


def test_oasys_answer_numbers_are_not_taken_for_true() -> None:
    given = table().append_column("is_unemployed", pa.array([1]))
    with pytest.raises(InputError, match="does not mean true"):
        scores.score(given, "arp")


def test_missing_columns_unknown_names_and_absent_forms_are_refused() -> None:
    with pytest.raises(InputError, match="gender, total_sanctions"):
        scores.score(table().drop_columns(["gender", "total_sanctions"]), "ogrs3")
    with pytest.raises(InputError, match="ogrs3, ovp"):
        scores.score(table(), "ogrs5")
    with pytest.raises(InputError, match="no form 'dynamic'"):
        scores.score(table(), "ogrs3", variant="dynamic")
    with pytest.raises(InputError, match="suitability_of_accommodation"):
        scores.score(table(), "arp", variant="dynamic")


def test_an_empty_table_has_the_columns_and_their_types() -> None:
    empty = scores.score(table().slice(0, 0), "arp")
    assert empty.num_rows == 0
    assert empty.schema == scores.score(table(), "arp").schema


def test_two_generations_in_one_table_are_refused() -> None:
    old, new = scores.score(table(), "ogrs3"), scores.score(table(), "arp")
    scores.check_one_generation(pa.concat_tables([new, scores.score(table(), "vrp")]))
    with pytest.raises(InputError, match="generation 3 and generation 4") as caught:
        scores.check_one_generation(pa.concat_tables([old, new]))
    assert caught.value.rows == (1,)
    other = new.set_column(new.column_names.index("version"), "version", pa.array(["gen4-0.9"]))
    with pytest.raises(InputError, match="more than one version"):
        scores.check_one_generation(pa.concat_tables([new, other]))


def test_command_line_keeps_leading_zeros_and_tells_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = "person_id gender date_of_birth date_of_conviction follow_up_start age_at_first_sanction total_sanctions"
    header = ",".join([*names.split(), "offence_code"])
    rows = "P1,male,1965-12-07,2025-05-13,2026-12-12,47,2,02700\nP2,male,,2025-05-13,2026-12-12,47,2,02700"
    (tmp_path / "people.csv").write_text(f"{header}\n{rows}\n", encoding="utf-8")
    assert main(["score", "ogrs3", str(tmp_path / "people.csv"), str(tmp_path / "scores.csv")]) == 1
    assert "2 rows: 1 scored, 1 with a problem" in capsys.readouterr().out
    written = pd.read_csv(tmp_path / "scores.csv")
    assert written["percent_2y"].tolist()[0] == 16
    assert written["problem"].tolist()[1] == "missing: date_of_birth"
    assert main(["score", "ogrs9", str(tmp_path / "people.csv"), str(tmp_path / "scores.csv")]) == 2


def test_importing_the_library_does_not_load_the_scores() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, desistance; print('desistance.scores' in sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == "False"
