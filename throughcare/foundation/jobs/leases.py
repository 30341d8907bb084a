"""The lease of a regular work: taken by one run at a time, renewed while it lives, free again when it runs out."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from throughcare import clock
from throughcare.foundation.jobs.models import WorkRow
from throughcare.foundation.record.events import event

LASTS = timedelta(minutes=2)
BEATS = 30.0
logger = logging.getLogger("throughcare.jobs")


def take(name: str, *, at: datetime, even_if_not_due: bool = False) -> str | None:
    """Takes the lease of a work that is due and that no living run holds; gives the run's word, else null.

    One statement decides, so that of two who ask at the same moment one gets it on either engine.
    """
    WorkRow.objects.get_or_create(name=name, defaults={"due_at": at})
    word = secrets.token_hex(16)
    wanted = Q(name=name) & (Q(holder="") | Q(lease_until__lte=at))
    if not even_if_not_due:
        wanted &= Q(due_at__lte=at)
    with transaction.atomic():
        was_held = WorkRow.objects.filter(name=name).exclude(holder="").exists()
        taken = WorkRow.objects.filter(wanted).update(holder=word, lease_until=at + LASTS, started_at=at)
        if taken and was_held:
            event("work.taken_over", subject=("work", name), by=None, at=at)
    return word if taken else None


def renew(name: str, word: str, *, at: datetime) -> bool:
    """Renews a lease; false where the run does not hold it any more."""
    return bool(WorkRow.objects.filter(name=name, holder=word).update(lease_until=at + LASTS))


@contextmanager
def kept_alive(name: str, word: str, *, every: float = BEATS) -> Iterator[None]:
    """Renews a lease again and again for the length of the block, in a thread that dies with the process."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(every):
                _try_to_renew(name, word)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease of {name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=10)


def _try_to_renew(name: str, word: str) -> None:
    try:
        renew(name, word, at=clock.now())
    except DatabaseError as error:
        logger.warning("The lease of %s could not be renewed (%s).", name, type(error).__name__)
