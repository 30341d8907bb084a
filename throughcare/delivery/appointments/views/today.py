"""The practitioner's Today, and the week."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.appointments.queries import sending
from throughcare.delivery.appointments.queries import today as queries
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ports.today import sections_for

WORKS = requires(Permission.WORK_CASE)
BOOKS = requires(Permission.WORK_CASE, Permission.TRIAGE_REFERRAL)


@WORKS
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What must not be missed?"""
    viewer, at = viewer_in(request), clock.now()
    context = {
        "sections": sections_for(viewer, at),
        "on": clock.today(at),
        "visit": sending.own_visit(viewer, at),
    }
    return render(request, "appointments/today.jinja", context)


def _day_in(request: HttpRequest, otherwise: date) -> date:
    """The day that an address names; another where it names none."""
    try:
        found = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return otherwise
    return found if abs((found - otherwise).days) <= 800 else otherwise


@BOOKS
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Seven days: one's own, or the whole service's for those who book for others."""
    viewer, at = viewer_in(request), clock.now()
    first = queries.monday_of(_day_in(request, clock.today(at)))
    context = {
        "days": queries.week(viewer, first, at),
        "first": first,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "this": queries.monday_of(clock.today(at)),
        "can_work": viewer.can(Permission.WORK_CASE),
        "is_service": viewer.can(Permission.TRIAGE_REFERRAL),
    }
    return render(request, "appointments/week.jinja", context)
