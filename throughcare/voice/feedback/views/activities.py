"""Calls for help, and interviews, groups, councils and open events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, Given
from throughcare.voice.feedback import actions, forms
from throughcare.voice.feedback.queries import activities, calls, local
from throughcare.voice.feedback.queries.scope import RUNS
from throughcare.voice.feedback.views.pages import ask, draft_key

P = Permission
RUNNING = requires(P.RUN_ENGAGEMENT)
ANSWERING = requires(P.ANSWER_DISCLOSURE)
Act = Callable[..., Any]
ACTS: dict[str, tuple[type[django_forms.Form], Act]] = {
    "invite": (forms.InvitedForm, actions.send_invitations),
    "hold": (forms.HeldForm, actions.hold),
    "settle": (forms.MoveForm, actions.settle_expenses),
    "write-up": (forms.MoveForm, actions.write_up),
    "tell-back": (forms.MoveForm, actions.tell_back),
    "cancel": (forms.ReasonForm, actions.cancel_activity),
}


@ANSWERING
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls for help: from named answers, and comments that coders passed on."""
    return render(request, "feedback/calls.jinja", {"rows": calls.calls(viewer_in(request))})


@ANSWERING
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call for help: who to reach, and what was done."""
    viewer, at = viewer_in(request), clock.now()
    page = calls.call(viewer, call_id, at=at)
    form = forms.AnsweredForm(request.POST or None, initial={"version": page.version})
    if request.method == "POST":
        return ask(
            request,
            form,
            lambda given: actions.answer_disclosure(disclosure_id=call_id, **given, by=viewer, at=at),
            Ask("Answer a call for help", "Save", "Saved.", reverse("calls"), reverse("call", args=[call_id])),
        )
    context = {"page": page, "form": form, "kept_as": draft_key(request, form)}
    return render(request, "feedback/call.jinja", context)


@requires(*RUNS)
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """Every activity."""
    viewer = viewer_in(request)
    context = {"rows": activities.activities(viewer), "can_run": viewer.can(P.RUN_ENGAGEMENT)}
    return render(request, "feedback/activities.jinja", context)


@RUNNING
def plan_activity(request: HttpRequest) -> HttpResponse:
    """Plans an activity."""
    viewer, at, made = viewer_in(request), clock.now(), []

    def act(given: Given) -> None:
        made.append(actions.plan_activity(**given, by=viewer, at=at))

    page = Ask("Plan an activity", "Plan it", "Planned.", reverse("activities"))
    answer = ask(request, forms.ActivityForm(request.POST or None), act, page)
    return redirect("activity", made[0].pk) if made else answer


@requires(*RUNS)
@require_safe
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity."""
    return render(request, "feedback/activity.jinja", {"page": activities.activity(viewer_in(request), activity_id)})


@RUNNING
def activity_step(request: HttpRequest, activity_id: int, code: str) -> HttpResponse:
    """Takes an activity one step on."""
    viewer, at = viewer_in(request), clock.now()
    page = activities.activity(viewer, activity_id)
    label = dict(page.steps).get(code, "")
    if code not in ACTS or not label:
        raise NotFound("This step is not open any more.", remedy="Open the activity to see whose turn it is.")
    form, act = ACTS[code]
    return ask(
        request,
        form(request.POST or None, initial={"version": page.version, "consent_version": page.consent_version}),
        lambda given: act(activity_id=activity_id, **given, by=viewer, at=at),
        Ask(label, "Save", "Saved.", reverse("activity", args=[activity_id]), caption=page.row.title),
    )


Writing = tuple[type[django_forms.Form], str, Callable[[Given, int], dict[str, Any]], Act]
WRITING: dict[str, Writing] = {
    "statements": (
        forms.StatementsForm,
        "Write down what people said",
        lambda given, number: {"activity_id": number, **given},
        actions.add_statements,
    ),
    "agenda": (
        forms.AgendaForm,
        "Set the agenda",
        lambda given, number: {"activity_id": number, **given},
        actions.set_agenda,
    ),
    "proposal": (
        forms.ProposalForm,
        "Write down a proposal",
        lambda given, number: {"activity_id": number, **given},
        actions.put_to_council,
    ),
}


@RUNNING
def activity_write(request: HttpRequest, activity_id: int, what: str) -> HttpResponse:
    """Writes down what was said, the agenda, or a proposal."""
    viewer, at = viewer_in(request), clock.now()
    page = activities.activity(viewer, activity_id)
    if what not in WRITING:
        raise NotFound("There is no such page.", remedy="Go back to the activity.")
    form, title, told, act = WRITING[what]
    agenda = "\n".join(page.agenda)
    start = {"items": agenda, "seen": agenda}
    more: dict[str, Any] = {"languages": local.language_names()} if form is forms.StatementsForm else {}
    return ask(
        request,
        form(request.POST or None, initial=start, **more),
        lambda given: act(**told(given, activity_id), by=viewer, at=at),
        Ask(title, "Save", "Saved.", reverse("activity", args=[activity_id]), caption=page.row.title),
    )


@RUNNING
def council_votes(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Counts the votes on a proposal."""
    viewer, at = viewer_in(request), clock.now()
    proposal, activity_id = activities.proposal(viewer, proposal_id)
    return ask(
        request,
        forms.VotesForm(request.POST or None, initial={"version": proposal.version}),
        lambda given: actions.count_votes(proposal_id=proposal_id, **given, by=viewer, at=at),
        Ask(
            "Count the votes",
            "Save",
            "Counted.",
            reverse("activity", args=[activity_id]),
            lead=proposal.words,
        ),
    )
