"""Does the regular work that is due, one run of each at a time. A failure is kept, recorded and tried again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from throughcare import clock
from throughcare.foundation.jobs import leases
from throughcare.foundation.jobs.models import WorkRow
from throughcare.foundation.ports.regular_work import Work, all_work
from throughcare.foundation.record.events import event

FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=1)
LONGEST = 300
logger = logging.getLogger("throughcare.jobs")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of a work did, in one line, or the kind of the error that ended it."""

    name: str
    did: str = ""
    failed_with: str = ""


def retry_after(failures: int, every: timedelta) -> timedelta:
    """How long to wait after so many failures in a row: a minute, then twice as long each time, never over the beat."""
    wait = FIRST_RETRY * 2 ** min(failures - 1, 10)
    return min(wait, LAST_RETRY, max(every, FIRST_RETRY))


def run_due(work: Iterable[Work] | None = None) -> list[Ran]:
    """Does every registered work that is due and that nobody else is doing; gives what was done, in order."""
    runs = [run(one) for one in (all_work() if work is None else work)]
    return [one for one in runs if one is not None]


def run(work: Work, *, even_if_not_due: bool = False) -> Ran | None:
    """Does one work under its lease; null where it is not due or another run is doing it."""
    word = leases.take(work.name, at=clock.now(), even_if_not_due=even_if_not_due)
    if word is None:
        return None
    with leases.kept_alive(work.name, word):
        ran = _do(work)
    _end(work, word, ran, at=clock.now())
    return ran


def _do(work: Work) -> Ran:
    """Whatever goes wrong in one work must not stop the others, nor be told in words that could name somebody."""
    try:
        return Ran(work.name, did=work.do(clock.now())[:LONGEST])
    except Exception as error:  # noqa: BLE001
        logger.warning("Regular work %s failed (%s); it is tried again.", work.name, type(error).__name__)
        return Ran(work.name, failed_with=type(error).__name__[:80])


@transaction.atomic
def _end(work: Work, word: str, ran: Ran, *, at: datetime) -> None:
    """Gives the lease back and says when the work is due next; does nothing where another run took it over."""
    row = WorkRow.objects.select_for_update().filter(name=work.name, holder=word).first()
    if row is None:
        return
    had_failed = row.failures > 0
    row.holder, row.lease_until, row.ended_at = "", None, at
    if ran.failed_with:
        row.failures, row.failed_with = row.failures + 1, ran.failed_with
        row.due_at = at + retry_after(row.failures, work.every)
    else:
        row.failures, row.failed_with, row.did, row.done_at = 0, "", ran.did, at
        row.due_at = at + work.every
    row.save()
    if bool(ran.failed_with) != had_failed:
        event(f"work.{'failed' if ran.failed_with else 'recovered'}", subject=("work", work.name), by=None, at=at)
