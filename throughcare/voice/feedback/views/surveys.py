"""Surveys: the list, one version, what it asks, its steps, its results."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.errors import NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.charts import guarded
from throughcare.foundation.ui.pages import Ask, Given
from throughcare.voice.feedback import actions, forms
from throughcare.voice.feedback.queries import bank, results, surveys
from throughcare.voice.feedback.queries.results import HIDDEN
from throughcare.voice.feedback.queries.scope import RUNS
from throughcare.voice.feedback.views.pages import ask

P = Permission
RUNNING = requires(*RUNS)
BUILDING = requires(P.BUILD_SURVEY)
Act = Callable[..., Any]
ACTS: dict[str, tuple[type[django_forms.Form], Act, str]] = {
    "submit": (forms.MoveForm, actions.submit, "Submitted. Someone else approves it."),
    "approve": (forms.MoveForm, actions.approve, "Approved. It can be opened."),
    "return": (forms.ReasonForm, actions.give_back, "Returned to its author."),
    "open": (forms.MoveForm, actions.open_version, "Open. Make codes to hand out."),
    "close": (forms.CloseForm, actions.close_version, "Closed. Every answer is in."),
    "withdraw": (forms.ReasonForm, actions.withdraw, "Given up."),
}


@RUNNING
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    """Every survey, those that need somebody first."""
    viewer = viewer_in(request)
    context = {
        "rows": surveys.versions(viewer, on=clock.today()),
        "can_build": viewer.can(P.BUILD_SURVEY),
        "can_enter": viewer.can(P.ENTER_PAPER_FORM),
        "can_answer_calls": viewer.can(P.ANSWER_DISCLOSURE),
        "can_run": viewer.can(P.RUN_ENGAGEMENT),
    }
    return render(request, "feedback/surveys.jinja", context)


@BUILDING
def start_survey(request: HttpRequest) -> HttpResponse:
    """Starts a survey."""
    viewer, at, made = viewer_in(request), clock.now(), []

    def act(given: Given) -> None:
        made.append(actions.start_survey(**given, by=viewer, at=at))

    page = Ask("Start a survey", "Start", "Started. Choose its questions.", reverse("surveys"))
    answer = ask(request, forms.StartForm(request.POST or None), act, page)
    return redirect("survey_draft", made[0].pk) if made else answer


@RUNNING
@require_safe
def survey(request: HttpRequest, version_id: int) -> HttpResponse:
    """A version: its state and whose turn it is, what it asks, its codes."""
    viewer = viewer_in(request)
    page = surveys.version_page(viewer, version_id, on=clock.today())
    context = {
        "page": page,
        "can_edit": page.is_draft and viewer.can(P.BUILD_SURVEY),
        "can_hand_out": page.is_open and viewer.can(P.HAND_OUT_CODES),
    }
    return render(request, "feedback/survey.jinja", context)


@BUILDING
def survey_draft(request: HttpRequest, version_id: int) -> HttpResponse:
    """What a draft asks, in which languages, and how."""
    viewer, at = viewer_in(request), clock.now()
    page = surveys.version_page(viewer, version_id, on=clock.today(at))
    if not page.is_draft:
        raise WrongState("This version was submitted, so its questions no longer change.", remedy="Start the next one.")
    draft = surveys.draft(viewer, version_id)
    start = {
        "version": page.version,
        "questions": draft.questions,
        "languages": draft.languages,
        "compare_by": draft.compare_by,
        "double_entry": draft.double_entry,
        "closes_on": draft.closes_on,
    }
    form = forms.DraftForm(request.POST or None, initial=start)
    questions = bank.choices(viewer)
    order = {code: place for place, code in enumerate(draft.questions)}
    form.choose(
        questions=sorted(questions, key=lambda one: order.get(one[0], len(order))),
        languages=surveys.language_choices(),
        compare_by=[("", "Do not tell them apart"), *questions],
    )

    def act(given: Given) -> None:
        actions.change_draft(version_id=version_id, **given, by=viewer, at=at)

    title = f"What “{page.row.title}” asks"
    return ask(request, form, act, Ask(title, "Save", "Saved.", reverse("survey", args=[version_id])))


@BUILDING
def survey_order(request: HttpRequest, version_id: int, code: str) -> HttpResponse:
    """Moves a question of a draft one place up."""
    viewer, at = viewer_in(request), clock.now()
    page = surveys.version_page(viewer, version_id, on=clock.today(at))
    draft = surveys.draft(viewer, version_id)
    order = list(draft.questions)
    if request.method == "POST" and code in order[1:]:
        place = order.index(code)
        order[place - 1], order[place] = order[place], order[place - 1]
        actions.change_draft(
            version_id=version_id,
            version=page.version,
            questions=order,
            languages=draft.languages,
            compare_by=draft.compare_by,
            double_entry=draft.double_entry,
            closes_on=draft.closes_on,
            by=viewer,
            at=at,
        )
    return redirect("survey", version_id)


@RUNNING
def survey_step(request: HttpRequest, version_id: int, code: str) -> HttpResponse:
    """Takes a version one step on."""
    viewer, at = viewer_in(request), clock.now()
    page = surveys.version_page(viewer, version_id, on=clock.today(at))
    if code == "next":
        return _next(request, viewer, version_id, page)
    label = next((one.label for one in page.steps if one.code == code), "")
    if code not in ACTS or not label:
        raise NotFound("This step is not open any more.", remedy="Go back and open the survey to see whose turn it is.")
    kind, act, done = ACTS[code]
    form = kind(request.POST or None, initial={"version": page.version})
    if isinstance(form, forms.CloseForm):
        form.say_waiting(page.typed_once)
    return ask(
        request,
        form,
        lambda given: act(version_id=version_id, **given, by=viewer, at=at),
        Ask(label, label, done, reverse("survey", args=[version_id]), caption=page.row.title),
    )


def _next(request: HttpRequest, viewer: Viewer, version_id: int, page: surveys.VersionPage) -> HttpResponse:
    made: list[Any] = []

    def act(given: Given) -> None:
        made.append(actions.start_version(version_id=version_id, by=viewer, at=clock.now()))

    form = forms.MoveForm(request.POST or None, initial={"version": page.version})
    title = "Start the next version"
    answer = ask(request, form, act, Ask(title, title, "Started.", reverse("survey", args=[version_id])))
    return redirect("survey", made[0].pk) if made else answer


@requires(*RUNS, P.VIEW_INSIGHT)
@require_safe
def survey_results(request: HttpRequest, version_id: int) -> HttpResponse:
    """What people answered, as counts that point at nobody."""
    viewer = viewer_in(request)
    found = results.results(viewer, version_id, on=clock.today())
    can_open = any(viewer.can(one) for one in RUNS)
    context = {"found": found, "version_id": version_id, "hidden": HIDDEN, "can_open": can_open}
    return render(request, "feedback/results.jinja", context)


@requires(*RUNS, P.VIEW_INSIGHT)
@require_safe
def survey_csv(request: HttpRequest, version_id: int) -> HttpResponse:
    """The same counts as CSV; a figure that is withheld is empty."""
    found = results.results(viewer_in(request), version_id, on=clock.today())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="survey-{version_id}.csv"'
    writer = csv.writer(answer, quoting=csv.QUOTE_ALL)
    writer.writerow(["question", "group", "answer", "people"])
    for one in (*found.questions, *found.by_group):
        for count in one.counts:
            cells = [one.text, one.group or "everybody", count.words]
            writer.writerow([guarded(cell) for cell in cells] + ["" if count.number is None else count.number])
    return answer
