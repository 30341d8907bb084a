"""Actions that agencies took on, as their viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import ActionReport, PanelAction
from throughcare.delivery.panels.queries.cohort import about_same
from throughcare.delivery.panels.rules.promises import is_late
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of an action at one step."""

    step: str
    words: str
    due: date | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action: whose, about whom (empty for the panel's own work), what, by when, and what came of it."""

    id: int
    panel_id: int
    panel: str
    meeting_id: int
    meeting_on: date
    service_user_id: int | None
    person: str
    owner: str
    words: str
    first_due: date
    due: date
    times_carried: int
    outcome: str
    state: str
    turn: str
    since: datetime
    late: bool
    mine: bool
    can_report: bool
    version: int
    said: tuple[Said, ...] = ()

    @property
    def whose(self) -> str:
        """Whose turn it is, empty where it is nobody's."""
        return "" if self.turn.startswith("nobody") else self.turn


def _rows(viewer: Viewer) -> Any:
    return visible_to(viewer, PanelAction).select_related(
        "panel", "meeting", "owner", "case__service_user__merged_into"
    )


def _row(viewer: Viewer, one: PanelAction, on: date, said: tuple[Said, ...] = ()) -> ActionRow:
    mine = one.owner.code in viewer.organisation_codes and viewer.can(Permission.DO_PANEL_ACTION)
    runs = viewer.can(Permission.RUN_PANEL) or one.meeting.chair_id == viewer.person_id
    return ActionRow(
        id=one.pk,
        panel_id=one.panel_id,
        panel=one.panel.name,
        meeting_id=one.meeting_id,
        meeting_on=one.meeting.on,
        service_user_id=one.case.service_user_id if one.case else None,
        person=one.case.service_user.standing.name if one.case else "",
        owner=one.owner.name,
        words=one.words,
        first_due=one.first_due,
        due=one.due,
        times_carried=one.times_carried,
        outcome=one.outcome,
        state=one.state,
        turn=states.ACTION_OWNER[one.state],
        since=one.since,
        late=is_late(one.due, one.state, on=on),
        mine=mine,
        can_report=one.state in states.OPEN_ACTIONS and (mine or runs),
        version=one.version,
        said=said,
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """Which actions are listed: whose (``mine`` or all), and whether ended ones too."""

    mine: bool = True
    ended: bool = False


def actions(viewer: Viewer, sought: Sought, *, on: date) -> list[ActionRow]:
    """Actions, the latest promise first due first."""
    rows = _rows(viewer)
    if sought.mine:
        rows = rows.filter(owner__code__in=viewer.organisation_codes)
    if not sought.ended:
        rows = rows.filter(state__in=states.OPEN_ACTIONS)
    return [_row(viewer, one, on) for one in rows.order_by("due", "pk")]


def of_person(viewer: Viewer, service_user_id: int, *, on: date, open_only: bool = False) -> list[ActionRow]:
    """Actions about one person, newest meeting first."""
    rows = _rows(viewer).filter(about_same(service_user_id, "case__service_user"))
    if open_only:
        rows = rows.filter(state__in=states.OPEN_ACTIONS)
    return [_row(viewer, one, on) for one in rows.order_by("-meeting__on", "due", "pk")]


def of_meeting(viewer: Viewer, meeting_id: int, *, on: date) -> list[ActionRow]:
    """Actions that a meeting agreed and that are about no case."""
    return [_row(viewer, one, on) for one in _rows(viewer).filter(meeting_id=meeting_id, case__isnull=True)]


def action(viewer: Viewer, action_id: int, *, on: date) -> ActionRow:
    """One action with everything that was said of it; ``NotFound`` where there is none that the viewer may see."""
    one: PanelAction = get_visible(viewer, PanelAction, pk=action_id)
    reports = visible_to(viewer, ActionReport).filter(action=one).select_related("person").order_by("-at", "-pk")
    said = tuple(Said(row.step, row.words, row.due, row.person.name, row.at) for row in reports)
    return _row(viewer, one, on, said)
