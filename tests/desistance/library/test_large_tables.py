"""Tables that are too long for the machine: read in parts where rows stand alone, else refused before the work."""

import subprocess
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

from desistance import InputError, cli, memory, synthetic
from desistance.commands import score as verb
from desistance.tables import Column, TableContract, parts, read, read_in_parts

ROWS = 10_000_000
PERSON = {
    "gender": "male",
    "age_at_conviction": 30,
    "age_at_follow_up": 31,
    "age_at_first_sanction": 17,
    "total_sanctions": 12,
    "offence_code": "05330",
}


def people(rows, start=0):
    columns = {name: pa.repeat(value, rows) for name, value in PERSON.items()}
    return pa.table({"person_id": pa.array(range(start, start + rows), pa.int64()), **columns})


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 7)
    monkeypatch.setattr(parts.read_in_parts, "__kwdefaults__", {"argument": None, "rows": 7})


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_parts_of_a_table_give_the_scores_of_the_whole(tmp_path, small_parts, suffix):
    from desistance.tables import write

    table = people(40).set_column(5, "total_sanctions", pa.array([*range(1, 39), None, 12]))
    write(table, tmp_path / f"in.{suffix}")
    assert cli.main(["score", "ogrs3", str(tmp_path / f"in.{suffix}"), str(tmp_path / f"out.{suffix}")]) == 1
    found = read(tmp_path / f"out.{suffix}")
    assert found.num_rows == 40
    assert [str(one) for one in found["person_id"].to_pylist()] == [str(number) for number in range(40)]
    assert found["problem"].to_pylist()[38] == "missing: total_sanctions"
    from desistance import scores

    assert found["percent_2y"].to_pylist() == scores.score(table, "ogrs3")["percent_2y"].to_pylist()


def test_a_table_without_rows_gives_one_without_rows(tmp_path):
    (tmp_path / "in.csv").write_text(",".join(PERSON) + "\n")
    assert cli.main(["score", "ogrs3", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 0
    assert (tmp_path / "out.csv").read_text().startswith('"probability_1y"')


def test_a_table_with_none_of_the_columns_is_refused(tmp_path, capsys):
    (tmp_path / "in.csv").write_text("person;n\nA;1\n")
    assert cli.main(["score", "ogrs3", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 2
    assert "missing columns gender" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_rows_are_counted_from_the_first_of_the_file(tmp_path, small_parts):
    contract = TableContract("t", "t", (Column("n", "integer", "n", minimum=0),))
    (tmp_path / "in.csv").write_text("n\n" + "1\n" * 30 + "-5\n")
    with pytest.raises(InputError) as caught:
        list(read_in_parts(tmp_path / "in.csv", contract))
    assert caught.value.rows == (30,)
    (tmp_path / "in.csv").write_text("n\n" + "1\n" * 30 + "x\n")
    with pytest.raises(InputError) as caught:
        list(read_in_parts(tmp_path / "in.csv", contract))
    assert caught.value.rows == (30,)


def test_a_table_that_cannot_be_held_is_refused_before_it_is_read(tmp_path, monkeypatch, capsys):
    table = pa.table({f"c{number}": pa.repeat(1.5, 400_000) for number in range(20)})
    parquet.write_table(table, tmp_path / "in.parquet")
    monkeypatch.setenv(memory.SAID, "100")
    monkeypatch.setattr(parquet, "read_table", lambda *given: pytest.fail("it was read"))
    arguments = [
        "match",
        str(tmp_path / "in.parquet"),
        str(tmp_path / "o.csv"),
        "--treated",
        "c0",
        "--covariates",
        "c1",
    ]
    assert cli.main(arguments) == 2
    told = capsys.readouterr().err
    assert "in.parquet: would need about 183 MB of memory, and 100 MB is free" in told
    assert told.count("\n") == 1
    assert not (tmp_path / "o.csv").exists()
    monkeypatch.setenv(memory.SAID, "much")
    assert cli.main(arguments) == 2
    assert "is no number of megabytes" in capsys.readouterr().err


def test_people_who_cannot_be_held_are_not_made_up(monkeypatch):
    monkeypatch.setenv(memory.SAID, "1000")
    with pytest.raises(InputError, match="would need about 14.0 GB"):
        synthetic.population(ROWS)


def test_what_the_machine_and_its_container_leave_is_read(monkeypatch, tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:   2048 kB\n")
    monkeypatch.setattr(memory, "MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    assert memory.available() == 2 << 20
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("400\n")
    assert memory.available() == 600
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available() == 2 << 20


def test_memory_that_runs_out_all_the_same_is_one_sentence(monkeypatch, capsys):
    def run(args):
        raise pa.ArrowMemoryError("malloc of size 5 failed")

    monkeypatch.setattr(verb, "run", run)
    assert cli.main(["score", "ogrs3", "a.csv", "b.csv"]) == 2
    assert "not enough memory" in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.timeout(900)
def test_ten_million_rows_are_scored_in_bounded_memory(tmp_path):
    with parquet.ParquetWriter(tmp_path / "in.parquet", people(1).schema) as into:
        for start in range(0, ROWS, 1_000_000):
            into.write_table(people(1_000_000, start))
    code = (
        "import sys; from desistance import cli; code = cli.main(sys.argv[1:]); "
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))); sys.exit(code)"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "score",
        "ogrs3",
        str(tmp_path / "in.parquet"),
        str(tmp_path / "out.parquet"),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"{ROWS} rows: {ROWS} scored, 0 with a problem." in done.stdout
    assert int(done.stdout.split("VmHWM:")[1].split()[0]) / 1024 < 1_000
    assert parquet.ParquetFile(tmp_path / "out.parquet").metadata.num_rows == ROWS
