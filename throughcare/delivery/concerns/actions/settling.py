"""How a concern ends: closed with an outcome, withdrawn, or opened again."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.concerns.actions.common import handles, lock, lock_to_handle, move
from throughcare.delivery.concerns.models import Concern, Telling
from throughcare.delivery.concerns.queries import vocabulary
from throughcare.delivery.concerns.rules import handling as rules
from throughcare.errors import Invalid
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action


def untold(row: Concern) -> tuple[str, ...]:
    """Who must still be told of a concern, or have a reason why not; in words."""
    known = vocabulary.must_be_told(row.kind, row.category, row.seriousness, clock.today(row.raised_at))
    done = set(Telling.objects.filter(concern=row).values_list("whom", flat=True))
    return tuple(label for code, label in known.items() if code not in done)


@action
def close_concern(
    *,
    concern_id: int,
    outcome: str,
    words: str,
    learning: str = "",
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Concern:
    """Closes a concern with its outcome, what was found, and what was learnt."""
    row = lock_to_handle(concern_id, version=version, by=by)
    ending = rules.Ending(row.kind, row.acknowledged_at is not None, row.acted_at is not None, untold(row))
    rules.moved("closed", row.state)
    rules.check_can_close(ending, outcome=outcome, words=words, learning=learning)
    row.outcome, row.finding, row.learning, row.closed_at = outcome, words.strip(), learning.strip(), at
    move(row, "closed", words, by=by, at=at, code=outcome)
    return row


@action
def reopen(*, concern_id: int, reason: str, version: int | None = None, by: Viewer, at: datetime) -> Concern:
    """Opens a closed concern again, with a reason. What was found before stays among its steps."""
    row = lock_to_handle(concern_id, version=version, by=by)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is opened again."})
    row.outcome, row.closed_at = "", None
    move(row, "reopened", reason, by=by, at=at)
    return row


@action
def withdraw(*, concern_id: int, reason: str, by: Viewer, at: datetime) -> Concern:
    """Whoever raised a complaint takes it back, or its handlers do for them."""
    row = lock(concern_id, by=by)
    rules.check_can_withdraw(kind=row.kind, is_raiser=row.raised_by_id == by.person_id, handles=handles(row, by=by))
    if not reason.strip():
        raise Invalid({"reason": "Say why it is withdrawn."})
    move(row, "withdrawn", reason, by=by, at=at)
    return row
