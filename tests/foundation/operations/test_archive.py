"""An archive says what it holds, and one that was cut or changed is refused."""

from __future__ import annotations

import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from throughcare.foundation.operations import archive

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    database = tmp_path / "copy"
    database.write_bytes(b"rows" * 10_000)
    files = tmp_path / "files"
    (files / "inner").mkdir(parents=True)
    (files / "inner" / "paper.txt").write_text("a paper", encoding="utf-8")
    target = tmp_path / "saved.tar"
    archive.write(
        target, engine="sqlite", at=AT, database=database, folders={"files": files, "record": tmp_path / "no"}
    )
    return target


def rewritten(source: Path, name: str, content: bytes | None) -> Path:
    """A copy with one member changed, or left out where there is no content."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member)
            assert data is not None
            body = data.read() if member.name != name else content
            if body is not None:
                member.size = len(body)
                new.addfile(member, io.BytesIO(body))
    return target


def test_everything_comes_back_under_its_name(saved: Path, tmp_path: Path) -> None:
    manifest = archive.unpack(saved, tmp_path / "out")
    assert set(manifest.members) == {"database", "files/inner/paper.txt"}
    assert (manifest.engine, manifest.made) == ("sqlite", AT.isoformat())
    assert (tmp_path / "out" / "database").read_bytes() == b"rows" * 10_000
    assert (tmp_path / "out" / "files" / "inner" / "paper.txt").read_text(encoding="utf-8") == "a paper"
    assert saved.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".*.tmp"))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("files/inner/paper.txt", b"forged", "was changed after"),
        ("files/inner/paper.txt", None, "does not hold what its manifest says"),
        ("manifest.json", None, "no manifest"),
        ("manifest.json", b"{}", "no manifest"),
        ("manifest.json", json.dumps({"format": 99}).encode(), "format 99"),
    ],
)
def test_a_changed_archive_is_refused(
    saved: Path, tmp_path: Path, name: str, content: bytes | None, expected: str
) -> None:
    with pytest.raises(CommandError, match=expected):
        archive.unpack(rewritten(saved, name, content), tmp_path / "out")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_an_archive_that_was_cut_off_is_refused(saved: Path, tmp_path: Path, share: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(CommandError, match="is not an archive of Throughcare|no manifest|does not hold"):
        archive.unpack(saved, tmp_path / "out")


def test_a_member_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as file:
        member = tarfile.TarInfo("../outside.txt")
        member.size = 3
        file.addfile(member, io.BytesIO(b"out"))
    with pytest.raises(CommandError, match="is not an archive"):
        archive.unpack(hostile, tmp_path / "out")
    assert not (tmp_path / "outside.txt").exists()
