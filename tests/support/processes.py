"""Another process at the database of a test, to be killed in the midst of its work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The address of the database of this test, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    secret = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{given['USER']}{secret}@{quote(given['HOST'], safe='')}{port}/{given['NAME']}"


def child(code: str, *args: object, folder: Path, **env: str) -> subprocess.Popen[str]:
    """Runs Python code with arguments at this test's database; ``folder`` is its data folder, ``env`` more settings."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "THROUGHCARE_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "throughcare.settings",
        "PYTHONPATH": str(ROOT),
        **env,
    }
    command = [sys.executable, "-c", code, *map(str, args)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def last_words(running: subprocess.Popen[str]) -> str:
    """The line that a process says before it hangs; it is killed there."""
    assert running.stdout is not None
    said = running.stdout.readline()
    running.kill()
    return said
