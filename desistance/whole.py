"""What a verb writes is there whole or not at all, also when it is interrupted or ended."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from desistance.errors import InputError

ENDINGS = (signal.SIGINT, signal.SIGTERM)
PREFIX = ".desistance-"


class Ended(BaseException):
    """The process was asked to end, which is no error of the input."""


class Whole:
    """Files and folders written beside their places until all of them are complete."""

    def __init__(self) -> None:
        self._drafts: list[Path] = []
        self._moves: list[Callable[[], None]] = []

    def file(self, target: str | os.PathLike[str]) -> Path:
        """Where to write what belongs at `target`. Raises InputError where that is a folder or is in none."""
        place = Path(target)
        if place.is_dir():
            raise InputError("is a folder", argument=str(place), remedy="Name a file.")
        if not place.parent.is_dir():
            raise InputError(
                "the folder does not exist", argument=str(place.parent), remedy="Create it or choose another."
            )
        half = self._draft(place.parent) / place.name
        self._moves.append(lambda: _replace(half, place))
        return half

    def folder(self, target: str | os.PathLike[str], *, owned: Iterable[str] = ()) -> Path:
        """Where to write what belongs in the folder `target`, which is made where it does not exist.

        What is there already stays, but for the names `owned` by whoever writes: no file of an earlier run stands
        among those of this one.
        """
        place = Path(target)
        if place.exists() and not place.is_dir():
            raise InputError("is a file", argument=str(place), remedy="Name a folder.")
        near = next(one for one in place.absolute().parents if one.is_dir())
        half = self._draft(near)
        names = tuple(owned)
        self._moves.append(lambda: _merge(half, place, names))
        return half

    def settle(self) -> None:
        """Move everything to its place."""
        for move in self._moves:
            move()

    def clear(self) -> None:
        """Remove what was not moved."""
        for draft in self._drafts:
            shutil.rmtree(draft, ignore_errors=True)

    def _draft(self, beside: Path) -> Path:
        self._drafts.append(Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside)))
        return self._drafts[-1]


@contextmanager
def whole() -> Iterator[Whole]:
    """Write through this, and nothing is in its place until everything can be."""
    held = Whole()
    try:
        yield held
        with undisturbed():
            held.settle()
    finally:
        held.clear()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off Ctrl-C and a request to end until these few steps are done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    before = {one: signal.signal(one, lambda number, frame: came.append((number, frame))) for one in ENDINGS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        if came:
            _pass_on(came[0], before)


def _pass_on(came: tuple[int, FrameType | None], handlers: dict[signal.Signals, Any]) -> None:
    handler = handlers[signal.Signals(came[0])]
    if callable(handler):
        handler(*came)
    elif handler is signal.SIG_DFL:
        signal.raise_signal(came[0])


def _replace(half: Path, place: Path) -> None:
    if half.exists():
        half.replace(place)


def _merge(half: Path, place: Path, owned: tuple[str, ...]) -> None:
    half.chmod(0o777 & ~_umask())
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        half.rename(place)
        return
    written = [one.relative_to(half) for one in sorted(half.rglob("*")) if one.is_file()]
    for new in written:
        if (place / new).is_dir():
            raise InputError("is a folder", argument=str(place / new), remedy="Move it or choose another folder.")
    for old in owned:
        if Path(old) not in written:
            (place / old).unlink(missing_ok=True)
    for new in written:
        (place / new).parent.mkdir(parents=True, exist_ok=True)
        (half / new).replace(place / new)


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found
