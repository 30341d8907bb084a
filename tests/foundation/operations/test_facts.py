"""A start with facts that cannot be used ends at once with one sentence: file, line and remedy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from throughcare.foundation.operations import server

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def broken(tmp_path: Path) -> dict[str, str]:
    """The surroundings of a command whose first financial year ends before it begins."""
    folder = tmp_path / "reference"
    shutil.copytree(ROOT / "reference", folder)
    scheme = folder / "scheme_of_delegation.toml"
    text = re.sub(r"(?m)^from = .*$", "from = 9999-01-01\nuntil = 2000-01-01", scheme.read_text("utf-8"), count=1)
    scheme.write_text(text, "utf-8")
    return {**os.environ, "THROUGHCARE_REFERENCE": str(folder), "THROUGHCARE_DATA": str(tmp_path)}


def start(command: list[str], surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def one_sentence(said: str) -> bool:
    return bool(re.search(r"scheme_of_delegation\.toml, line \d+: ", said)) and not re.search(
        "Traceback|should not", said
    )


def test_serve_ends_with_the_file_the_line_and_the_remedy(broken: dict[str, str]) -> None:
    command = [sys.executable, "-m", "throughcare.cli", "serve", "--port", str(server.free_port())]
    ended = start(command, broken)
    assert ended.returncode == 2, ended.stderr
    assert one_sentence(ended.stderr)
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "Throughcare is at" not in ended.stdout


def test_the_web_server_by_itself_ends_so_too(broken: dict[str, str]) -> None:
    ended = start(server.arguments(server.free_port()), broken)
    assert ended.returncode == 2, ended.stderr
    assert one_sentence(ended.stderr)


def test_another_web_server_is_told_when_it_loads_the_application(broken: dict[str, str]) -> None:
    ended = start([sys.executable, "-c", "import throughcare.wsgi"], broken)
    assert ended.returncode == 1
    assert re.search(r"(?s)ImproperlyConfigured.*scheme_of_delegation\.toml, line \d+: ", ended.stderr)


def test_commands_that_check_the_project_refuse_them(broken: dict[str, str]) -> None:
    ended = start([sys.executable, "manage.py", "check"], broken)
    assert ended.returncode == 1
    assert "reference.E001" in ended.stderr
