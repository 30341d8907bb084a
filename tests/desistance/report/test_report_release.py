"""Nothing leaves that rests on too few people, and nothing at all where counts cannot be protected."""

import sys

import pyarrow.compute as pc
import pytest

from desistance import cli, report
from desistance.tables import read


def tables(folder):
    return {one.stem: read(one).to_pylist() for one in (folder.place / "results" / "tables").iterdir()}


def test_an_outcome_of_few_people_is_withheld_with_all_that_follows_from_it(make_folder, capsys):
    folder = make_folder(people=700, treated=0.3)
    study = folder.study({"threshold = 10 ": "threshold = 90 "})
    assert cli.main(["evaluate", str(study), "-o", str(folder.place / "results")]) == 1
    assert "are withheld" in capsys.readouterr().out
    held = tables(folder)
    assert {row["people"] for row in held["counts"]} == {None}
    assert all(row["estimate"] is row["treated"] is row["p"] is None for row in held["effects"])
    assert {row["verdict"] for row in held["effects"]} == {"withheld"}
    assert "specifications" not in held
    assert not (folder.place / "results" / "figures" / "timing.svg").exists()
    page = (folder.place / "results" / "report.html").read_text(encoding="utf-8")
    assert "reoffended within 12 months, against" not in page
    assert "could be seen (80% power)" not in page


def test_counts_are_multiples_and_the_effect_follows_from_them(make_folder):
    folder = make_folder(people=1500, treated=0.3, risk_difference=-0.15)
    study = folder.study({"# rounding = 5": "rounding = 5"})
    found = report.evaluate(study, folder.place / "results")
    held = tables(folder)
    people = {(row["group"], row["reoffended"]): row["people"] for row in held["counts"]}
    assert all(count % 5 == 0 for count in people.values())
    rates = [
        people[group, "yes"] / (people[group, "yes"] + people[group, "no"]) for group in ("took part", "comparison")
    ]
    effect = next(row for row in held["effects"] if row["outcome"] == "reoffended")
    assert effect["estimate"] == pytest.approx(rates[0] - rates[1], abs=6e-5)
    assert "rounded counts" in effect["method"]
    assert {row["mean_treated"] for row in held["balance"]} == {None}
    assert all(float(row["value"]).is_integer() for row in held["specifications"])
    assert not {"placebo", "hidden-bias"} & set(held)
    assert found.verdict == "lower"


def test_a_rare_category_shows_no_share(make_folder):
    folder = make_folder(people=1500, treated=0.3)
    people = folder.made.people
    rare = pc.if_else(
        pc.less(pc.index_in(people["person_id"], people["person_id"].combine_chunks()), 12), "other", people["gender"]
    )
    folder.put("people", people.set_column(people.schema.get_field_index("gender"), "gender", rare))
    report.evaluate(folder.place / "study.toml", folder.place / "results")
    rows = {row["covariate"]: row for row in tables(folder)["balance"]}
    assert rows["gender: other"]["mean_treated"] is rows["gender: other"]["smd_after"] is None
    assert rows["gender: female"]["mean_treated"] is not None


def test_steps_with_few_people_are_withheld_and_no_total_is_given(planted):
    rows = tables(planted)["flow"]
    assert all(row["people"] is None or row["people"] >= 10 for row in rows)
    shown = {(row["group"], row["step"]): row["people"] for row in rows}
    assert shown["took part", "no index event in the cohort"] is None
    assert shown["took part", "compared"] > 500
    text = (planted.place / "results" / "report.html").read_text(encoding="utf-8")
    assert f"{planted.made.people.num_rows:,}" not in text


def test_without_protection_nothing_is_read_or_written(planted, monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "desistance.disclosure", None)
    code = cli.main(["evaluate", str(planted.place / "study.toml"), "-o", str(tmp_path / "results")])
    assert code == 2
    assert "no working desistance.disclosure" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()
