"""A person's page, and the plain page that explains a score or a rating to them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries import explaining, looked
from throughcare.delivery.people.queries.computing import computable
from throughcare.delivery.people.queries.identity import is_merged, standing_id
from throughcare.delivery.people.queries.page import page
from throughcare.delivery.people.rules.living import can_be_worked_with
from throughcare.delivery.people.views.choices import stay_steps
from throughcare.delivery.people.views.doors import HEARS, PERSON
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.access.scope import only_about
from throughcare.foundation.ports.parts import SERVICE_USER, parts_of
from throughcare.foundation.ports.timeline import timeline_of
from throughcare.foundation.record.events import read_of

TIMELINE_AT_FIRST = 12


@PERSON
@require_safe
def service_user(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Who is this, what must be seen, what happened, what is next? That somebody looked is recorded."""
    viewer = viewer_in(request)
    if is_merged(service_user_id):
        return redirect("service_user", service_user_id=standing_id(viewer, service_user_id))
    with only_about(viewer, ServiceUser, [service_user_id]):
        return _shown(request, service_user_id)


def _shown(request: HttpRequest, service_user_id: int) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    found = page(viewer, service_user_id, on=today, at=at)
    by_glass = found.head.is_restricted and str(service_user_id) in opened_by(viewer, "service_user", at=at)
    read_of(("service_user", service_user_id), by=viewer, at=at, reason_code="break_glass" if by_glass else "")
    alive = can_be_worked_with(found.head.died_on, today)
    timeline = timeline_of(viewer, service_user_id)
    context = {
        "it": found,
        "head": found.head,
        "parts": parts_of(SERVICE_USER, viewer, service_user_id, at),
        "timeline_first": timeline[:TIMELINE_AT_FIRST],
        "timeline_rest": timeline[TIMELINE_AT_FIRST:],
        "looks": looked.looks(viewer, service_user_id),
        "sees_looks": looked.sees_looks(viewer),
        "steps": stay_steps(viewer, found, alive=alive),
        "by_glass": by_glass,
        "alive": alive,
        "sees_cohort": viewer.can(Permission.VIEW_COHORT),
        "sees_assessed": any(viewer.can(one) for one in (Permission.VIEW_COHORT, Permission.WORK_CASE)),
        "can_keep": viewer.can(Permission.KEEP_PERSON),
        "can_risk": viewer.can(Permission.RECORD_RISK) and alive,
        "can_beside": any(viewer.can(one) for one in (Permission.RECORD_RISK, Permission.WORK_CASE)) and alive,
        "can_assess": any(viewer.can(one) for one in (Permission.RECORD_RISK, Permission.WORK_CASE)) and alive,
        "computable": computable(today) if viewer.can(Permission.RECORD_RISK) and alive else [],
        "can_die": any(viewer.can(one) for one in (Permission.KEEP_PERSON, Permission.RUN_PANEL)),
        "can_correct": viewer.can(Permission.RUN_PANEL),
        "can_restrict": viewer.can(Permission.OPEN_RESTRICTED),
        "can_answer": viewer.can(Permission.ANSWER_CHALLENGE),
    }
    return render(request, "people/person.jinja", context)


@HEARS
@require_safe
def explain_score(request: HttpRequest, score_id: int) -> HttpResponse:
    """What a score is, what it rests on and what it led to, in words for the person."""
    viewer, at = viewer_in(request), clock.now()
    found = explaining.of_score(viewer, score_id, on=clock.today(at))
    read_of(("service_user", found.person_id), by=viewer, at=at, reason_code="explained")
    return render(request, "people/explain.jinja", {"it": found})


@HEARS
@require_safe
def explain_rating(request: HttpRequest, entry_id: int) -> HttpResponse:
    """What a rating is, why it was given and what it led to, in words for the person."""
    viewer, at = viewer_in(request), clock.now()
    found = explaining.of_rating(viewer, entry_id, on=clock.today(at))
    read_of(("service_user", found.person_id), by=viewer, at=at, reason_code="explained")
    return render(request, "people/explain.jinja", {"it": found})
