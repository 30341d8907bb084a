"""Acts of casework that a test has another process do, up to the moment before it is kept, and kills there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.support.casework import AT
from tests.support.referrals import SENT, cast

REPORT = {"progress": "Sleeps better.", "further_work": "None now.", "their_words": "It helped."}
WRITES = ("INSERT", "UPDATE", "DELETE")
CHILD = "import django; django.setup(); from tests.support import killed; killed.main()"


def send(number: int) -> Callable[[], object]:
    """The referrer sends a draft."""
    from throughcare.delivery.referrals import actions

    by = cast().referrer
    return lambda: actions.send(referral_id=number, by=by, at=SENT + timedelta(hours=1))


def approve_plan(number: int) -> Callable[[], object]:
    """The referrer approves a plan."""
    from throughcare.delivery.casework import actions

    by = cast().referrer
    return lambda: actions.approve_plan(plan_id=number, by=by, at=AT)


def submit_report(number: int) -> Callable[[], object]:
    """The worker submits a closure report."""
    from throughcare.delivery.casework import actions
    from throughcare.delivery.casework.models import PlanOutcome

    by = cast().worker
    results = {f"result_{one.pk}": "partly" for one in PlanOutcome.objects.all()}
    return lambda: actions.submit_report(report_id=number, given=REPORT | results, by=by, at=AT)


def accept_report(number: int) -> Callable[[], object]:
    """The referrer accepts a closure report, which closes the case."""
    from throughcare.delivery.casework import actions

    by = cast().referrer
    return lambda: actions.accept_report(report_id=number, by=by, at=AT)


ACTS = {one.__name__: one for one in (send, approve_plan, submit_report, accept_report)}


@contextmanager
def keeping(about_to: Callable[[], object]) -> Iterator[None]:
    """Calls ``about_to`` before anything is kept: at each commit, and at each write outside every transaction."""
    from django.db import connection

    commit = connection.commit

    def at_commit() -> None:
        about_to()
        commit()

    def at_write(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith(WRITES) and not connection.in_atomic_block:
            about_to()
        return execute(sql, *rest)

    connection.commit = at_commit
    try:
        with connection.execute_wrapper(at_write):
            yield
    finally:
        connection.commit = commit


def main() -> None:
    """Does the act that is named, and hangs when all is written and nothing is kept."""
    act = ACTS[sys.argv[1]](int(sys.argv[2]))

    def stop() -> None:
        print("written", flush=True)
        time.sleep(120)

    with keeping(stop):
        act()
