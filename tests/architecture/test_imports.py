"""The arrows between floors, and the purity of rules and states, hold; and would be seen to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.inspection import ROOT, SERVICE, clock_reads, sources, unnamed_folders

CONTRACT = (ROOT / ".importlinter").read_text(encoding="utf-8")
CLOCK = SERVICE / "clock.py"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert "4 kept, 0 broken" in done.stdout


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A tiny house of the same floors, sound until a test spoils it."""
    floors = ("throughcare/foundation/reference", "throughcare/commissioning/decisions")
    for package in (*floors, "throughcare/delivery", "throughcare/voice", "desistance"):
        (tmp_path / package).mkdir(parents=True)
    for folder in tmp_path.rglob("*"):
        if folder.is_dir():
            (folder / "__init__.py").touch()
    for name in ("rules", "states"):
        (tmp_path / f"throughcare/commissioning/decisions/{name}.py").touch()
    for name in ("clock", "machines"):
        (tmp_path / f"throughcare/{name}.py").touch()
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_a_sound_house_passes(house: Path) -> None:
    done = lint_imports(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("throughcare/foundation/reference/rows.py", "throughcare.commissioning.decisions", "A floor imports"),
        ("throughcare/commissioning/decisions/rules.py", "django.db", "Rules and states decide"),
        ("throughcare/commissioning/decisions/states.py", "throughcare.clock", "Rules and states decide"),
        ("throughcare/machines.py", "django.db", "Rules and states decide"),
        ("throughcare/foundation/reference/rows.py", "django", "Reference facts load"),
        ("desistance/scores.py", "throughcare.clock", "The evidence library stands alone"),
    ],
)
def test_a_wrong_import_is_seen(house: Path, module: str, imported: str, contract: str) -> None:
    (house / module).write_text(f"import {imported}\n", encoding="utf-8")
    done = lint_imports(house)
    assert done.returncode == 1
    assert f"{contract}" in done.stdout
    assert "BROKEN" in done.stdout


def test_every_folder_of_the_service_is_named_in_the_contract(tmp_path: Path) -> None:
    assert unnamed_folders(SERVICE, CONTRACT) == []
    (tmp_path / "annexe").mkdir()
    assert len(unnamed_folders(tmp_path, CONTRACT)) == 1


def test_only_the_clock_reads_the_clock(tmp_path: Path) -> None:
    assert [fault for path in sources("throughcare") if path != CLOCK for fault in clock_reads(path)] == []
    bad = tmp_path / "rules.py"
    bad.write_text("import datetime\nfrom datetime import date\na = date.today()\nb = datetime.datetime.now()\n")
    assert len(clock_reads(bad)) == 2
