"""What one request has found out about who may see what, kept until the request ends or writes something.

Finding out whom a viewer is named for takes the same two reads for every list on a page. Within a request that only
reads, the answer of the first holds for all. Whatever is written by an action forgets everything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found_by_this_request", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keeps what is found out for the length of the block. Outside of one, everything is found out each time."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def remembered(key: Hashable, find: Callable[[], T]) -> T:
    """What was found under a key in this request, else what is found now."""
    found = _found.get()
    if found is None:
        return find()
    if key not in found:
        found[key] = find()
    answer: T = found[key]
    return answer


def forget() -> None:
    """Forgets everything: something was written that may change who sees what."""
    found = _found.get()
    if found:
        found.clear()
