"""What every write of panels begins with: the row locked, the person allowed, the step possible."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import Meeting, Member, PanelCase
from throughcare.delivery.panels.queries.cohort import standing
from throughcare.delivery.panels.rules.meetings import moved
from throughcare.delivery.people.models import ServiceUser
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event


def lock_meeting(meeting_id: int, *permissions: Permission, by: Viewer) -> Meeting:
    """A meeting that the person may see, locked; they hold at least one of the permissions."""
    if not any(by.can(one) for one in permissions):
        check_can(by, permissions[0])
    get_visible(by, Meeting, pk=meeting_id)
    row: Meeting = Meeting.objects.locked(meeting_id)
    return row


def check_runs(by: Viewer, meeting: Meeting) -> None:
    """Raises ``NotAllowed`` unless the person keeps the panel or chairs this meeting."""
    if not by.can(Permission.RUN_PANEL) and meeting.chair_id != by.person_id:
        raise NotAllowed(
            "The coordinator or the chair of this meeting does this.", remedy="It waits on their home page."
        )


def visible_person(service_user_id: int, *, by: Viewer) -> ServiceUser:
    """A person whom the viewer may see, by the number of any of their records, else ``NotFound``."""
    number = standing([service_user_id]).get(service_user_id)
    found: ServiceUser = get_visible(by, ServiceUser, pk=number)
    return found


def lock_case(meeting: Meeting, service_user_id: int, *, by: Viewer) -> PanelCase:
    """A case on the agenda whose person the viewer may see, locked."""
    seen = visible_to(by, PanelCase).filter(meeting=meeting, service_user_id=service_user_id).first()
    if seen is None:
        raise NotFound(
            "This person's case is not on this agenda, or not one that you may see.",
            remedy="Go back to the meeting and open it from there.",
        )
    row: PanelCase = PanelCase.objects.locked(seen.pk)
    return row


def move_meeting(row: Meeting, step: str, *, by: Viewer, at: datetime, reason: str = "") -> None:
    """Takes a meeting one step on."""
    row.state = moved(states.MEETING_TRANSITIONS, step, row.state, what="This meeting", owner=states.MEETING_OWNER)
    if states.MEETING_TRANSITIONS[step].needs_reason and not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.since, row.reason = at, reason.strip()
    row.version += 1
    row.save()
    event(f"panel_meeting.{step}", subject=("panel_meeting", row.pk), by=by, at=at, state=row.state)


def move_case(row: PanelCase, step: str, *, by: Viewer, at: datetime, reason: str = "", code: str = "") -> None:
    """Takes a case one step on; ``code`` is what was decided."""
    row.state = moved(states.CASE_TRANSITIONS, step, row.state, what="This case", owner=states.CASE_OWNER)
    if states.CASE_TRANSITIONS[step].needs_reason and not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.since = at
    row.reason = reason.strip() or row.reason
    row.version += 1
    row.save()
    event(f"panel_case.{step}", subject=("panel_case", row.pk), by=by, at=at, reason_code=code, state=row.state)


def own_agency(meeting: Meeting, *, by: Viewer) -> int | None:
    """The person's agency that sits on the panel, by number; null where none does."""
    sits = Member.objects.filter(
        panel_id=meeting.panel_id, organisation__code__in=by.organisation_codes, until__isnull=True
    )
    found = sits.order_by("organisation_id").values_list("organisation_id", flat=True)
    first = sits.filter(organisation__code=by.organisation_code).values_list("organisation_id", flat=True)
    number = first.first() or found.first()
    return None if number is None else int(number)
