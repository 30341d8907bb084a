"""The command line: exit codes, one sentence on stderr, and help that shows an example."""

import json
import subprocess
import sys
import time

import pytest

from desistance import cli
from desistance.commands import reoffending as verb


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("synthetic")
    assert cli.main(["synthesise", "--people", "200", "--seed", "3", "-o", str(place)]) == 0
    return place


def measure(folder, *more):
    tables = [str(folder / f"{name}.csv") for name in ("people", "events", "offences")]
    return cli.main(
        ["reoffending", *tables, "--from", "2022-04-01", "--to", "2022-06-30", "-o", str(folder / "out"), *more]
    )


def test_synthesise_gives_the_same_files_again(folder, tmp_path):
    assert cli.main(["synthesise", "--people", "200", "--seed", "3", "-o", str(tmp_path)]) == 0
    for name in ("people.csv", "events.csv", "offences.csv", "truth.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_reoffending_writes_its_tables(folder, capsys):
    assert measure(folder, "--by", "area") == 0
    summary = json.loads((folder / "out" / "summary.json").read_text())
    lines = (folder / "out" / "people.csv").read_text().splitlines()
    assert len(lines) == 1 + summary["overall"]["offenders"] == 201
    assert "reoffended" in capsys.readouterr().out
    assert not list((folder / "out").glob("*.part"))


def test_an_immature_cohort_is_a_problem_found(folder):
    assert measure(folder, "--as-at", "2023-01-01") == 1


@pytest.mark.parametrize(
    "more",
    [["--by", "ward"], ["--kind", "sexual"], ["--as-at", "soon"], ["--engine", "abacus"], ["--follow-up-months", "x"]],
)
def test_what_cannot_be_used_is_exit_code_two_and_one_sentence(folder, capsys, more):
    assert measure(folder, *more) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert told.startswith("desistance")
    assert told.count("\n") == 1


@pytest.mark.parametrize("more", [["--seed", "-1"], ["--confounding", "nan"], ["--treated", "nan"], ["--people", "0"]])
def test_people_that_cannot_be_made_up_are_refused_in_one_sentence(tmp_path, capsys, more):
    assert cli.main(["synthesise", *more, "-o", str(tmp_path / "made")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_and_a_bad_cell_are_named(folder, tmp_path, capsys):
    bad = tmp_path / "events.csv"
    bad.write_text("person_id,type,date\nP000,caution,2022-02-30\n")
    arguments = ["--from", "2022-04-01", "--to", "2022-06-30", "-o", str(tmp_path / "out")]
    people, offences = str(folder / "people.csv"), str(folder / "offences.csv")
    assert cli.main(["reoffending", people, str(bad), offences, *arguments]) == 2
    told = capsys.readouterr().err
    assert "events.csv" in told
    assert "row 0" in told
    assert cli.main(["reoffending", "no.csv", str(bad), offences, *arguments]) == 2
    assert "no.csv: no such file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["reoffending", "synthesise"])
def test_help_shows_an_example(name, capsys):
    assert cli.main([name, "--help"]) == 0
    assert f"desistance {name}" in capsys.readouterr().out.split("example:")[1]


def test_no_verb_and_an_unknown_verb_are_refused(capsys):
    assert cli.main([]) == 2
    capsys.readouterr()
    for arguments in (["divine"], ["score"], ["score", "ogrs3"], ["reoffending"], ["power", "--treated", "x"]):
        assert cli.main(arguments) == 2
        told = capsys.readouterr().err
        assert told.startswith("desistance")
        assert told.count("\n") == 1


def test_the_columns_of_an_instrument_are_listed(capsys):
    from desistance import scores

    assert cli.main(["score", "ovp", "--inputs"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in listed] == [one.column for one in scores.inputs("ovp")]
    assert cli.main(["score", "no", "--inputs"]) == 2


def test_an_interrupt_is_reported_without_a_traceback(folder, monkeypatch, capsys):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(verb, "run", interrupted)
    assert measure(folder) == cli.INTERRUPTED
    assert "Interrupted" in capsys.readouterr().err


def test_import_is_quick_and_loads_nothing_heavy():
    code = (
        "import sys, time; start = time.perf_counter(); import desistance, desistance.cli; "
        "taken = time.perf_counter() - start; "
        "heavy = {'pyarrow', 'duckdb', 'ibis', 'pandas', 'numpy', 'scipy', 'splink'} & set(sys.modules); "
        "print(taken, ','.join(heavy))"
    )
    takes = []
    for _ in range(3):
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        taken, heavy = told.rstrip("\n").split(" ", 1)
        assert heavy == ""
        takes.append(float(taken))
        if takes[-1] < 0.3:
            break
        time.sleep(0.5)
    assert min(takes) < 0.3


@pytest.mark.parametrize("name", sorted(cli.VERBS))
def test_every_verb_is_there_and_its_help_shows_an_example(name, capsys):
    assert cli.main([name, "--help"]) == 0
    assert f"desistance {name}" in capsys.readouterr().out.split("example")[1]


def test_cohorts_are_selected_from_files(folder, tmp_path, capsys):
    (tmp_path / "scores.csv").write_text("person_id,instrument,date,band\n")
    rule = 'name = "Any"\n[[version]]\nfrom = 2015-01-01\n[[version.criterion]]\n'
    rule += 'id = "two"\nkind = "offences"\nat_least = 2\n'
    (tmp_path / "rule.toml").write_text(rule)
    tables = [str(folder / "people.csv"), str(folder / "offences.csv"), str(tmp_path / "scores.csv")]
    arguments = ["cohorts", *tables, str(tmp_path / "rule.toml"), str(tmp_path / "spans.csv"), "--as-at", "2022-06-30"]
    assert cli.main(arguments) == 0
    told = capsys.readouterr().out
    assert "of 200 people are eligible on 2022-06-30" in told
    assert "could not be used" not in told
    assert (tmp_path / "spans.csv").read_text().startswith('"person_id"')
    assert cli.main([*arguments[:4], "no.toml", *arguments[5:]]) == 2
    (tmp_path / "scores.csv").write_text("person_id,instrument,date,band\n")
    people = (folder / "people.csv").read_text().splitlines()
    first = people[1].split(",")[people[0].replace('"', "").split(",").index("person_id")].strip('"')
    (tmp_path / "offences.csv").write_text(f"person_id,offence_date,proven_date\n{first},,2020-01-01\n")
    arguments[2] = str(tmp_path / "offences.csv")
    assert cli.main(arguments) == 1
    assert "Rows of 1 person could not be used or look wrong" in capsys.readouterr().out


def test_the_benches_are_listed_and_an_unknown_one_is_refused(tmp_path, capfd):
    assert cli.main(["bench"]) == 0
    assert capfd.readouterr().out.startswith("cox: ")
    assert cli.main(["bench", "gold"]) == 2
    assert cli.main(["bench", "cox", "--folder", str(tmp_path)]) == 2
    (tmp_path / "cox.py").write_text('"""Says what it is given."""\nimport sys\nprint(sys.argv[1:])\nsys.exit(1)\n')
    assert cli.main(["bench", "--folder", str(tmp_path), "cox", "--", "--rows", "5"]) == 1
    assert "['--rows', '5']" in capfd.readouterr().out
