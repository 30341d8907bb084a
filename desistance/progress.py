"""What long work says on a terminal, and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show that a step runs and how long it took, on stderr, only where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    started = time.monotonic()
    sys.stderr.write(f"{name} ...")
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write(f"\r{name}: {time.monotonic() - started:.1f} s\n")
        sys.stderr.flush()
