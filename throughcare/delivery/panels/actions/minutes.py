"""Approving minutes: what they say is kept line by line, and never changes."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.panels.actions.common import lock_meeting
from throughcare.delivery.panels.models import Minutes, MinutesLine
from throughcare.delivery.panels.queries.minutes import whole
from throughcare.delivery.panels.rules import minutes as rules
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def approve_minutes(*, meeting_id: int, by: Viewer, at: datetime) -> Minutes:
    """The chair approves. The whole is kept, also the cases of people whom the chair may not see: each line is shown
    only to those who may see the person it is about.
    """
    meeting = lock_meeting(meeting_id, Permission.CHAIR_PANEL, by=by)
    approved = Minutes.objects.filter(meeting=meeting).exists()
    rules.check_can_approve(state=meeting.state, approved=approved, person_id=by.person_id, chair_id=meeting.chair_id)
    row = Minutes(meeting=meeting, approved_by_id=by.person_id, approved_at=at)
    row.save()
    lines = [
        MinutesLine(minutes=row, case_id=line.case_id, place=place, kind=line.kind, words=line.words)
        for place, line in enumerate(rules.write(whole(meeting)), start=1)
    ]
    MinutesLine.objects.bulk_create(lines)
    event("panel_meeting.minutes_approved", subject=("panel_meeting", meeting.pk), by=by, at=at)
    return row
