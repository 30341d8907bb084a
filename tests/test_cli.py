"""The command line as a script sees it: exit codes, one clear sentence on stderr, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from throughcare import cli

ROOT = Path(__file__).resolve().parents[1]

FAULTY = """PCD 9001 Example mentoring service
Executive summary
This paper asks for a mentoring service for two years.
Recommendation
The Deputy Mayor is asked to:
1. Approve up to £300,000 from MOPAC for the service in 2023/24 to 2024/25.
Signature: A Sample   Date: 01/02/2023
PART I
1. Introduction and background
1.1. The service helps people to stop offending.
3. Financial comments
3.1. The cost is set out below.
£m            2023/24   2024/25   Total
Proposed Expenditure
Mentoring     0.10      0.20      0.30
Total         0.10      0.20      0.30
Funded by
MOPAC budget  0.20      0.10      0.30
Total         0.20      0.10      0.30
"""
SOUND_TABLE = FAULTY.replace("0.20      0.10      0.30", "0.10      0.20      0.30")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "throughcare.cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
    )


def says(capsys: pytest.CaptureFixture[str]) -> str:
    """What went to stderr: exactly one line."""
    error = capsys.readouterr().err
    assert error.endswith("\n")
    assert error.count("\n") == 1
    assert "Traceback" not in error
    return error


def test_errors_in_a_paper_exit_1_and_are_the_promised_json(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(faulty), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"decision", "findings", "checked", "unread"}
    assert report["decision"]["reference"] == "PCD 9001"
    years = [finding for finding in report["findings"] if finding["rule"] == "YEAR" and finding["severity"] == "error"]
    assert [finding["figures"]["difference"] for finding in years] == ["0.10", "-0.10"]


def test_text_is_the_default_and_names_the_same_rules(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(faulty)]) == 1
    output = capsys.readouterr().out
    assert output.startswith("PCD 9001")
    assert "YEAR" in output


def test_mending_the_table_mends_the_year_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mended.txt"
    path.write_text(SOUND_TABLE, encoding="utf-8")
    cli.main(["check", str(path), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert not [found for found in report["findings"] if found["rule"] == "YEAR" and found["severity"] == "error"]
    assert next(row for row in report["checked"] if row["rule"] == "YEAR")["count"] > 0


def test_several_papers_come_as_one_object(faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = tmp_path / "second.txt"
    second.write_text(FAULTY.replace("9001", "9002"), encoding="utf-8")
    assert cli.main(["check", str(faulty), str(second), "--programme", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"papers", "findings"}
    assert [paper["decision"]["reference"] for paper in report["papers"]] == ["PCD 9001", "PCD 9002"]
    assert cli.main(["check", str(faulty), str(second)]) == 1
    assert "PCD 9002" in capsys.readouterr().out


def test_an_unreadable_one_among_several_is_named_and_the_others_checked(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(faulty), str(tmp_path / "absent.txt"), "--format", "json"]) == 2
    captured = capsys.readouterr()
    assert [paper["decision"]["reference"] for paper in json.loads(captured.out)["papers"]] == ["PCD 9001"]
    assert captured.err.count("\n") == 1
    assert "absent.txt does not exist" in captured.err


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "empty"), (b"\x00\x01\x02\xff" * 500, ""), (b"buy milk\nand bread\n", "")],
    ids=["empty", "binary", "unrelated"],
)
def test_a_file_that_is_no_paper_gets_one_sentence(
    tmp_path: Path, content: bytes, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.bin"
    path.write_bytes(content)
    assert cli.main(["check", str(path)]) == 2
    assert expected in says(capsys)


def test_a_folder_a_missing_file_and_an_impossible_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(tmp_path)]) == 2
    assert "is a folder" in says(capsys)
    assert cli.main(["check", str(tmp_path / "no.txt")]) == 2
    assert "does not exist" in says(capsys)
    assert cli.main(["check", "a\0b"]) == 2
    assert "cannot be opened" in says(capsys)
    assert cli.main(["check", "x" * 5000]) == 2
    assert "cannot be opened" in says(capsys)


def test_a_file_of_someone_else(
    faulty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert cli.main(["check", str(faulty)]) == 2
    assert "may not be read by this user" in says(capsys)


@pytest.mark.parametrize(
    "arguments",
    [[], ["bogus"], ["check"], ["check", "a", "--as-at", "yesterday"], ["check", "a", "--format", "xml"], ["--nope"]],
)
def test_a_wrong_command_is_explained_in_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert "--help" in says(capsys)


def test_a_fault_of_the_program_is_owned_up_to(
    faulty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: str) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.delenv("THROUGHCARE_TRACE", raising=False)
    monkeypatch.setattr(cli, "_bytes", fail)
    assert cli.main(["check", str(faulty)]) == 2
    assert "ZeroDivisionError" in says(capsys)


def test_a_broken_reference_file_names_its_line(
    faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THROUGHCARE_REFERENCE", str(tmp_path))
    assert cli.main(["check", str(faulty)]) == 2
    assert "procurement_thresholds.csv: The file is missing" in says(capsys)


def test_check_does_not_load_the_web_framework(faulty: Path) -> None:
    script = (
        "import sys; from throughcare import cli; code = cli.main(['check', sys.argv[1]]);"
        "assert not [m for m in sys.modules if m.split('.')[0] in {'django', 'allauth', 'pyarrow', 'numpy'}];"
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(faulty)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()


def test_a_reader_that_goes_away_is_no_error(faulty: Path) -> None:
    command = f"{sys.executable} -m throughcare.cli check {faulty} {faulty} --format json | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_an_interruption_is_quiet(tmp_path: Path) -> None:
    pipe = tmp_path / "slow.txt"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "throughcare.cli", "check", str(pipe)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # Opening waits until the command reads: an interruption while Python still imports ends it in Python's own way.
    with open(pipe, "w"):
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=20)
    assert (process.returncode, error) == (130, "Stopped.\n")


def test_the_kinds_of_an_import_are_listed_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    done = run("import", "--list", THROUGHCARE_DATA=str(tmp_path))
    assert done.returncode == 0
    assert "organisations" in done.stdout
    done = run("import", "castles", "castles.csv", THROUGHCARE_DATA=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("“castles” is no kind of row. The kinds are: contributions,")


def test_a_database_that_was_never_made_says_what_to_run(tmp_path: Path) -> None:
    done = run("verify-record", THROUGHCARE_DATA=str(tmp_path), DATABASE_URL="")
    assert done.returncode == 2
    assert "throughcare migrate" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unusable_setting_says_so(tmp_path: Path) -> None:
    done = run("serve", THROUGHCARE_DATA=str(tmp_path), THROUGHCARE_DEMO="perhaps")
    assert done.returncode == 2
    assert "THROUGHCARE_DEMO is 'perhaps'" in done.stderr


def test_help_lists_every_verb() -> None:
    done = run("--help")
    assert done.returncode == 0
    for verb in ("check", *cli.SERVICE_VERBS):
        assert verb in done.stdout
