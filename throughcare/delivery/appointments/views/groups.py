"""Group sessions: planned, filled, moved, and everybody's attendance recorded on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.appointments import actions, forms
from throughcare.delivery.appointments.queries import booking, groups
from throughcare.delivery.appointments.queries.appointments import when_words
from throughcare.delivery.appointments.views.pages import Ask, ask, refused
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in

BOOKS = requires(Permission.WORK_CASE, Permission.TRIAGE_REFERRAL)
WORKS = requires(Permission.WORK_CASE)


@BOOKS
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Meetings of groups, ahead and lately."""
    viewer, at = viewer_in(request), clock.now()
    return render(request, "appointments/groups.jinja", {"groups": groups.groups(viewer, at), "now": at})


@BOOKS
def plan(request: HttpRequest) -> HttpResponse:
    """Plans a meeting."""
    viewer, at = viewer_in(request), clock.now()
    choices = booking.group_choices(viewer, at)
    form = forms.GroupForm(request.POST or None, initial={"minutes": 90})
    form.choose(
        office=[("", "Choose one"), *choices.offices],
        facilitators=[(str(pk), name) for pk, name in choices.workers],
        service=[("", "Choose one"), *choices.services],
    )

    def act(given: dict[str, Any]) -> object:
        return actions.plan_group(
            service=given["service"],
            title=given["title"],
            terms=form.group_terms(),
            places=given["places"],
            facilitator_ids=given["facilitators"],
            despite=form.accepted(),
            key=given["key"],
            by=viewer,
            at=at,
        )

    return ask(
        request,
        form,
        act,
        Ask(
            "Plan a group session",
            "Plan it",
            "Planned. Now add who comes.",
            lambda made: reverse("group", args=[made.pk]),
            back=reverse("groups"),
            template="appointments/when.jinja",
            more={"before": ["service", "title", "facilitators", "places"], "after": [], "contact_href": ""},
        ),
    )


@BOOKS
@require_safe
def one(request: HttpRequest, group_id: int) -> HttpResponse:
    """A meeting with its members and their own attendance."""
    viewer, at = viewer_in(request), clock.now()
    page = groups.group(viewer, group_id)
    context = {
        "page": page,
        "is_ahead": page.group.starts > at,
        "can_record": viewer.can(Permission.WORK_CASE) and page.group.waiting > 0,
    }
    return render(request, "appointments/group.jinja", context)


@BOOKS
def add(request: HttpRequest, group_id: int) -> HttpResponse:
    """Gives somebody a place."""
    viewer, at = viewer_in(request), clock.now()
    page = groups.group(viewer, group_id)
    form = forms.MemberForm(request.POST or None)
    form.choose(referral=[("", "Choose one"), *((str(pk), name) for pk, name in groups.could_join(viewer, page))])
    return ask(
        request,
        form,
        lambda given: actions.add_to_group(group_id=group_id, referral_id=given["referral"], by=viewer, at=at),
        Ask(
            "Add somebody to the group",
            "Add them",
            "Added.",
            reverse("group", args=[group_id]),
            caption=page.group.title,
            lead="Cases of this service in which sessions are held.",
        ),
    )


@BOOKS
def move(request: HttpRequest, group_id: int) -> HttpResponse:
    """Moves a meeting with everybody in it."""
    viewer, at = viewer_in(request), clock.now()
    page = groups.group(viewer, group_id)
    choices = booking.group_choices(viewer, at)
    local = page.group.starts.astimezone(clock.LONDON)
    initial = {"on": local.date(), "at": local.time(), "minutes": page.group.minutes, "manner": page.group.manner}
    form = forms.MoveGroupForm(request.POST or None, initial=initial)
    form.choose(office=[("", "Choose one"), *choices.offices], reason=choices.reasons)

    def act(given: dict[str, Any]) -> object:
        return actions.move_group(
            group_id=group_id,
            terms=form.group_terms(),
            reason=given["reason"],
            asked_by=given["asked_by"],
            despite=form.accepted(),
            key=given["key"],
            by=viewer,
            at=at,
        )

    return ask(
        request,
        form,
        act,
        Ask(
            "Move the group session",
            "Move everybody",
            "Moved with everybody who had a place.",
            lambda made: reverse("group", args=[made.pk]),
            caption=page.group.title,
            back=reverse("group", args=[group_id]),
            template="appointments/when.jinja",
            more={"before": ["reason", "asked_by"], "after": [], "contact_href": ""},
        ),
    )


@WORKS
def record(request: HttpRequest, group_id: int) -> HttpResponse:
    """Everybody's own attendance on one page; notes are each person's own and are added afterwards."""
    viewer, at = viewer_in(request), clock.now()
    page = groups.group(viewer, group_id)
    waiting = [row for row in page.members if row.is_ahead]
    form = forms.GroupRecordForm(request.POST or None, members=waiting, activities=groups.activities(page), on=at)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_group(
                group_id=group_id, records=form.records(), key=form.cleaned_data["key"], by=viewer, at=at
            )
        except (Invalid, NotAllowed, WrongState, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, "Recorded for everybody. Add each person's own note where there is one.")
            return redirect("group", group_id=group_id)
    context = {
        "page": page,
        "form": form,
        "waiting": waiting,
        "caption": when_words(waiting[0]) if waiting else page.group.title,
    }
    return render(request, "appointments/record_group.jinja", context, status=422 if form.errors else 200)
