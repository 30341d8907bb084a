"""Ctrl-C and a request to end leave no half of what a verb writes, and progress is shown where it is asked for."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from desistance import InputError, cli
from desistance import whole as writing
from desistance.whole import Ended, whole

STOPS = {signal.SIGINT: cli.INTERRUPTED, signal.SIGTERM: cli.TERMINATED}
BREAKS = """
import os, signal, sys
from desistance import cli, tables
import desistance.tables as tables

written = []
write = tables.write

def writes_one(table, path):
    write(table, path)
    written.append(path)
    if len(written) == 2:
        os.kill(os.getpid(), int(sys.argv[1]))

tables.write = writes_one
sys.exit(cli.main(sys.argv[2:]))
"""
"""Runs a verb and sends itself a signal when two of its files are written."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    assert cli.main(["synthesise", "--people", "300", "--seed", "3", "--treated", "0.3", "-o", str(place / "in")]) == 0
    (place / "in" / "counts.csv").write_text("area,n\nA,3\nB,20\nC,25\n")
    (place / "in" / "more.csv").write_text("area,n\nA,13\nB,20\nC,45\n")
    return place


def verbs(made):
    tables = [str(made / "in" / f"{name}.csv") for name in ("people", "events", "offences")]
    cohort = ["--from", "2022-04-01", "--to", "2022-06-30"]
    matched = ["--treated", "treated", "--covariates", "age,previous_offences", "--key", "person_id"]
    return {
        "reoffending": ["reoffending", *tables, *cohort, "-o", "out"],
        "synthesise": ["synthesise", "--people", "50", "-o", "out"],
        "protect": ["protect", *(str(made / "in" / name) for name in ("counts.csv", "more.csv"))]
        + ["--count", "n", "--by", "area", "-o", "out"],
        "match": ["match", tables[0], "out.csv", *matched, "--pairs", "pairs.csv", "--balance", "balance.csv"],
    }


@pytest.mark.parametrize("verb", ["reoffending", "synthesise", "protect", "match"])
@pytest.mark.parametrize("stop", list(STOPS))
def test_a_verb_that_is_stopped_between_its_files_leaves_none(made, tmp_path, verb, stop):
    command = [sys.executable, "-c", BREAKS, str(int(stop)), *verbs(made)[verb]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == STOPS[stop], done.stderr
    assert "Traceback" not in done.stderr
    assert "nothing half-written is left" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("stop", list(STOPS))
def test_a_verb_that_is_stopped_at_any_time_leaves_all_or_nothing(made, tmp_path, stop):
    draw = random.Random(int(stop))
    command = [sys.executable, "-m", "desistance", *verbs(made)["reoffending"]]
    started = time.monotonic()
    whole_run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    taken = time.monotonic() - started
    assert whole_run.returncode in (0, 1)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    seen = set()
    for number in range(12):
        place = tmp_path / str(number)
        place.mkdir()
        running = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(draw.uniform(0.4, 1.05) * taken)
        running.send_signal(stop)
        told = running.communicate()[1]
        left = {path.name for path in place.iterdir()}
        assert left in (set(), {"out"})
        assert not left or {path.name for path in (place / "out").iterdir()} == names
        assert running.returncode in (0, 1, STOPS[stop], -int(stop)), told
        seen.add(running.returncode)
    assert STOPS[stop] in seen


def test_what_is_refused_is_refused_before_the_work(made, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    arguments = verbs(made)["match"]
    assert cli.main([*arguments[:2], "no/out.csv", *arguments[3:]]) == 2
    assert "no: the folder does not exist" in capsys.readouterr().err
    (tmp_path / "out").write_text("a file")
    assert cli.main(verbs(made)["synthesise"]) == 2
    assert "is a file" in capsys.readouterr().err


def test_a_folder_that_is_there_keeps_what_is_not_ours_and_loses_what_is_old(tmp_path):
    place = tmp_path / "out"
    place.mkdir()
    for name in ("people.csv", "severities.csv", "notes.txt"):
        (place / name).write_text("old")
    with whole() as out:
        half = out.folder(place, owned=("people.csv", "severities.csv"))
        (half / "people.csv").write_text("new")
        (half / "figures").mkdir()
        (half / "figures" / "one.svg").write_text("new")
        assert (place / "people.csv").read_text() == "old"
    held = {str(path.relative_to(place)): path.read_text() for path in place.rglob("*") if path.is_file()}
    assert held == {"people.csv": "new", "notes.txt": "old", "figures/one.svg": "new"}


def test_a_folder_in_the_place_of_a_file_is_refused_before_anything_is_moved(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(InputError, match="is a folder"), whole() as out:
        out.file(tmp_path / "taken")
    place = tmp_path / "out"
    (place / "two.csv").mkdir(parents=True)
    (place / "one.csv").write_text("old")

    def write():
        with whole() as out:
            half = out.folder(place, owned=("one.csv", "old.csv"))
            for name in ("one.csv", "two.csv"):
                (half / name).write_text("new")

    with pytest.raises(InputError, match=r"two.csv: is a folder"):
        write()
    assert (place / "one.csv").read_text() == "old"


def test_what_a_verb_wrote_before_and_writes_no_more_goes(tmp_path):
    for form in ("parquet", "csv"):
        assert cli.main(["synthesise", "--people", "20", "--format", form, "-o", str(tmp_path / "out")]) == 0
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_an_error_leaves_what_was_there(tmp_path):
    (tmp_path / "one.csv").write_text("old")

    def write():
        with whole() as out:
            out.file(tmp_path / "one.csv").write_text("new")
            out.file(tmp_path / "no" / "two.csv")

    with pytest.raises(InputError):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["one.csv"]
    assert (tmp_path / "one.csv").read_text() == "old"


def test_moving_files_to_their_places_is_not_disturbed(tmp_path, monkeypatch):
    moves = []

    def move(half, place):
        moves.append(place.name)
        os.kill(os.getpid(), signal.SIGINT)
        half.replace(place)

    monkeypatch.setattr(writing, "_replace", move)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def write():
        with whole() as out:
            for name in ("one.csv", "two.csv"):
                out.file(tmp_path / name).write_text("new")

    try:
        with pytest.raises(KeyboardInterrupt):
            write()
    finally:
        signal.signal(signal.SIGINT, before)
    assert moves == ["one.csv", "two.csv"]
    assert {path.name for path in tmp_path.iterdir()} == {"one.csv", "two.csv"}


def test_an_error_that_a_signal_became_is_told_as_what_it_was(monkeypatch, capsys):
    from desistance.commands import power

    def run(args):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except Ended as ended:
            raise RuntimeError("query interrupted") from ended

    monkeypatch.setattr(power, "run", run)
    assert cli.main(["power", "--treated", "10", "--control", "10", "--baseline", "0.5"]) == cli.TERMINATED
    assert "Ended; nothing half-written is left." in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["reoffending", "synthesise", "protect", "match"])
def test_progress_is_shown_where_it_is_asked_for_and_nowhere_else(made, tmp_path, verb, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cli.main(verbs(made)[verb])
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("DESISTANCE_PROGRESS", "1")
    cli.main(verbs(made)[verb])
    told = capsys.readouterr().err.splitlines()
    assert told
    assert all(line.endswith(" s") for line in told)


@pytest.mark.long
def test_a_report_that_is_stopped_while_it_is_written_leaves_the_earlier_one(made, tmp_path):
    subprocess.run(["cp", "-r", str(made / "in"), str(tmp_path / "data")], check=True)
    assert cli.main(["study", "new", str(tmp_path / "study.toml")]) == 0
    command = ["evaluate", str(tmp_path / "study.toml"), "-o", str(tmp_path / "out")]
    assert cli.main(command) in (0, 1)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    stopped = [sys.executable, "-c", BREAKS, str(int(signal.SIGTERM)), *command]
    done = subprocess.run(stopped, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == cli.TERMINATED, done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out", "study.toml"}
