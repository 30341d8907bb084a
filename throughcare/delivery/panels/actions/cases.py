"""Writes about a case on an agenda: put there by hand, taken off, what was said, a chair who steps aside."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from throughcare import clock
from throughcare.delivery.panels import states
from throughcare.delivery.panels.actions.common import (
    check_runs,
    lock_case,
    lock_meeting,
    move_case,
    visible_person,
)
from throughcare.delivery.panels.models import PanelCase
from throughcare.delivery.panels.rules import meetings as rules
from throughcare.delivery.panels.rules.agenda import Due, Reason
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.areas import boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event, event_of_sitting
from throughcare.foundation.record.guard import action


@action
def add_case(*, meeting_id: int, service_user_id: int, asked_for: str, by: Viewer, at: datetime) -> PanelCase:
    """Puts a person's case on the agenda by hand, saying what the panel is asked for."""
    meeting = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.NOMINATE, Permission.CHAIR_PANEL, by=by)
    person = visible_person(service_user_id, by=by)
    rules.check_can_add(state=meeting.state)
    if person.borough not in boroughs_of(meeting.panel.area):
        raise Invalid("This person is managed outside this panel's area.", remedy="Ask their own panel.")
    if not asked_for.strip():
        raise Invalid({"asked_for": "Say what the panel is asked for."})
    if PanelCase.objects.filter(about_any_of([person.pk]), meeting=meeting).exists():
        raise Invalid("This person's case is on the agenda already.", remedy="Open it there.")
    places = PanelCase.objects.filter(meeting=meeting).aggregate(most=Max("place"))
    row = PanelCase(
        meeting=meeting,
        service_user=person,
        dues=[Due(Reason.BY_HAND, clock.today(at)).stored()],
        place=(places["most"] or 0) + 1,
        asked_for=asked_for.strip(),
        added_by_id=by.person_id,
        since=at,
    )
    row.save()
    event("panel_case.listed", subject=("panel_case", row.pk), by=by, at=at, state=row.state, reason_code="by_hand")
    return row


@action
def take_off(*, meeting_id: int, service_user_id: int, reason: str, by: Viewer, at: datetime) -> PanelCase:
    """Takes a case off the agenda, with a reason. What is due comes back on the next one."""
    meeting = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.CHAIR_PANEL, by=by)
    check_runs(by, meeting)
    rules.check_can_add(state=meeting.state)
    case = lock_case(meeting, service_user_id, by=by)
    move_case(case, "taken_off", by=by, at=at, reason=reason)
    return case


@action
def save_discussion(
    *, meeting_id: int, service_user_id: int, words: str, version: int | None = None, by: Viewer, at: datetime
) -> PanelCase:
    """Keeps what was said about a case. Clinical content does not belong here, and the page says so."""
    meeting = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.CHAIR_PANEL, by=by)
    check_runs(by, meeting)
    rules.check_is_held(meeting.state)
    case = lock_case(meeting, service_user_id, by=by)
    PanelCase.objects.locked(case.pk, version=version)
    if words.strip() != case.discussion:
        case.discussion = words.strip()
        case.version += 1
        case.save()
        event_of_sitting("panel_case.discussion_saved", subject=("panel_case", case.pk), by=by, at=at)
    return case


@action
def step_aside(*, meeting_id: int, service_user_id: int, by: Viewer, at: datetime) -> PanelCase:
    """The chair declares an interest in a case; somebody else who may chair and is there decides it."""
    meeting = lock_meeting(meeting_id, Permission.CHAIR_PANEL, by=by)
    if meeting.chair_id != by.person_id:
        raise NotAllowed("Only the chair of this meeting steps aside.", remedy="Nothing needs to be done by you.")
    rules.check_can_add(state=meeting.state)
    case = lock_case(meeting, service_user_id, by=by)
    if case.stepped_aside_id is None:
        case.stepped_aside_id = by.person_id
        case.version += 1
        case.save()
        event("panel_case.chair_stepped_aside", subject=("panel_case", case.pk), by=by, at=at)
    return case


@action
def carry_over_case(*, meeting_id: int, service_user_id: int, by: Viewer, at: datetime) -> PanelCase:
    """Leaves a case for the next meeting."""
    meeting = lock_meeting(meeting_id, Permission.CHAIR_PANEL, Permission.RUN_PANEL, by=by)
    check_runs(by, meeting)
    rules.check_is_held(meeting.state)
    case = lock_case(meeting, service_user_id, by=by)
    if case.state != states.Case.CARRIED_OVER:
        move_case(case, "carried_over", by=by, at=at)
    return case
