"""Every app has the same parts, and every piece is small enough to be read at one go."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.inspection import (
    FILE_LINES,
    FUNCTION_LINES,
    SERVICE,
    TEST_FILE_LINES,
    apps,
    odd_parts,
    oversized,
    sources,
)


def test_every_app_has_the_same_anatomy() -> None:
    found = list(apps(SERVICE))
    assert found
    faults = [fault for app in found for fault in odd_parts(app)]
    assert not faults, "\n".join(faults)


def test_a_file_of_another_kind_is_seen(tmp_path: Path) -> None:
    app = tmp_path / "referrals"
    app.mkdir()
    for name in ("__init__.py", "apps.py", "rules.py", "helpers.py"):
        (app / name).touch()
    assert odd_parts(app) == [
        "referrals/helpers is no part of an app: the name decides where code goes.",
        "referrals has no README.md.",
    ]


def test_functions_and_files_stay_small() -> None:
    code = [
        fault
        for path in sources("throughcare", "desistance", "docs")
        for fault in oversized(path, file_limit=FILE_LINES)
    ]
    tests = [fault for path in sources("tests", "bench") for fault in oversized(path, file_limit=TEST_FILE_LINES)]
    assert not code + tests, "\n".join(code + tests)


def test_a_long_function_and_a_long_file_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("def endless():\n" + "    pass\n" * FUNCTION_LINES, encoding="utf-8")
    assert len(oversized(path, file_limit=FILE_LINES)) == 1
    path.write_text("x = 1\n" * (FILE_LINES + 1), encoding="utf-8")
    assert len(oversized(path, file_limit=FILE_LINES)) == 1
    path.write_text("x = 1\n" * FILE_LINES, encoding="utf-8")
    assert oversized(path, file_limit=FILE_LINES) == []
