"""A migrated SQLite database, kept from one run of the tests to the next: migrating takes longer than most tests.

It is kept under a name made of every migration there is, so that a change of any of them makes a new one.
"""

from __future__ import annotations

import getpass
import hashlib
import importlib.metadata
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("django", "django-allauth", "django-axes")


def fingerprint() -> str:
    """A name for the state that the migrations of this project and of its libraries lead to."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    shared = [
        ROOT / "throughcare" / "settings" / "__init__.py",
        ROOT / "throughcare" / "foundation" / "record" / "triggers.py",
    ]
    for path in (*shared, *sorted((ROOT / "throughcare").rglob("migrations/*.py"))):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def kept() -> Path:
    """Where it is kept, whether or not it is there yet."""
    return Path(tempfile.gettempdir()) / f"throughcare-tests-{getpass.getuser()}" / f"{fingerprint()}.sqlite3"


def put(target: Path) -> bool:
    """Copies it to ``target``; false where there is none yet."""
    try:
        shutil.copyfile(kept(), target)
    except FileNotFoundError:
        return False
    return True


def keep(source: Path) -> None:
    """Keeps a database that was just migrated and holds nothing else, whole or not at all; older ones go."""
    target = kept()
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    with closing(sqlite3.connect(source)) as present, closing(sqlite3.connect(draft)) as copy:
        present.backup(copy)
    os.replace(draft, target)
    by_age = sorted(target.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[12:]:
        path.unlink(missing_ok=True)
