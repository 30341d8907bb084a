"""A meeting, and the steps that take it from its date to its close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.panels import actions, forms
from throughcare.delivery.panels.queries import meetings, promises, seats
from throughcare.delivery.panels.queries.settings import NOT_CONFIRMED
from throughcare.delivery.panels.views.panels import READ, RUN
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.record.events import read_of
from throughcare.foundation.ui.pages import Ask, Given, ask
from throughcare.foundation.ui.words import day

LEAD = requires(Permission.RUN_PANEL, Permission.CHAIR_PANEL)


@READ
@require_safe
def panel_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The agenda in order of need, what was decided, what each agency promised."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    read_of(("panel_meeting", meeting_id), by=viewer, at=at)
    context = {
        "page": page,
        "general": promises.of_meeting(viewer, meeting_id, on=clock.today(at)),
        "not_confirmed": NOT_CONFIRMED,
    }
    return render(request, "panels/meeting.jinja", context)


@RUN
def schedule_meeting(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Sets a meeting; the day that follows from how often the panel meets is filled in."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.panel(viewer, panel_id, on=clock.today(at))
    form = forms.MeetingForm(request.POST or None, initial={"on": page.suggested_day, "place": page.place})
    return ask(
        request,
        form,
        lambda given: actions.schedule(panel_id=panel_id, **given, by=viewer, at=at),
        Ask(
            "Set a meeting",
            "Set it",
            "The meeting is set.",
            reverse("panel", args=[panel_id]),
            caption=page.name,
            lead=f"By its {page.every_days} days the panel would meet next on {day(page.suggested_day)}.",
        ),
    )


@RUN
def reschedule_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Moves a meeting."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    start = {"on": page.on, "starts": page.starts.strftime("%H:%M") if page.starts else "", "place": page.place}
    return ask(
        request,
        forms.MeetingForm(request.POST or None, initial=start),
        lambda given: actions.reschedule(meeting_id=meeting_id, **given, by=viewer, at=at),
        _ask(page, "Change date or place", "Save", "Saved."),
    )


def _ask(page: meetings.MeetingPage, title: str, button: str, done: str, lead: str = "") -> Ask:
    caption = f"{page.panel}, {day(page.on)}"
    return Ask(title, button, done, reverse("panel_meeting", args=[page.id]), caption=caption, lead=lead)


@LEAD
def name_chair(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Names who chairs this meeting."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    form = forms.ChairForm(request.POST or None, initial={"chair": page.chair_id})
    found = seats.possible_chairs(page.area, on=clock.today(at))
    form.choose(chair=[(one.person_id, f"{one.name}, {one.agency}") for one in found])
    return ask(
        request,
        form,
        lambda given: actions.name_chair(meeting_id=meeting_id, chair_id=int(given["chair"]), by=viewer, at=at),
        _ask(page, "Name another chair", "Save", "Saved."),
    )


def _attendance(
    request: HttpRequest, meeting_id: int, act: Callable[..., object], title: str, button: str, done: str
) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    rows = [(one.organisation_id, one.agency, one.kind, one.who, one.members) for one in page.came]
    form = forms.AttendanceForm(request.POST or None, agencies=rows)
    lead = f"The panel decides with {page.quorum} agencies or more."
    if not rows:
        lead = "No agency sits on this panel yet. Give them their seats first."
    shown = replace(_ask(page, title, button, done, lead), template="panels/attendance.jinja")
    return ask(request, form, lambda given: act(meeting_id=meeting_id, coming=form.coming, by=viewer, at=at), shown)


@LEAD
def open_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Opens the meeting with those who came."""
    return _attendance(
        request, meeting_id, actions.open_meeting, "Who is here?", "Open the meeting", "The meeting is open."
    )


@LEAD
def meeting_attendance(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Changes who is there."""
    return _attendance(request, meeting_id, actions.record_attendance, "Who is here?", "Save", "Saved.")


@dataclass(frozen=True, slots=True)
class _Plain:
    """A step that asks for nothing but to be meant."""

    act: Callable[..., object]
    title: str
    done: str
    lead: str


FREEZE = _Plain(
    actions.freeze_agenda,
    "Freeze the agenda",
    "The agenda is frozen.",
    "Cases and papers are fixed in order of need. Agencies can no longer change their papers.",
)
FINISH = _Plain(
    actions.finish_meeting,
    "Finish the meeting",
    "Finished. The minutes wait for the chair.",
    "Cases that are not decided are carried over to the next meeting. After this, nothing more is decided in this one.",
)
CLOSE = _Plain(
    actions.close_meeting,
    "Close the meeting",
    "Closed.",
    "Actions that should have been done by the day of the meeting are carried over to the next one.",
)


def _step(request: HttpRequest, meeting_id: int, step: _Plain) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)

    def act(given: Given) -> object:
        return step.act(meeting_id=meeting_id, by=viewer, at=at)

    return ask(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        act,
        _ask(page, step.title, step.title, step.done, step.lead),
    )


@RUN
def freeze_agenda(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Fixes the agenda."""
    return _step(request, meeting_id, FREEZE)


@LEAD
def finish_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ends the decisions."""
    return _step(request, meeting_id, FINISH)


@LEAD
def close_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Closes the meeting."""
    return _step(request, meeting_id, CLOSE)


@LEAD
def cancel_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Calls the meeting off."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    form: django_forms.Form = forms.ReasonForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.cancel_meeting(meeting_id=meeting_id, reason=given["reason"], by=viewer, at=at),
        _ask(page, "Cancel the meeting", "Cancel it", "Cancelled. Its cases go to the next meeting."),
    )
