"""Writes about a panel: starting it, its settings, who sits on it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.panels.models import Meeting, Member, Panel
from throughcare.delivery.panels.queries.seats import check_can_sit, check_is_chair
from throughcare.delivery.panels.rules import meetings as rules
from throughcare.delivery.panels.states import UPCOMING
from throughcare.foundation.access.areas import boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def start_panel(
    *, name: str, area: str, chair_id: int, every_days: int, quorum: int, place: str = "", by: Viewer, at: datetime
) -> Panel:
    """Starts the panel of an area in which the coordinator holds the role."""
    check_can(by, Permission.RUN_PANEL)
    rules.check_area(area, boroughs=boroughs_of(area), own=by.areas)
    rules.check_settings(every_days=every_days, quorum=quorum)
    check_is_chair(chair_id, area, on=clock.today(at))
    row = Panel(
        name=name, area=area, chair_id=chair_id, every_days=every_days, quorum=quorum, place=place, started_at=at
    )
    row.save()
    event("panel.started", subject=("panel", row.pk), by=by, at=at)
    return row


@action
def change_settings(
    *,
    panel_id: int,
    name: str,
    chair_id: int,
    every_days: int,
    quorum: int,
    place: str,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Panel:
    """Changes the panel's settings. A new chair also chairs the meetings that are set and not yet open."""
    check_can(by, Permission.RUN_PANEL)
    get_visible(by, Panel, pk=panel_id)
    row: Panel = Panel.objects.locked(panel_id, version=version)
    rules.check_settings(every_days=every_days, quorum=quorum)
    check_is_chair(chair_id, row.area, on=clock.today(at))
    if chair_id != row.chair_id:
        following = Q(panel=row, chair_id=row.chair_id, state__in=UPCOMING)
        Meeting.objects.filter(following).update(chair_id=chair_id)
    row.name, row.chair_id, row.every_days, row.quorum, row.place = name, chair_id, every_days, quorum, place
    row.version += 1
    row.save()
    event("panel.settings_changed", subject=("panel", row.pk), by=by, at=at)
    return row


@action
def add_member(*, panel_id: int, organisation_id: int, person_id: int, by: Viewer, at: datetime) -> Member:
    """Gives somebody a seat on the panel for their agency."""
    check_can(by, Permission.RUN_PANEL)
    panel: Panel = get_visible(by, Panel, pk=panel_id)
    today = clock.today(at)
    check_can_sit(person_id, organisation_id, panel.area, on=today)
    row = Member(panel=panel, organisation_id=organisation_id, person_id=person_id, from_date=today)
    row.save()
    event("panel.member_added", subject=("panel", panel.pk), by=by, at=at)
    return row


@action
def end_member(*, member_id: int, by: Viewer, at: datetime) -> Member:
    """Ends somebody's seat today."""
    check_can(by, Permission.RUN_PANEL)
    get_visible(by, Member, pk=member_id)
    row: Member = Member.objects.locked(member_id)
    if row.until is None:
        row.until = clock.today(at)
        row.save()
        event("panel.member_ended", subject=("panel", row.panel_id), by=by, at=at)
    return row
