"""The one error that reference files raise."""

from __future__ import annotations

from pathlib import Path


class ReferenceError(ValueError):
    """A reference file cannot be used. The message names the file, the line and the remedy.

    ``line`` counts from 1 and is null where the whole file is meant.
    """

    def __init__(self, path: Path, line: int | None, says: str, remedy: str) -> None:
        self.path, self.line, self.says, self.remedy = path, line, says, remedy
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{place}: {says} {remedy}")
