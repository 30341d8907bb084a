"""Several works at the same moment, each in a thread and with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from throughcare.errors import DomainError


def at_once(*works: Callable[[], object]) -> list[object]:
    """Runs works in threads that start together; gives what each returned, or how the domain refused it."""
    gate = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=60)
            found[place] = work()
        except DomainError as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return found


def refused(found: list[object]) -> list[DomainError]:
    """Those that the domain refused."""
    return [one for one in found if isinstance(one, DomainError)]
