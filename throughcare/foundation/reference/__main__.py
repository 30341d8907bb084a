"""``python -m throughcare.foundation.reference [FOLDER]`` checks every reference file and lists the tables."""

from __future__ import annotations

import sys
from operator import attrgetter
from pathlib import Path

from .errors import ReferenceError
from .loader import TABLES, default_folder, load

OTHER = {"README.md"}


def main(arguments: list[str]) -> int:
    """Exit code 0 where every file can be used, 1 where one cannot."""
    folder = Path(arguments[0]) if arguments else default_folder()
    try:
        reference = load(folder)
        _refuse_unknown_files(folder)
    except ReferenceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for table in TABLES:
        rows = attrgetter(table.attribute)(reference)
        unverified = sum("unverified" in {row.certainty, row.dates_certainty} for row in rows)
        sys.stdout.write(f"{table.attribute:32} {table.file:28} {len(rows):4} rows, {unverified} not fully verified\n")
    return 0


def _refuse_unknown_files(folder: Path) -> None:
    known = {table.file for table in TABLES} | OTHER
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in known:
            raise ReferenceError(path, None, "Nothing reads this file.", "Name it in loader.TABLES, or remove it.")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
