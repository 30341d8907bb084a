"""`desistance link`: from CSV files to a folder, and what it refuses in one sentence."""

import csv
import shutil

import pytest

from desistance import cli
from desistance.tables import write


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    place = tmp_path_factory.mktemp("link")
    write(made.records, place / "records.csv")
    assert cli.main(["link", str(place / "records.csv"), "-o", str(place / "first"), "--save-model"]) == 0
    return place


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_it_writes_what_it_found(folder, linked):
    assert {path.name for path in (folder / "first").iterdir()} == {
        "pairs.csv", "clusters.csv", "quality.html", "model.json", "figures", "tables",
    }  # fmt: skip
    found = {row["record_id"]: row["cluster"] for row in rows(folder / "first" / "clusters.csv")}
    told = zip(*(linked.clusters[name].to_pylist() for name in ("record_id", "cluster")), strict=True)
    assert found == dict(told)


def test_a_second_run_takes_the_model_decisions_labels_and_earlier_clusters(folder, capsys):
    first = rows(folder / "first" / "pairs.csv")[0]
    decided = f"left_id,right_id,action\n{first['left_id']},{first['right_id']},exclude\n"
    (folder / "decided.csv").write_text(decided)
    (folder / "labels.csv").write_text(f"left_id,right_id,same\n{first['left_id']},{first['right_id']},true\n")
    arguments = ["link", str(folder / "records.csv"), "-o", str(folder / "second")]
    arguments += ["--model", str(folder / "first" / "model.json"), "--overrides", str(folder / "decided.csv")]
    arguments += ["--previous", str(folder / "first" / "clusters.csv"), "--labels", str(folder / "labels.csv")]
    assert cli.main(arguments) == 0
    assert "On 1 labelled pairs" in capsys.readouterr().out
    second = {(row["left_id"], row["right_id"]): row for row in rows(folder / "second" / "pairs.csv")}
    assert second[(first["left_id"], first["right_id"])]["why"] == "override"


def test_the_model_of_an_earlier_run_goes_unless_it_is_the_one_in_use(folder, tmp_path):
    shutil.copytree(folder / "first", tmp_path / "out")
    records, model = str(folder / "records.csv"), tmp_path / "out" / "model.json"
    assert cli.main(["link", records, "--model", str(model), "-o", str(tmp_path / "out")]) == 0
    assert model.is_file()
    other = str(folder / "first" / "model.json")
    assert cli.main(["link", records, "--model", other, "-o", str(tmp_path / "out")]) == 0
    assert not model.exists()


def test_a_record_with_a_problem_is_a_problem_found(folder, made, tmp_path):
    spoilt = ["1999/1234567A", *made.records["pnc"].to_pylist()[1:]]
    place = made.records.schema.get_field_index("pnc")
    write(made.records.set_column(place, "pnc", [spoilt]), tmp_path / "spoilt.csv")
    model = str(folder / "first" / "model.json")
    assert cli.main(["link", str(tmp_path / "spoilt.csv"), "--model", model, "-o", str(tmp_path / "out")]) == 1
    assert rows(tmp_path / "out" / "clusters.csv")[0]["problem"].startswith("pnc has a wrong check letter")


@pytest.mark.parametrize(
    "more",
    [
        ["--join", "10", "--break-below", "12"],
        ["--model", "nobody"],
        ["--overrides", "none.csv"],
        ["--engine", "abacus"],
        ["--join", "high"],
    ],
)
def test_what_cannot_be_used_is_exit_code_two_and_one_sentence(folder, tmp_path, capsys, more):
    assert cli.main(["link", str(folder / "records.csv"), "-o", str(tmp_path / "out"), *more]) == 2
    told = capsys.readouterr().err
    assert told.strip()
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_a_date_that_is_none_is_named_with_its_row(tmp_path, capsys):
    (tmp_path / "bad.csv").write_text("record_id,given_name,surname,date_of_birth\nA,Ann,Sample,12/03/1990\n")
    assert cli.main(["link", str(tmp_path / "bad.csv"), "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "date_of_birth" in told
    assert "row 0" in told


def test_help_shows_an_example(capsys):
    assert cli.main(["link", "--help"]) == 0
    assert "desistance link" in capsys.readouterr().out.split("example")[1]
