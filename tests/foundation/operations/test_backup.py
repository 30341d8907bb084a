"""A backup of a whole service can be put back, on both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parents[3]
SCRATCH = "throughcare_backup_test"
ADD = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('{key}', 'x', '2030-01-01 00:00:00')"
COUNT = "SELECT count(*) FROM django_session"

pytestmark = pytest.mark.django_db


@dataclass
class Service:
    """A service of its own: folder, database, and the command line to it."""

    folder: Path
    environment: dict[str, str]
    on_postgres: bool

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "throughcare.cli", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=200
        )

    def does(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 2, done.stdout
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr

    def sql(self, statement: str) -> Any:
        if self.on_postgres:
            return on_server(statement, SCRATCH)
        with closing(sqlite3.connect(self.folder / "throughcare.sqlite3")) as link, link:
            return link.execute(statement).fetchone()


def on_server(statement: str, database: str) -> Any:
    """Run a statement outside any transaction, beside the test's own database."""
    import psycopg
    from django.db import connection

    given = connection.settings_dict
    address = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    known = {name: value for name, value in address.items() if value}
    with psycopg.connect(dbname=database, autocommit=True, **known) as link:
        cursor = link.execute(statement)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    data = tmp_path / "data"
    environment = {**os.environ, "THROUGHCARE_DATA": str(data), "THROUGHCARE_DEMO": "0"}
    url = os.environ.get("DATABASE_URL", "")
    on_postgres = url.startswith("postgres")
    if on_postgres:
        on_server(f"CREATE DATABASE {SCRATCH}", "postgres")
        environment["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{SCRATCH}"
    try:
        yield Service(data, environment, on_postgres)
    finally:
        if on_postgres:
            on_server(f"DROP DATABASE {SCRATCH} WITH (FORCE)", "postgres")


def test_what_was_saved_comes_back(service: Service, tmp_path: Path) -> None:
    archive = tmp_path / "saved.tar"
    assert "throughcare migrate" in service.refuses("backup", str(archive))
    service.does("migrate", "-v0")
    paper = service.folder / "files" / "paper.txt"
    paper.parent.mkdir()
    paper.write_text("first", encoding="utf-8")
    service.sql(ADD.format(key="a"))
    assert "members" in service.does("backup", str(archive))

    service.sql(ADD.format(key="b"))
    paper.write_text("second", encoding="utf-8")
    assert "--replace" in service.refuses("restore", str(archive))
    assert service.sql(COUNT) == (2,)

    assert "Restored" in service.does("restore", str(archive), "--replace")
    assert service.sql(COUNT) == (1,)
    assert paper.read_text(encoding="utf-8") == "first"
    kept = next(path for path in service.folder.iterdir() if path.name.startswith("files.before-"))
    assert (kept / "paper.txt").read_text(encoding="utf-8") == "second"


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a file"):
        call_command("restore", str(tmp_path / "none.tar"))
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("backup", str(tmp_path / "no" / "where.tar"))
    (tmp_path / "kept.tar").touch()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path / "kept.tar"))
