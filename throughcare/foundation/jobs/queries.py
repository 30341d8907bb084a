"""What regular work there is, when each last ran, and whether it failed or is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.jobs.models import WorkRow
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.ports.regular_work import Work, all_work

GRACE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class WorkShown:
    """One regular work. ``state`` is done, failed, late, being_done or never."""

    name: str
    says: str
    every: timedelta
    state: str
    done_at: datetime | None
    did: str
    due_at: datetime | None
    failures: int
    failed_with: str


def work_lines(viewer: Viewer, at: datetime) -> tuple[WorkShown, ...]:
    """Every registered work, what is wrong first."""
    check_can(viewer, Permission.VIEW_RECORD)
    return _lines(at)


def _lines(at: datetime) -> tuple[WorkShown, ...]:
    rows = {row.name: row for row in WorkRow.objects.all()}
    shown = [_shown(one, rows.get(one.name), at) for one in all_work()]
    return tuple(sorted(shown, key=lambda one: (one.state not in ("failed", "late"), one.says)))


def _shown(work: Work, row: WorkRow | None, at: datetime) -> WorkShown:
    if row is None:
        return WorkShown(work.name, work.says, work.every, "never", None, "", None, 0, "")
    return WorkShown(
        work.name,
        work.says,
        work.every,
        _state(row, at),
        row.done_at,
        row.did,
        row.due_at,
        row.failures,
        row.failed_with,
    )


def _state(row: WorkRow, at: datetime) -> str:
    if row.holder and row.lease_until is not None and row.lease_until > at:
        return "being_done"
    if row.failures:
        return "failed"
    if row.due_at + GRACE < at:
        return "late"
    return "done" if row.done_at else "never"


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """One line for those who look after the service, where some work failed more than once or was not done in time."""
    if not viewer.can(Permission.VIEW_RECORD):
        return
    wrong = [one for one in _lines(at) if (one.state == "failed" and one.failures > 1) or one.state == "late"]
    if wrong:
        yield Owed(
            what="Regular work failed or was not done in time",
            href=reverse("regular_work"),
            fact=wrong[0].says if len(wrong) == 1 else f"{len(wrong)} of them",
            first=True,
        )
