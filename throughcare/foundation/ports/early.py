"""What takes long to read and is needed at a first page: apps register it, and each worker reads it once it serves.

It is read beside the pages, so that no start waits for what a deployment may never ask for.
"""

from __future__ import annotations

from collections.abc import Callable

_early: list[Callable[[], object]] = []


def reads_early(read: Callable[[], object]) -> None:
    """Registers a reading at start-up."""
    _early.append(read)


def all_early() -> tuple[Callable[[], object], ...]:
    """Every registered reading, in the order of registration."""
    return tuple(_early)
