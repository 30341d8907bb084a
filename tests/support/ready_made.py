"""A migrated SQLite database, kept for the next run: migrating from nothing takes longer than most tests together.

The copy is kept beside other temporary files under a name made of every migration's text, so one that changes makes a
new copy. PostgreSQL is migrated every time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest


def key() -> str:
    """A name for the state that all migrations lead to."""
    import django
    from django.apps import apps

    found = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        try:
            package = import_module(f"{app.name}.migrations")
        except ModuleNotFoundError:
            continue
        for path in sorted(Path(package.__path__[0]).glob("*.py")):
            found.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    return found.hexdigest()[:20]


def keep_ready_made(patch: pytest.MonkeyPatch) -> None:
    """Lets the test database be copied from the last run that had the same migrations, and kept for the next."""
    from django.db.backends.sqlite3.creation import DatabaseCreation

    create = DatabaseCreation.create_test_db

    def create_test_db(self: Any, *args: Any, **options: Any) -> str:
        folder = Path(tempfile.gettempdir()) / f"throughcare-test-databases-{os.getuid()}"
        kept = folder / f"{self.connection.alias}-{key()}.sqlite3"
        name = str(self._get_test_db_name())
        if kept.is_file():
            self.connection.close()
            shutil.copyfile(kept, name)
            self.connection.settings_dict["NAME"] = name
            self.connection.ensure_connection()
            return name
        made = create(self, *args, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        folder.mkdir(exist_ok=True)
        passing = folder / f"{kept.name}.{os.getpid()}"
        shutil.copyfile(name, passing)
        passing.replace(kept)
        return str(made)

    patch.setattr(DatabaseCreation, "create_test_db", create_test_db)
