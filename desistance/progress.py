"""What long work says of itself: on stderr, where that is a terminal or where somebody asked for it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ASKED = "DESISTANCE_PROGRESS"


def shown() -> bool:
    """Whether progress is to be shown: on a terminal, or anywhere where DESISTANCE_PROGRESS is set to 1."""
    return sys.stderr.isatty() or os.environ.get(ASKED) == "1"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show that a step runs and how long it took."""
    if not shown():
        yield
        return
    started = time.monotonic()
    _say(f"{name} ..." if sys.stderr.isatty() else "")
    try:
        yield
    finally:
        start = "\r" if sys.stderr.isatty() else ""
        _say(f"{start}{name}: {time.monotonic() - started:.1f} s\n")


def counter(name: str) -> Callable[[int, int], None]:
    """Something to tell how many are done of how many. It shows that ten times a second; off a terminal at the end."""
    last = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal last
        ended, live = done == of, sys.stderr.isatty()
        if not shown() or (not ended and (not live or time.monotonic() - last < 0.1)):
            return
        last = time.monotonic()
        _say(("\r" if live else "") + f"{name}: {done:,} of {of:,}" + ("\n" if ended else ""))

    return tell


def _say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()
