"""Writes about a meeting, from its date to its close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from throughcare import clock
from throughcare.delivery.panels import states
from throughcare.delivery.panels.actions.common import check_runs, lock_meeting, move_case, move_meeting
from throughcare.delivery.panels.actions.promises import move_action
from throughcare.delivery.panels.models import Attendance, Meeting, Member, Minutes, Panel, PanelAction, PanelCase
from throughcare.delivery.panels.queries.agenda import to_list
from throughcare.delivery.panels.queries.due import following
from throughcare.delivery.panels.queries.seats import check_is_chair
from throughcare.delivery.panels.rules import meetings as rules
from throughcare.delivery.panels.rules.agenda import Listing, in_order_of_need, strongest_first
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

LISTED_TWICE = "The case is on the agenda under the person's other record."
Coming = Mapping[int, tuple[str, str]]


@action
def schedule(
    *, panel_id: int, on: date, starts: time | None = None, place: str = "", by: Viewer, at: datetime
) -> Meeting:
    """Sets a meeting. The panel's chair chairs it."""
    check_can(by, Permission.RUN_PANEL)
    get_visible(by, Panel, pk=panel_id)
    panel: Panel = Panel.objects.locked(panel_id)
    rules.check_day(on, today=clock.today(at))
    _check_free(panel, on)
    row = Meeting(panel=panel, on=on, starts=starts, place=place or panel.place, chair_id=panel.chair_id, since=at)
    row.save()
    event("panel_meeting.scheduled", subject=("panel_meeting", row.pk), by=by, at=at, state=row.state)
    return row


def _check_free(panel: Panel, on: date, *, besides: int | None = None) -> None:
    taken = Meeting.objects.filter(panel=panel, on=on).exclude(state=states.Meeting.CANCELLED).exclude(pk=besides)
    if taken.exists():
        raise Invalid({"on": "This panel already meets on that day."})


@action
def reschedule(
    *, meeting_id: int, on: date, starts: time | None, place: str, version: int | None = None, by: Viewer, at: datetime
) -> Meeting:
    """Moves a meeting that is not open yet to another day, time or place."""
    row = lock_meeting(meeting_id, Permission.RUN_PANEL, by=by)
    Meeting.objects.locked(meeting_id, version=version)
    rules.moved(states.MEETING_TRANSITIONS, "cancelled", row.state, what="This meeting", owner=states.MEETING_OWNER)
    rules.check_day(on, today=clock.today(at))
    _check_free(row.panel, on, besides=row.pk)
    row.on, row.starts, row.place = on, starts, place
    row.version += 1
    row.save()
    event("panel_meeting.rescheduled", subject=("panel_meeting", row.pk), by=by, at=at)
    return row


@action
def name_chair(*, meeting_id: int, chair_id: int, by: Viewer, at: datetime) -> Meeting:
    """Lets somebody else who may chair this panel chair this meeting."""
    row = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.CHAIR_PANEL, by=by)
    check_runs(by, row)
    if row.state not in (*states.UPCOMING, states.Meeting.HELD):
        rules.check_is_held(row.state)
    check_is_chair(chair_id, row.panel.area, on=clock.today(at))
    if chair_id != row.chair_id:
        row.chair_id = chair_id
        row.version += 1
        row.save()
        event("panel_meeting.chair_named", subject=("panel_meeting", row.pk), by=by, at=at)
    return row


@action
def freeze_agenda(*, meeting_id: int, by: Viewer, at: datetime) -> Meeting:
    """Fixes the agenda: every case that is due, whoever may see it, in order of need; papers are closed.

    The coordinator freezes the whole, though they see of it only the cases of people whom they may see.
    """
    row = lock_meeting(meeting_id, Permission.RUN_PANEL, by=by)
    move_meeting(row, "agenda_frozen", by=by, at=at)
    row.frozen_at = at
    row.save()
    stored = list(PanelCase.objects.filter(meeting=row).order_by("place", "pk"))
    known = {one.service_user_id: one for one in stored if one.state == states.Case.LISTED}
    found = to_list(row, stored)
    for number in sorted(set(known) - set(found)):
        move_case(known[number], "taken_off", by=by, at=at, reason=LISTED_TWICE)
    for place, listing in enumerate(in_order_of_need(found.values()), start=1):
        _list(row, listing, known.get(listing.service_user_id), place, by=by, at=at)
    return row


def _list(meeting: Meeting, listing: Listing, case: PanelCase | None, place: int, *, by: Viewer, at: datetime) -> None:
    """Writes one case of a frozen agenda; one that was added by hand is there already."""
    is_new = case is None
    case = case or PanelCase(meeting=meeting, service_user_id=listing.service_user_id, since=at)
    case.place = place
    case.dues = [due.stored() for due in strongest_first(listing.dues)]
    case.save()
    if is_new:
        event("panel_case.listed", subject=("panel_case", case.pk), by=by, at=at, state=case.state)


def _record(meeting: Meeting, coming: Coming, *, by: Viewer, at: datetime) -> None:
    """Writes who is there, by agency, and checks that they are enough."""
    members = {one.organisation_id for one in Member.objects.filter(panel_id=meeting.panel_id, until__isnull=True)}
    rules.check_agencies(map(str, coming), members={str(one) for one in members})
    known = {one.organisation_id: one for one in Attendance.objects.filter(meeting=meeting)}
    for number, (kind, who) in coming.items():
        one = known.get(number) or Attendance(meeting=meeting, organisation_id=number)
        one.kind, one.who = kind, who[:300]
        one.save()
        known[number] = one
    there = [str(one.organisation_id) for one in known.values() if one.kind == Attendance.Kind.PRESENT]
    rules.check_quorum(present=there, quorum=meeting.panel.quorum)
    event("panel_meeting.attendance_recorded", subject=("panel_meeting", meeting.pk), by=by, at=at)


@action
def open_meeting(*, meeting_id: int, coming: Coming, by: Viewer, at: datetime) -> Meeting:
    """Opens the meeting with those who came. ``coming`` maps an agency's number to its kind of attendance and who."""
    row = lock_meeting(meeting_id, Permission.CHAIR_PANEL, Permission.RUN_PANEL, by=by)
    check_runs(by, row)
    rules.check_can_open(on=row.on, today=clock.today(at))
    move_meeting(row, "held", by=by, at=at)
    _record(row, coming, by=by, at=at)
    return row


@action
def record_attendance(*, meeting_id: int, coming: Coming, by: Viewer, at: datetime) -> Meeting:
    """Changes who is there while the meeting is open: people come late and leave early."""
    row = lock_meeting(meeting_id, Permission.CHAIR_PANEL, Permission.RUN_PANEL, by=by)
    check_runs(by, row)
    rules.check_is_held(row.state)
    _record(row, coming, by=by, at=at)
    return row


@action
def finish_meeting(*, meeting_id: int, by: Viewer, at: datetime) -> Meeting:
    """Records that the meeting decided what it did. Cases that were not reached are carried over."""
    row = lock_meeting(meeting_id, Permission.CHAIR_PANEL, Permission.RUN_PANEL, by=by)
    check_runs(by, row)
    move_meeting(row, "decided", by=by, at=at)
    _carry_over_cases(row, by=by, at=at)
    return row


def _carry_over_cases(meeting: Meeting, *, by: Viewer, at: datetime) -> None:
    for case in PanelCase.objects.select_for_update(of=("self",)).filter(meeting=meeting, state=states.Case.LISTED):
        move_case(case, "carried_over", by=by, at=at)


@action
def close_meeting(*, meeting_id: int, by: Viewer, at: datetime) -> Meeting:
    """Closes the meeting: minutes are approved, the next date stands, and actions that are late go on to it."""
    row = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.CHAIR_PANEL, by=by)
    check_runs(by, row)
    later = following(row)
    rules.moved(states.MEETING_TRANSITIONS, "closed", row.state, what="This meeting", owner=states.MEETING_OWNER)
    rules.check_can_close(
        minutes_approved=Minutes.objects.filter(meeting=row).exists(), next_on=later.on if later else None
    )
    move_meeting(row, "closed", by=by, at=at)
    late = PanelAction.objects.select_for_update(of=("self",)).filter(
        panel_id=row.panel_id, state__in=states.OPEN_ACTIONS, due__lte=row.on
    )
    for one in late:
        due = later.on if later else row.on
        move_action(one, "carried_over", "", due=due, code="meeting_closed", by=by, at=at)
    return row


@action
def cancel_meeting(*, meeting_id: int, reason: str, by: Viewer, at: datetime) -> Meeting:
    """Calls a meeting off, with a reason. Its cases go to the next one."""
    row = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.CHAIR_PANEL, by=by)
    check_runs(by, row)
    move_meeting(row, "cancelled", by=by, at=at, reason=reason)
    _carry_over_cases(row, by=by, at=at)
    return row
