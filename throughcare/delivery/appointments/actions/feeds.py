"""The secret address of a calendar feed: made, shown once, and ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from throughcare.delivery.appointments.models import CalendarFeed
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def digest_of(secret: str) -> str:
    """What is stored of a secret: enough to know it again, too little to make it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@action
def make_feed(*, by: Viewer, at: datetime) -> str:
    """A new secret for one's own feed; an earlier one ends at that moment. It can never be shown again."""
    check_can(by, Permission.WORK_CASE)
    _end(by, at)
    secret = secrets.token_urlsafe(32)
    row = CalendarFeed(person_id=by.person_id, digest=digest_of(secret), made_at=at)
    row.save()
    event("calendar_feed.made", subject=("calendar_feed", row.pk), by=by, at=at)
    return secret


@action
def end_feed(*, by: Viewer, at: datetime) -> None:
    """Ends one's own feed: its address answers nothing from now on."""
    if not _end(by, at):
        raise NotFound("You have no calendar address.", remedy="There is nothing to end.")


def _end(by: Viewer, at: datetime) -> bool:
    found = CalendarFeed.objects.select_for_update().filter(person_id=by.person_id, revoked_at__isnull=True).first()
    if found is None:
        return False
    found.revoked_at = at
    found.save()
    event("calendar_feed.ended", subject=("calendar_feed", found.pk), by=by, at=at)
    return True
