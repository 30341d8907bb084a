"""Panels and their meetings as their viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import Attendance, Meeting, Minutes, Panel, PanelAction
from throughcare.delivery.panels.queries.agenda import Card, cards
from throughcare.delivery.panels.queries.due import following
from throughcare.delivery.panels.queries.seats import Seat, seats
from throughcare.delivery.panels.queries.settings import is_confirmed, setting
from throughcare.delivery.panels.rules.agenda import ORDER_SAYS
from throughcare.delivery.panels.rules.meetings import next_day
from throughcare.foundation.access.areas import area_name, boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list."""

    id: int
    on: date
    starts: time | None
    place: str
    chair: str
    state: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel in the list: its next meeting, and how many actions are open and late."""

    id: int
    name: str
    area: str
    chair: str
    next_meeting: MeetingRow | None
    open_actions: int
    late_actions: int


@dataclass(frozen=True, slots=True)
class PanelPage:
    """A panel: settings, who sits on it, its meetings."""

    id: int
    name: str
    area: str
    area_code: str
    chair: str
    chair_id: int
    every_days: int
    quorum: int
    place: str
    version: int
    is_suggested: bool
    seats: tuple[Seat, ...]
    upcoming: tuple[MeetingRow, ...]
    earlier: tuple[MeetingRow, ...]
    suggested_day: date
    runs: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with a meeting now, and whether it is the viewer's turn."""

    name: str
    label: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Came:
    """An agency of the panel, and whether it was at the meeting (``kind`` empty while not recorded)."""

    organisation_id: int
    agency: str
    kind: str
    who: str
    members: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting: state and turn, the agenda in order of need, who was there, what can be done now."""

    id: int
    panel_id: int
    panel: str
    on: date
    starts: time | None
    place: str
    chair: str
    chair_id: int
    area: str
    state: str
    turn: str
    since: datetime
    reason: str
    freeze_by: date
    version: int
    quorum: int
    cards: tuple[Card, ...]
    order_says: str
    came: tuple[Came, ...]
    steps: tuple[Step, ...]
    next_on: date | None
    minutes_approved: bool
    runs: bool
    coordinates: bool
    brings_papers: bool
    adds_cases: bool

    @property
    def whose(self) -> str:
        """Whose turn it is, empty where it is nobody's."""
        return "" if self.turn.startswith("nobody") else self.turn

    @property
    def left(self) -> int:
        """How many of the cases shown an open meeting still has to decide."""
        return 0 if self.state != states.Meeting.HELD else sum(one.state == states.Case.LISTED for one in self.cards)


def _row(one: Meeting) -> MeetingRow:
    return MeetingRow(one.pk, one.on, one.starts, one.place, one.chair.name, one.state, one.since, one.reason)


def panels(viewer: Viewer, *, on: date) -> tuple[PanelRow, ...]:
    """Every panel that a viewer may see, by name."""
    return tuple(
        PanelRow(
            one.pk,
            one.name,
            area_name(one.area),
            one.chair.name,
            _next(viewer, one.pk, on),
            _open(viewer, one.pk).count(),
            _open(viewer, one.pk).filter(due__lt=on).count(),
        )
        for one in visible_to(viewer, Panel).select_related("chair").order_by("name", "pk")
    )


def _next(viewer: Viewer, panel_id: int, on: date) -> MeetingRow | None:
    """The meeting that is open or comes next."""
    going = (*states.UPCOMING, states.Meeting.HELD.value)
    rows = visible_to(viewer, Meeting).filter(panel_id=panel_id, state__in=going)
    found = rows.select_related("chair").order_by("on", "pk").first()
    return _row(found) if found else None


def _open(viewer: Viewer, panel_id: int) -> Any:
    return visible_to(viewer, PanelAction).filter(panel_id=panel_id, state__in=states.OPEN_ACTIONS)


def panel(viewer: Viewer, panel_id: int, *, on: date) -> PanelPage:
    """One panel; ``NotFound`` where there is none that the viewer may see."""
    one: Panel = get_visible(viewer, Panel, pk=panel_id)
    rows = [_row(row) for row in visible_to(viewer, Meeting).filter(panel=one).select_related("chair")]
    upcoming = [row for row in rows if row.state in (*states.UPCOMING, states.Meeting.HELD, states.Meeting.DECIDED)]
    last = max((row.on for row in rows if row.state != states.Meeting.CANCELLED), default=None)
    suggested = {"meets_every_days": one.every_days, "quorum": one.quorum}
    return PanelPage(
        id=one.pk,
        name=one.name,
        area=area_name(one.area),
        area_code=one.area,
        chair=one.chair.name,
        chair_id=one.chair_id,
        every_days=one.every_days,
        quorum=one.quorum,
        place=one.place,
        version=one.version,
        is_suggested=any(
            setting(code, on) == value and not is_confirmed(code, on) for code, value in suggested.items()
        ),
        seats=seats(viewer, panel_id),
        upcoming=tuple(sorted(upcoming, key=lambda row: (row.on, row.id))),
        earlier=tuple(row for row in rows if row not in upcoming),
        suggested_day=next_day(last, every_days=one.every_days, today=on),
        runs=viewer.can(Permission.RUN_PANEL),
    )


def panel_of_borough(viewer: Viewer, borough: str) -> tuple[int, ...]:
    """The panels that a viewer sees and that manage a borough's people."""
    rows = visible_to(viewer, Panel).order_by("pk")
    return tuple(one.pk for one in rows if borough in boroughs_of(one.area))


def upcoming(viewer: Viewer, panel_id: int) -> tuple[MeetingRow, ...]:
    """Meetings of a panel to whose agenda something can be added, soonest first."""
    going = (*states.UPCOMING, states.Meeting.HELD.value)
    rows = visible_to(viewer, Meeting).filter(panel_id=panel_id, state__in=going).select_related("chair")
    return tuple(_row(one) for one in rows.order_by("on", "pk"))


def freeze_by(on: date) -> date:
    """The working day by which the agenda of a meeting is frozen and papers are due."""
    return add_working_days(on, -setting("agenda_frozen_working_days_before", on))


def meeting(viewer: Viewer, meeting_id: int) -> MeetingPage:
    """One meeting; ``NotFound`` where there is none that the viewer may see."""
    one: Meeting = get_visible(viewer, Meeting, pk=meeting_id)
    sitting = seats(viewer, one.panel_id)
    approved = Minutes.objects.filter(meeting=one).exists()
    later = following(one)
    return MeetingPage(
        id=one.pk,
        panel_id=one.panel_id,
        panel=one.panel.name,
        on=one.on,
        starts=one.starts,
        place=one.place,
        chair=one.chair.name,
        chair_id=one.chair_id,
        area=one.panel.area,
        state=one.state,
        turn=_turn(one, approved=approved),
        since=one.since,
        reason=one.reason,
        freeze_by=freeze_by(one.on),
        version=one.version,
        quorum=one.panel.quorum,
        cards=cards(viewer, one),
        order_says=ORDER_SAYS,
        came=_came(viewer, one, sitting),
        steps=_steps(viewer, one, approved=approved),
        next_on=later.on if later else None,
        minutes_approved=approved,
        runs=_runs(viewer, one),
        coordinates=viewer.can(Permission.RUN_PANEL),
        brings_papers=viewer.can(Permission.BRING_PANEL_PAPER)
        and any(seat.agency_code in viewer.organisation_codes for seat in sitting),
        adds_cases=_adds(viewer) and one.state in (*states.UPCOMING, states.Meeting.HELD),
    )


def _adds(viewer: Viewer) -> bool:
    return any(viewer.can(one) for one in (Permission.RUN_PANEL, Permission.NOMINATE, Permission.CHAIR_PANEL))


def _turn(one: Meeting, *, approved: bool) -> str:
    if one.state == states.Meeting.DECIDED and approved:
        return "the coordinator, to set the next date and close the meeting"
    return states.MEETING_OWNER[one.state]


def _runs(viewer: Viewer, one: Meeting) -> bool:
    chairs = viewer.can(Permission.CHAIR_PANEL) and one.chair_id == viewer.person_id
    return viewer.can(Permission.RUN_PANEL) or chairs


def _steps(viewer: Viewer, one: Meeting, *, approved: bool) -> tuple[Step, ...]:
    runs = _runs(viewer, one)
    coordinates = viewer.can(Permission.RUN_PANEL)
    chairs = viewer.can(Permission.CHAIR_PANEL) and one.chair_id == viewer.person_id
    by_state = {
        states.Meeting.SCHEDULED: (
            Step("freeze_agenda", "Freeze the agenda", coordinates),
            Step("reschedule_meeting", "Change date or place", coordinates),
            Step("cancel_meeting", "Cancel the meeting", runs),
        ),
        states.Meeting.AGENDA_FROZEN: (
            Step("open_meeting", "Open the meeting", runs),
            Step("reschedule_meeting", "Change date or place", coordinates),
            Step("cancel_meeting", "Cancel the meeting", runs),
        ),
        states.Meeting.HELD: (
            Step("finish_meeting", "Finish the meeting", runs),
            Step("meeting_attendance", "Change who is here", runs),
        ),
        states.Meeting.DECIDED: (
            Step("close_meeting", "Close the meeting", runs) if approved else Step("minutes", "Minutes", chairs),
        ),
    }
    steps = by_state.get(states.Meeting(one.state), ())
    if one.state in (*states.UPCOMING, states.Meeting.HELD):
        steps = (*steps, Step("name_chair", "Name another chair", runs))
    return steps


def _came(viewer: Viewer, one: Meeting, sitting: tuple[Seat, ...]) -> tuple[Came, ...]:
    there = {row.organisation_id: row for row in visible_to(viewer, Attendance).filter(meeting=one)}
    agencies: dict[int, list[Seat]] = {}
    for seat in sitting:
        agencies.setdefault(seat.organisation_id, []).append(seat)
    for row in visible_to(viewer, Attendance).filter(meeting=one).select_related("organisation"):
        agencies.setdefault(
            row.organisation_id,
            [Seat(0, "", row.organisation_id, row.organisation.name, row.organisation.code, row.organisation.kind)],
        )
    return tuple(
        Came(
            number,
            found[0].agency,
            there[number].kind if number in there else "",
            there[number].who if number in there else "",
            ", ".join(seat.name for seat in found if seat.name),
        )
        for number, found in sorted(agencies.items(), key=lambda pair: (pair[1][0].agency, pair[0]))
    )
