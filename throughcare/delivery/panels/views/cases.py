"""A case at a meeting: read it, bring a paper, note what was said, decide in two taps."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.panels import actions, forms
from throughcare.delivery.panels.queries import cases, meetings
from throughcare.delivery.panels.queries.cohort import reasons, standard_review
from throughcare.delivery.panels.rules.deciding import kind_of
from throughcare.delivery.panels.views.meetings import LEAD
from throughcare.delivery.panels.views.panels import READ
from throughcare.errors import Conflict, Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.foundation.ui.words import clock_time, day

BRING = requires(Permission.BRING_PANEL_PAPER)
ADD = requires(Permission.RUN_PANEL, Permission.NOMINATE, Permission.CHAIR_PANEL)
DECIDE = requires(Permission.CHAIR_PANEL)


def _case(request: HttpRequest, meeting_id: int, person_id: int) -> cases.CasePage:
    at = clock.now()
    return cases.case(viewer_in(request), meeting_id, person_id, at=at, on=clock.today(at))


def _ask(page: cases.CasePage, title: str, button: str, done: str, **more: Any) -> Ask:
    caption = f"{page.card.name}, {page.panel}, {day(page.on)}"
    to = reverse("panel_case", args=[page.meeting_id, page.card.service_user_id])
    return Ask(title, button, done, to, caption=caption, **more)


def posted_version(request: HttpRequest) -> int | None:
    """The version on which a form was opened, where it says one."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@READ
@require_safe
def panel_case(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """One case: why it is here, what agencies brought, what was said, decided and promised."""
    return render(request, "panels/case.jinja", {"page": _case(request, meeting_id, person_id)})


@ADD
def find_case(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Finds somebody to put on the agenda. What is sought travels in the form, never in the address."""
    viewer = viewer_in(request)
    page = meetings.meeting(viewer, meeting_id)
    form = forms.FindForm(request.POST if request.method == "POST" else None)
    found = cases.sought(viewer, meeting_id, form.cleaned_data["sought"]) if form.is_valid() else None
    context = {"page": page, "form": form, "found": found}
    return render(request, "panels/find_case.jinja", context, status=422 if form.errors else 200)


@ADD
def add_case(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """Puts a case on the agenda by hand."""
    viewer, at = viewer_in(request), clock.now()
    page = meetings.meeting(viewer, meeting_id)
    name = cases.name_of(viewer, person_id)
    return ask(
        request,
        forms.AskForm(request.POST or None),
        lambda given: actions.add_case(
            meeting_id=meeting_id, service_user_id=person_id, asked_for=given["asked_for"], by=viewer, at=at
        ),
        Ask(
            "Put on the agenda",
            "Put on the agenda",
            "On the agenda.",
            reverse("panel_meeting", args=[meeting_id]),
            caption=f"{name}, {page.panel}, {day(page.on)}",
            draft_key=f"panel-ask-{meeting_id}-{person_id}",
        ),
    )


@LEAD
def take_off_case(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """Takes a case off the agenda."""
    viewer, at = viewer_in(request), clock.now()
    page = _case(request, meeting_id, person_id)
    shown = _ask(page, "Take off the agenda", "Take it off", "Taken off the agenda.")
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: actions.take_off(
            meeting_id=meeting_id, service_user_id=person_id, reason=given["reason"], by=viewer, at=at
        ),
        Ask(shown.title, shown.button, shown.done, reverse("panel_meeting", args=[meeting_id]), shown.caption),
    )


@LEAD
@require_POST
def carry_over_case(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """Leaves a case for the next meeting, in one tap."""
    viewer, at = viewer_in(request), clock.now()
    actions.carry_over_case(meeting_id=meeting_id, service_user_id=person_id, by=viewer, at=at)
    return redirect("panel_meeting", meeting_id=meeting_id)


@DECIDE
def step_aside(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """The chair declares an interest in a case."""
    viewer, at = viewer_in(request), clock.now()
    page = _case(request, meeting_id, person_id)
    return ask(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda given: actions.step_aside(meeting_id=meeting_id, service_user_id=person_id, by=viewer, at=at),
        _ask(
            page,
            "Step aside for this case",
            "Step aside",
            "Another chair who is at the meeting decides this case.",
            lead="If you know the person, or anything else could sway you, another chair decides. If there is none, "
            "the case is carried over.",
        ),
    )


@DECIDE
def decide_case(request: HttpRequest, meeting_id: int, person_id: int, kind: str) -> HttpResponse:
    """The second tap: the reason. Words and another day can be given first."""
    viewer, at = viewer_in(request), clock.now()
    page = _case(request, meeting_id, person_id)
    wanted = _wanted(page, kind) if request.method != "POST" else kind_of(kind)
    start = {"version": page.version, "review_on": standard_review(wanted, page.on)}
    form = forms.DecisionForm(request.POST if request.method == "POST" else None, initial=start)
    choices = reasons(wanted, page.on, rating=page.card.rating)
    shown = _ask(
        page,
        wanted.title,
        "Record",
        f"Recorded: {wanted.minuted.lower()}.",
        template="panels/decide.jinja",
        draft_key=f"panel-decide-{meeting_id}-{person_id}-{kind}",
    )
    onward = Ask(
        shown.title,
        shown.button,
        shown.done,
        reverse("panel_meeting", args=[meeting_id]) + f"#case-{person_id}",
        shown.caption,
        back=shown.to,
        draft_key=shown.draft_key,
        template=shown.template,
    )
    return ask(
        request,
        form,
        lambda given: actions.decide(
            meeting_id=meeting_id, service_user_id=person_id, kind=kind, **given, by=viewer, at=at
        ),
        onward,
        more={"reasons": choices, "kind": wanted, "case": page},
    )


def _wanted(page: cases.CasePage, kind: str) -> Any:
    """The decision asked for, if it can be taken now."""
    found = next((one for one in page.card.kinds if one.code == kind), None)
    if found is None:
        raise NotFound(
            "This cannot be decided now.", remedy="Open the case again to see what happened and whose turn it is."
        )
    return found


@BRING
def panel_paper(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """The agency's paper on a case: saved as it is typed, shown to the panel by its own button."""
    viewer, at = viewer_in(request), clock.now()
    page = _case(request, meeting_id, person_id)
    own = cases.paper_for(viewer, meeting_id, person_id)
    form = _paper_form(own, request.POST if request.method == "POST" else None)
    share = "share" in request.POST
    version = posted_version(request)

    def act(given: dict[str, Any]) -> object:
        return actions.save_paper(
            meeting_id=meeting_id,
            service_user_id=person_id,
            **given,
            share=share,
            version=version,
            by=viewer,
            at=at,
        )

    shown = _ask(
        page,
        f"Paper of {own.agency}",
        "Show to the panel",
        "The panel can read your paper." if share else "Saved. The panel does not see it yet.",
        autosave=reverse("save_panel_paper", args=[meeting_id, person_id]),
        draft_key=f"panel-paper-{meeting_id}-{person_id}",
        version=own.version if request.method != "POST" else version,
        template="panels/paper.jinja",
    )
    return ask(request, form, act, shown, more={"own": own, "case": page})


def _paper_form(own: cases.OwnPaper, posted: Any) -> django_forms.Form:
    if own.is_health:
        return forms.HealthPaperForm(posted, initial={"engagement": own.engagement, "risk_status": own.risk_status})
    return forms.PaperForm(posted, initial={"words": own.words, "kept_back": own.kept_back})


@BRING
@require_POST
def save_panel_paper(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """Saves the paper as it is typed. Whether the panel sees it stays as it is."""
    viewer, at = viewer_in(request), clock.now()
    own = cases.paper_for(viewer, meeting_id, person_id)
    form = _paper_form(own, request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(found) for name, found in form.errors.items()}}, status=422)
    try:
        row = actions.save_paper(
            meeting_id=meeting_id,
            service_user_id=person_id,
            **form.cleaned_data,
            share=own.is_shared,
            version=posted_version(request),
            by=viewer,
            at=at,
        )
    except Conflict as error:
        now = cases.paper_for(viewer, meeting_id, person_id)
        theirs = {name: getattr(now, name) for name in form.fields}
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": theirs, "version": now.version}
        return JsonResponse(body, status=409)
    except Invalid as error:
        return JsonResponse({"errors": error.fields}, status=422)
    return JsonResponse({"saved": True, "version": row.version, "at": clock_time(at)})


@LEAD
def panel_discussion(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """What was said about a case, saved as it is typed."""
    viewer, at = viewer_in(request), clock.now()
    page = _case(request, meeting_id, person_id)
    form = forms.DiscussionForm(request.POST if request.method == "POST" else None, initial={"words": page.discussion})
    version = posted_version(request)
    return ask(
        request,
        form,
        lambda given: actions.save_discussion(
            meeting_id=meeting_id, service_user_id=person_id, words=given["words"], version=version, by=viewer, at=at
        ),
        _ask(
            page,
            "What was said",
            "Save",
            "Saved.",
            autosave=reverse("save_panel_discussion", args=[meeting_id, person_id]),
            draft_key=f"panel-discussion-{meeting_id}-{person_id}",
            version=page.version if request.method != "POST" else version,
        ),
    )


@LEAD
@require_POST
def save_panel_discussion(request: HttpRequest, meeting_id: int, person_id: int) -> HttpResponse:
    """Saves what was said as it is typed."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.DiscussionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(found) for name, found in form.errors.items()}}, status=422)
    try:
        row = actions.save_discussion(
            meeting_id=meeting_id,
            service_user_id=person_id,
            words=form.cleaned_data["words"],
            version=posted_version(request),
            by=viewer,
            at=at,
        )
    except Conflict as error:
        now = cases.case(viewer, meeting_id, person_id, at=at, on=clock.today(at))
        theirs = {"words": now.discussion}
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": theirs, "version": now.version}
        return JsonResponse(body, status=409)
    return JsonResponse({"saved": True, "version": row.version, "at": clock_time(at)})
