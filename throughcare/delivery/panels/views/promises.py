"""Actions: the list of those who owe them, and what came of each."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.panels import actions, forms
from throughcare.delivery.panels.queries import cases, meetings, promises
from throughcare.delivery.panels.queries.settings import setting
from throughcare.delivery.panels.views.meetings import LEAD
from throughcare.delivery.panels.views.panels import READ
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, Given, ask
from throughcare.foundation.ui.words import day

DO = requires(Permission.DO_PANEL_ACTION, Permission.RUN_PANEL)


@READ
@require_safe
def panel_actions(request: HttpRequest) -> HttpResponse:
    """What each agency promised, the latest first; one's own unless all are asked for."""
    viewer, on = viewer_in(request), clock.today()
    sought = promises.Sought(mine=request.GET.get("whose") != "all", ended=request.GET.get("ended") == "1")
    context = {"rows": promises.actions(viewer, sought, on=on), "sought": sought}
    return render(request, "panels/actions.jinja", context)


@READ
def panel_action(request: HttpRequest, action_id: int) -> HttpResponse:
    """One action, and reporting on it."""
    viewer, at = viewer_in(request), clock.now()
    row = promises.action(viewer, action_id, on=clock.today(at))
    form = forms.OutcomeForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    page = Ask(
        f"Action for {row.owner}",
        "Save",
        "Saved.",
        reverse("panel_action", args=[row.id]),
        caption=f"{row.panel}, meeting of {day(row.meeting_on)}",
        back=reverse("panel_actions"),
        draft_key=f"panel-action-{row.id}",
        template="panels/action.jinja",
    )

    def act(given: Given) -> object:
        common = {"action_id": action_id, "version": given["version"], "by": viewer, "at": at}
        if given["step"] == "carried_over":
            if given["due"] is None:
                raise Invalid({"due": "Give the new day."})
            return actions.carry_over_action(due=given["due"], reason=given["words"], **common)
        end = actions.do_action if given["step"] == "done" else actions.give_up_action
        return end(outcome=given["words"], **common)

    return ask(request, form, act, page, more={"row": row})


def _form(request: HttpRequest, page: meetings.MeetingPage) -> forms.PromiseForm:
    due = page.on + timedelta(days=setting("action_due_days", page.on))
    form = forms.PromiseForm(request.POST if request.method == "POST" else None, initial={"due": due})
    form.choose(owner=[(one.organisation_id, one.agency) for one in page.came])
    return form


@LEAD
def promise(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Writes down an action that is about no case."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    return ask(
        request,
        _form(request, page),
        lambda given: actions.promise(meeting_id=meeting_id, **_given(given), by=viewer, at=at),
        Ask(
            "Write down an action",
            "Save",
            "Saved.",
            reverse("panel_meeting", args=[meeting_id]),
            caption=f"{page.panel}, {day(page.on)}",
            draft_key=f"panel-promise-{meeting_id}",
        ),
    )


@LEAD
def promise_for_case(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """Writes down an action about a case."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    case = cases.case(viewer, meeting_id, person_id, at=at, on=clock.today(at))
    return ask(
        request,
        _form(request, page),
        lambda given: actions.promise(
            meeting_id=meeting_id, service_user_id=person_id, **_given(given), by=viewer, at=at
        ),
        Ask(
            "Write down an action",
            "Save",
            "Saved.",
            reverse("panel_case", args=[meeting_id, person_id]),
            caption=f"{case.card.name}, {page.panel}, {day(page.on)}",
            draft_key=f"panel-promise-{meeting_id}-{person_id}",
        ),
    )


def _given(given: Given) -> Given:
    return {"words": given["words"], "owner_id": int(given["owner"]), "due": given["due"], "key": given["key"]}


@DO
def expect_release(request: HttpRequest, person_id: int) -> HttpResponse:
    """Writes down when somebody is expected to be released."""
    viewer, at = viewer_in(request), clock.now()
    name, known = cases.release_of(viewer, person_id)
    back = reverse("panels")
    return ask(
        request,
        forms.ReleaseForm(request.POST or None, initial={"on": known}),
        lambda given: actions.expect_release(service_user_id=person_id, on=given["on"], by=viewer, at=at),
        Ask(
            "Expected release",
            "Save",
            "Saved. The panel sees the case before that day.",
            back,
            caption=name,
        ),
    )
