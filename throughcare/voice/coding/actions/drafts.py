"""Keeping what is typed until it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from throughcare.errors import Conflict, Invalid, NotAllowed
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding.models import WorkingDraft
from throughcare.voice.coding.queries.drafts import key_of_quote

LONGEST = 200_000


@action
def keep_draft(
    *, key: str, content: Mapping[str, Sequence[str]], version: int, by: Viewer, at: datetime
) -> WorkingDraft:
    """Keeps what somebody typed of a form. ``version`` is the one they typed it on, nought where there was none.

    Raises ``Conflict`` where another window of theirs saved since.
    """
    if by.person_id is None:
        raise NotAllowed("Sign in to keep what you type.")
    if sum(len(text) for texts in content.values() for text in texts) > LONGEST:
        raise Invalid(f"A draft holds {LONGEST:,} characters at most.")
    row = WorkingDraft.objects.select_for_update().filter(person=by.person_id, key=key).first()
    if row is None:
        row = WorkingDraft(person_id=by.person_id, key=key, version=0)
    elif row.version != version:
        raise Conflict(
            "You saved this form from another window since.", remedy="Compare the two and keep the one you want."
        )
    row.content, row.at = {name: list(texts) for name, texts in content.items()}, at
    row.version += 1
    row.save()
    event("draft.kept", subject=("draft", row.pk), by=by, at=at)
    return row


@action
def drop_draft(*, key: str, by: Viewer, at: datetime) -> None:
    """Lets a draft go once its form was sent."""
    _drop(WorkingDraft.objects.filter(person=by.person_id, key=key), by=by, at=at)


def drop_drafts_of_quotes(reading_id: int, *, by: Viewer, at: datetime) -> None:
    """Lets go what anybody typed of a quote of a comment, inside the action that empties the comment."""
    _drop(WorkingDraft.objects.filter(key=key_of_quote(reading_id)), by=by, at=at)


def _drop(rows: QuerySet[WorkingDraft], *, by: Viewer, at: datetime) -> None:
    for row in rows:
        event("draft.dropped", subject=("draft", row.pk), by=by, at=at)
        row.delete()
