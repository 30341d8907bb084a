"""What cannot be used is refused in one sentence and leaves nothing behind; what cannot be found is said."""

import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from desistance import cli
from desistance.report import evaluating
from desistance.report.sample import sample
from desistance.report.study import load_study
from desistance.tables import write


def run(folder, study="study.toml"):
    return cli.main(["evaluate", str(folder.place / study), "-o", str(folder.place / "results")])


def refused(folder, capsys, *words, study="study.toml"):
    assert run(folder, study) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    for word in words:
        assert word in told.err
    assert not (folder.place / "results").exists()
    assert not list(folder.place.glob(".results*"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    from tests.desistance.report.conftest import Folder

    return Folder(tmp_path_factory.mktemp("small"), people=700, treated=0.3)


CHANGES = {
    "missing file": ({"data/people.csv": "data/persons.csv"}, ["persons.csv", "no such file"]),
    "no such covariate": ({'column = "age"': 'column = "shoe_size"'}, ["people.csv", "shoe_size", "missing"]),
    "covariate of the wrong type": ({'column = "age"': 'column = "area"'}, ["area", "is not a number", "rows 0"]),
    "covariate beyond its bounds": (
        {'column = "age"': 'column = "age"\nminimum = 10\nmaximum = 30.5'},
        ["people.csv", "age", "is above 30.5"],
    ),
    "bound as text": ({'column = "age"': 'column = "age"\nminimum = "ten"'}, ["minimum", "a number"]),
    "no treated column": ({'treated = "treated"': 'treated = "joined"'}, ["people.csv", "joined"]),
    "treated is no flag": ({'treated = "treated"': 'treated = "area"'}, ["area", "true or false"]),
    "nobody treated in the cohort": (
        {'# where = { area = ["North"] }': 'where = { area = ["Nowhere"] }'},
        ["[cohort]", "nobody who took part"],
    ),
    "empty pool": (
        {'# where = { area = ["North", "South"] }': 'where = { area = ["Nowhere"] }'},
        ["[pool]", "nobody who could be compared with"],
    ),
    "immature cohort": ({"as_at = 2024-06-01": "as_at = 2023-06-01"}, ["is not over", "2023-12-30"]),
    "unknown exact column": ({'# exact = ["gender"]': 'exact = ["ward"]'}, ["exact", "ward"]),
    "unknown key": ({"caliper = 0.2": "calliper = 0.2"}, ["[matching]", "calliper", "caliper"]),
    "caliper as text": ({"caliper = 0.2": 'caliper = "wide"'}, ["[matching] caliper", "a number"]),
    "no TOML": ({"[matching]": "[matching"}, ["changed.toml", "is no TOML"]),
    "two covariates of one label": (
        {'column = "age"': 'column = "age"\nlabel = "gender"'},
        ["two [[covariate]] are called 'gender'"],
    ),
    "unknown outcome": ({'"frequency", "time_to_first"]\n\n': '"happiness"]\n\n'}, ["outcomes", "reoffended"]),
    "unknown profile": ({'profile = "jdl"': 'profile = "rct"'}, ["rct", "jdl"]),
    "unknown version": ({'profile = "jdl"': 'profile = "jdl@1999"'}, ["1999", "jdl@2016"]),
    "unknown needs": (
        {'# linked = "assessed" ': 'linked = "assessed"', "# needs": "needs"},
        ["people.csv", "missing", "drug_need"],
    ),
}


@pytest.mark.parametrize(("changes", "words"), CHANGES.values(), ids=CHANGES)
def test_unusable_studies_are_refused_in_one_sentence(small, capsys, changes, words):
    text = (small.place / "study.toml").read_text(encoding="utf-8")
    (small.place / "changed.toml").write_text(text, encoding="utf-8")
    small.study(changes, "changed.toml")
    refused(small, capsys, *words, study="changed.toml")


def test_covariates_that_separate_the_groups_are_refused(make_folder, capsys):
    folder = make_folder(people=700, treated=0.3)
    people = folder.made.people
    age = pc.if_else(people["treated"], 20, 40)
    folder.put("people", people.set_column(people.schema.get_field_index("age"), "age", age))
    refused(folder, capsys, "separate", "age")


@pytest.mark.parametrize("name", ["reoffender", "reoffences", "days_to_first", "index_date", "previous_band"])
def test_a_column_of_people_never_stands_for_what_is_measured(small, capsys, name):
    people = small.made.people
    small.put("odd", people.append_column(name, pa.array([1] * people.num_rows)))
    text = (small.place / "study.toml").read_text(encoding="utf-8")
    (small.place / "changed.toml").write_text(text, encoding="utf-8")
    small.study({"data/people.csv": "data/odd.csv"}, "changed.toml")
    refused(small, capsys, "odd.csv", name, "is a column that the study makes itself", study="changed.toml")


def test_values_that_look_alike_without_underscores_are_shown_as_they_are(small):
    people = small.made.people
    values = ["a_b", "a b", "c", "c"]
    gender = pa.array([values[row % 4] for row in range(people.num_rows)])
    small.put("odd", people.set_column(people.schema.get_field_index("gender"), "gender", gender))
    text = (small.place / "study.toml").read_text(encoding="utf-8")
    (small.place / "changed.toml").write_text(text, encoding="utf-8")
    names = sample(load_study(small.study({"data/people.csv": "data/odd.csv"}, "changed.toml"))).names
    assert {"gender: a_b", "gender: a b"} <= set(names)


def test_a_blank_reason_excludes_no_offence_before_the_index_event_either(small):
    offences = small.made.offences
    blank = pc.fill_null(offences["excluded"].cast(pa.string()), " ")
    place = offences.schema.get_field_index("excluded")
    write(offences.set_column(place, "excluded", blank), small.place / "data" / "blank.parquet")
    text = (small.place / "study.toml").read_text(encoding="utf-8")
    (small.place / "changed.toml").write_text(text, encoding="utf-8")
    changed = small.study({"data/offences.csv": "data/blank.parquet"}, "changed.toml")
    plain, blanks = (sample(load_study(one)) for one in (small.place / "study.toml", changed))
    assert plain.before.sum() > 100
    assert blanks.before.tolist() == plain.before.tolist()


@pytest.mark.parametrize(("age", "says"), [(-3, "is below 10"), (9, "is below 10"), (430, "is above 109")])
def test_an_age_that_nobody_has_is_refused(small, capsys, age, says):
    people = small.made.people
    ages = [age, *people["age"].to_pylist()[1:]]
    small.put("odd", people.set_column(people.schema.get_field_index("age"), "age", pa.array(ages)))
    text = (small.place / "study.toml").read_text(encoding="utf-8")
    (small.place / "changed.toml").write_text(text, encoding="utf-8")
    small.study({"data/people.csv": "data/odd.csv"}, "changed.toml")
    refused(small, capsys, "odd.csv", "'age', row 0", says, study="changed.toml")


def test_no_overlap_is_a_finding_and_no_effect_is_given(make_folder, capsys):
    folder = make_folder(people=900, treated=0.3)
    people = folder.made.people
    row = pa.array(range(people.num_rows))
    odd = pc.equal(pc.bit_wise_and(row, 63), 1)
    age = pc.if_else(pc.xor(people["treated"], odd), 20, 60)
    folder.put("people", people.set_column(people.schema.get_field_index("age"), "age", age))
    assert run(folder) == 1
    told = capsys.readouterr().out
    assert "a credible comparison group could not be found" in told
    assert "have nobody like them in the pool" in told
    page = (folder.place / "results" / "report.html").read_text(encoding="utf-8")
    assert "percentage points fewer" not in page
    names = {one.stem for one in (folder.place / "results" / "tables").iterdir()}
    assert names == {"flow"}


def test_too_few_people_is_a_finding(make_folder, capsys):
    folder = make_folder(people=400, treated=0.1)
    assert run(folder) == 1
    assert "Fewer than 60 people who took part were submitted." in capsys.readouterr().out


def test_a_folder_with_other_files_is_left_alone(small, capsys, tmp_path):
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    assert cli.main(["evaluate", str(small.place / "study.toml"), "-o", str(tmp_path)]) == 2
    assert "no earlier report" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_what_somebody_laid_beside_a_report_is_not_replaced_with_it(planted, capsys, tmp_path):
    results = tmp_path / "results"
    shutil.copytree(planted.place / "results", results)
    (results / ".DS_Store").touch()
    assert evaluating._others(results) == []
    (results / "tables" / "notes.docx").write_text("mine", encoding="utf-8")
    assert cli.main(["evaluate", str(planted.place / "study.toml"), "-o", str(results)]) == 2
    assert "such as tables/notes.docx" in capsys.readouterr().err
    assert (results / "tables" / "notes.docx").read_text(encoding="utf-8") == "mine"


def test_an_interrupt_while_writing_leaves_the_earlier_report_whole(planted, monkeypatch, capsys, tmp_path):
    target = tmp_path / "results"
    shutil.copytree(planted.place / "results", target)
    before = {one: one.read_bytes() for one in target.rglob("*") if one.is_file()}
    stops = iter([KeyboardInterrupt(), OSError(28, "No space left on device")])

    def stopped(*given):
        raise next(stops)

    monkeypatch.setattr(evaluating, "_manifest", stopped)
    for code in (130, 2):
        assert cli.main(["evaluate", str(planted.place / "study.toml"), "-o", str(target)]) == code
        assert "Traceback" not in capsys.readouterr().err
        assert {one: one.read_bytes() for one in target.rglob("*") if one.is_file()} == before
        assert [one.name for one in tmp_path.iterdir()] == ["results"]
