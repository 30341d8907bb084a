"""What every step on a concern begins with: the row locked, the person allowed."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.concerns.models import Concern, ConcernStep
from throughcare.delivery.concerns.queries.scope import by_hand
from throughcare.delivery.concerns.rules import handling as rules
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event


def handles(row: Concern, *, by: Viewer) -> bool:
    """Whether somebody may act on a concern that they see."""
    return bool(Concern.objects.filter(by_hand(by), pk=row.pk).exists())


def lock(concern_id: int, *, version: int | None = None, by: Viewer) -> Concern:
    """A concern that the person sees, locked, whatever they may do with it."""
    get_visible(by, Concern, pk=concern_id)
    row: Concern = Concern.objects.locked(concern_id, version=version)
    return row


def lock_to_handle(concern_id: int, *, version: int | None = None, by: Viewer) -> Concern:
    """A concern on which the person may act, locked."""
    row = lock(concern_id, version=version, by=by)
    rules.check_may_handle(
        rules.Hand(
            handles=handles(row, by=by),
            owns=row.owner_id == by.person_id,
            is_about_them=row.about_staff_id is not None and row.about_staff_id == by.person_id,
        )
    )
    return row


def move(row: Concern, step: str, words: str, *, by: Viewer, at: datetime, code: str = "") -> None:
    """Takes a concern one step of its machine on, and keeps what was said."""
    row.state = rules.moved(step, row.state)
    row.since = at
    row.version += 1
    row.save()
    note(row, step, words, by=by, at=at)
    event(f"concern.{step}", subject=("concern", row.pk), by=by, at=at, reason_code=code, state=row.state)


def note(row: Concern, kind: str, words: str, *, by: Viewer, at: datetime) -> ConcernStep:
    """Keeps what was done, in words."""
    step = ConcernStep(concern=row, kind=kind, words=words.strip(), person_id=by.person_id, at=at)
    step.save()
    return step
