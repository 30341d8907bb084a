"""Writes of break-glass access."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model

from throughcare.foundation.access import rules
from throughcare.foundation.access.models import BreakGlass
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def break_glass(*, subject_type: str, subject_id: str, reason: str, by: Viewer, at: datetime) -> BreakGlass:
    """Opens one closed record to ``by`` for an hour. The reviewers see it on their home page at once.

    The same reason given again while it is open, as by a form sent twice, opens nothing more to review.
    """
    check_can(by, Permission.BREAK_GLASS)
    rules.check_reason(reason)
    get_user_model().objects.select_for_update().get(pk=by.person_id)  # a second sending waits for the first
    same = BreakGlass.objects.filter(person_id=by.person_id, subject_type=subject_type, subject_id=str(subject_id))
    is_open: BreakGlass | None = same.filter(reason=reason, opened_at__lte=at, until__gt=at).order_by("pk").first()
    if is_open is not None:
        return is_open
    row = BreakGlass(
        person_id=by.person_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        reason=reason,
        opened_at=at,
        until=at + rules.LASTS,
    )
    row.save()
    event("break_glass.opened", subject=("break_glass", row.pk), by=by, at=at, reason_code=subject_type)
    return row


@action
def review_break_glass(*, break_glass_id: int, finding: str, note: str, by: Viewer, at: datetime) -> None:
    """Records whether an opening was justified. Nobody reviews their own."""
    check_can(by, Permission.REVIEW_BREAK_GLASS)
    row: BreakGlass = BreakGlass.objects.locked(break_glass_id)
    rules.check_can_review(opened_by=row.person_id, reviewer=by.person_id, reviewed_at=row.reviewed_at)
    row.reviewed_by_id, row.reviewed_at = by.person_id, at
    row.finding, row.note = BreakGlass.Finding(finding).value, note
    row.save()
    event("break_glass.reviewed", subject=("break_glass", row.pk), by=by, at=at, reason_code=finding)
