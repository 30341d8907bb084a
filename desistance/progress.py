"""What long work says on a terminal, and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
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


def counter(name: str) -> Callable[[int, int], None]:
    """Something to tell how many are done of how many: it shows that on a terminal, at most ten times a second."""
    shown = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal shown
        if not sys.stderr.isatty() or (done < of and time.monotonic() - shown < 0.1):
            return
        shown = time.monotonic()
        sys.stderr.write(f"\r{name}: {done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()

    return tell
