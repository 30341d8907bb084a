"""Tables made at once are those that Django makes one by one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.processes import child

MIGRATE = """
import django
django.setup()
from django.core.management import call_command
from django.db.migrations import Migration
from throughcare.foundation.record.tables import TablesAtOnce
if {one_by_one}:
    TablesAtOnce.apply = Migration.apply
call_command("migrate", verbosity=0)
"""


def made(folder: Path, *, one_by_one: bool) -> list[tuple[str, ...]]:
    """Everything that the database's own catalogue holds after every migration."""
    folder.mkdir()
    given = f"sqlite:///{folder / 'throughcare.sqlite3'}"
    with child(MIGRATE.format(one_by_one=one_by_one), folder=folder, DATABASE_URL=given) as running:
        assert running.wait(timeout=200) == 0
    with closing(sqlite3.connect(folder / "throughcare.sqlite3")) as link:
        return link.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()


@pytest.mark.long
@pytest.mark.django_db
def test_the_catalogue_is_the_same(tmp_path: Path) -> None:
    at_once = made(tmp_path / "at-once", one_by_one=False)
    assert len(at_once) > 500
    assert at_once == made(tmp_path / "one-by-one", one_by_one=True)
