"""How a person is reminded, going out alone, and the calendar feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.appointments import actions, forms
from throughcare.delivery.appointments.forms.fields import moment_of
from throughcare.delivery.appointments.queries import booking, sending
from throughcare.delivery.appointments.views.pages import Ask, ask
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import public, requires, signed_in, viewer_in

BOOKS = requires(Permission.WORK_CASE, Permission.TRIAGE_REFERRAL)
WORKS = requires(Permission.WORK_CASE)


@BOOKS
def reminders(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """How a person agreed to be reminded, and what was sent."""
    viewer, at = viewer_in(request), clock.now()
    found = sending.reminding(viewer, service_user_id)
    form = forms.ConsentForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.agree_reminders(
            service_user_id=service_user_id,
            channel=given["channel"],
            address=given["address"],
            marked_safe=given["marked_safe"],
            by=viewer,
            at=at,
        ),
        Ask(
            "Reminders",
            "Save",
            "Saved. Reminders say a time and the first line of a place, and nothing else.",
            reverse("reminders", args=[service_user_id]),
            caption=found.person_name,
            back=reverse("week"),
            template="appointments/reminders.jinja",
            more={"found": found},
        ),
    )


@BOOKS
@require_POST
def end_reminders(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """The person does not want to be reminded any more."""
    actions.end_reminders(service_user_id=service_user_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Ended. Nothing more is sent.")
    return redirect("reminders", service_user_id=service_user_id)


@WORKS
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Who is out alone, the ones that need somebody first."""
    viewer, at = viewer_in(request), clock.now()
    own = sending.own_visit(viewer, at)
    return render(request, "appointments/visits.jinja", {"visits": sending.visits(viewer, at), "own": own})


def _today_at(given: dict[str, Any], at: datetime) -> datetime:
    found = moment_of(clock.today(at), given["back_at"])
    assert found is not None
    return found


@WORKS
def start_visit(request: HttpRequest) -> HttpResponse:
    """Starts a visit alone."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.VisitForm(request.POST or None)
    form.choose(buddy=[("", "Choose one"), *booking.buddies(viewer, at)])
    return ask(
        request,
        form,
        lambda given: actions.start_visit(
            where=given["where"], expected_end=_today_at(given, at), buddy_id=given["buddy"], by=viewer, at=at
        ),
        Ask(
            "Go out alone",
            "Start",
            "Started. Say that you are back before the time you gave.",
            reverse("today"),
            lead="If you do not say that you are back, your buddy and the service lead are told on their home page and "
            "by e-mail.",
            back=reverse("lone_visits"),
        ),
    )


@signed_in
@require_safe
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit: who, where, until when, and what to do."""
    found = sending.visit(viewer_in(request), visit_id, clock.now())
    return render(request, "appointments/visit.jinja", {"visit": found})


@WORKS
@require_POST
def come_back(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Says that one is back, in one tap."""
    actions.come_back(visit_id=visit_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Good. You are back.")
    return redirect("today")


@WORKS
def stay_longer(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Says that one stays longer."""
    viewer, at = viewer_in(request), clock.now()
    sending.visit(viewer, visit_id, at)
    form = forms.LongerForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.stay_longer(visit_id=visit_id, expected_end=_today_at(given, at), by=viewer, at=at),
        Ask("Stay longer", "Save", "Saved.", reverse("lone_visit", args=[visit_id])),
    )


@signed_in
def raise_alarm(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The buddy or a lead could not reach somebody."""
    return _did(request, visit_id, actions.raise_alarm, "Raise the alarm", "I could not reach them")


@signed_in
def found_safe(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The buddy or a lead reached somebody."""
    return _did(request, visit_id, actions.found_safe, "They are safe", "They are safe")


def _did(request: HttpRequest, visit_id: int, act: Any, title: str, button: str) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    found = sending.visit(viewer, visit_id, at)
    form = forms.AlarmForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: act(visit_id=visit_id, words=given["words"], by=viewer, at=at),
        Ask(title, button, "Saved.", reverse("lone_visit", args=[visit_id]), caption=found.worker),
    )


@WORKS
def calendar(request: HttpRequest) -> HttpResponse:
    """One's own calendar address: made, shown once, ended."""
    viewer, at = viewer_in(request), clock.now()
    secret = ""
    if request.method == "POST":
        if "end" in request.POST:
            actions.end_feed(by=viewer, at=at)
            messages.success(request, "Ended. The address answers nothing any more.")
            return redirect("calendar")
        secret = actions.make_feed(by=viewer, at=at)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret])) if secret else ""
    context = {"since": sending.feed_since(viewer), "address": address}
    return render(request, "appointments/calendar.jinja", context)


@public
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address, for a calendar program."""
    answer = HttpResponse(sending.calendar_of(secret, clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="appointments.ics"'
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
