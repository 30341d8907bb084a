"""What a panel's people owe, and by when: dates, papers, the agenda, decisions, minutes and actions.

Reviews that are due are told by the cohort itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import Meeting, Member, Minutes, Panel, PanelAction, Paper
from throughcare.delivery.panels.queries.agenda import cards
from throughcare.delivery.panels.queries.meetings import freeze_by
from throughcare.delivery.panels.rules.meetings import next_day
from throughcare.delivery.people.queries.scope import standing_at
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.ui.words import count, day

PAPERS_AHEAD = timedelta(days=21)
SHOWN = 80


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Everything about panels that this viewer owes or waits for."""
    if not viewer.can(Permission.VIEW_COHORT):
        return
    on = clock.today(at)
    for meeting in _meetings(viewer):
        yield from _of_meeting(viewer, meeting)
        yield from _papers(viewer, meeting, on)
    yield from _next_dates(viewer, on)
    yield from _actions(viewer)


def _meetings(viewer: Viewer) -> list[Meeting]:
    going = [one.value for one in states.Meeting if one not in (states.Meeting.CLOSED, states.Meeting.CANCELLED)]
    rows = visible_to(viewer, Meeting).filter(state__in=going).select_related("panel", "chair")
    return list(rows.order_by("on", "pk"))


def _of_meeting(viewer: Viewer, one: Meeting) -> Iterator[Owed]:
    """The next step of a meeting, for whoever takes it."""
    chairs = one.chair_id == viewer.person_id and viewer.can(Permission.CHAIR_PANEL)
    coordinates = viewer.can(Permission.RUN_PANEL)
    name = f"{one.panel.name}, {day(one.on)}"
    page, minutes = reverse("panel_meeting", args=[one.pk]), reverse("minutes", args=[one.pk])
    approved = one.state == states.Meeting.DECIDED and Minutes.objects.filter(meeting=one).exists()
    steps = {
        states.Meeting.SCHEDULED: ("Freeze the agenda", freeze_by(one.on), coordinates, "the coordinator", page),
        states.Meeting.AGENDA_FROZEN: ("Open the meeting", one.on, chairs, one.chair.name, page),
        states.Meeting.HELD: ("Decide and finish the meeting", one.on, chairs, one.chair.name, page),
        states.Meeting.DECIDED: ("Approve the minutes", one.on, chairs, one.chair.name, minutes),
    }
    what, due, mine, whose, href = steps[states.Meeting(one.state)]
    if approved:
        what, mine, whose, href = "Close the meeting", coordinates, "the coordinator", page
    if mine or coordinates or chairs:
        yield Owed(what=f"{what}: {name}", href=href, due=due, since=one.since, by_me=mine, whose=whose)


def _papers(viewer: Viewer, one: Meeting, on: date) -> Iterator[Owed]:
    """Papers that the viewer's agency has not shown to the panel yet."""
    soon = one.state == states.Meeting.SCHEDULED and one.on <= on + PAPERS_AHEAD
    if not (soon and viewer.can(Permission.BRING_PANEL_PAPER)):
        return
    sits = Member.objects.filter(panel=one.panel, person_id=viewer.person_id, until__isnull=True)
    agencies = set(sits.values_list("organisation_id", flat=True))
    if not agencies:
        return
    agenda = {card.head.id for card in cards(viewer, one)}
    shared = Paper.objects.filter(meeting=one, organisation_id__in=agencies, shared_at__isnull=False)
    wanted = agenda - set(shared.values_list(standing_at(), flat=True))
    if wanted:
        yield Owed(
            what=f"Papers for {one.panel.name}, {day(one.on)}",
            href=reverse("panel_meeting", args=[one.pk]),
            fact=f"{len(wanted)} of {count(len(agenda), 'case')} to write",
            due=freeze_by(one.on),
        )


def _next_dates(viewer: Viewer, on: date) -> Iterator[Owed]:
    """Panels without a next meeting."""
    if not viewer.can(Permission.RUN_PANEL):
        return
    for one in visible_to(viewer, Panel):
        last = Meeting.objects.filter(panel=one).exclude(state=states.Meeting.CANCELLED).order_by("-on", "-id").first()
        if last is None or last.state not in (*states.UPCOMING, states.Meeting.HELD):
            suggested = next_day(last.on if last else None, every_days=one.every_days, today=on)
            yield Owed(
                what=f"Set the next meeting of {one.name}",
                href=reverse("schedule_meeting", args=[one.pk]),
                due=suggested,
            )


def _actions(viewer: Viewer) -> Iterator[Owed]:
    """Actions of the viewer's agency; for whoever runs the panel, those that wait with other agencies."""
    runs = viewer.can(Permission.RUN_PANEL) or viewer.can(Permission.CHAIR_PANEL)
    rows = visible_to(viewer, PanelAction).filter(state__in=states.OPEN_ACTIONS).select_related("owner", "panel")
    if not runs:
        rows = rows.filter(owner__code__in=viewer.organisation_codes)
    for one in rows.order_by("due", "pk"):
        mine = one.owner.code in viewer.organisation_codes and viewer.can(Permission.DO_PANEL_ACTION)
        words = one.words if len(one.words) <= SHOWN else one.words[: SHOWN - 1] + "…"
        yield Owed(
            what=f"Panel action: {words}",
            href=reverse("panel_action", args=[one.pk]),
            fact=f"carried over {count(one.times_carried, 'time')}" if one.times_carried else "",
            due=one.due,
            since=one.since,
            by_me=mine,
            whose=one.owner.name,
        )
