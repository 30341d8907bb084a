"""The confidential part of a paper: read by those it is open to, written while the paper is a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.forms.moves import PartTwoForm
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.queries import part_two as confidential
from throughcare.commissioning.decisions.queries.part_two import PartTwoShown
from throughcare.commissioning.decisions.queries.scope import sees_part_two
from throughcare.commissioning.decisions.views.papers import READERS, add_errors
from throughcare.errors import Conflict, Invalid
from throughcare.foundation.access.actions import break_glass
from throughcare.foundation.access.forms import BreakGlassForm
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.record.events import read_of
from throughcare.foundation.ui.forms import FormPage

NOTHING = PartTwoShown("", "", "", 0)
NO_VERSION = -1


@READERS
def part_two(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The confidential part: each reading is recorded; a script that asks for JSON saves it as it is typed."""
    viewer = viewer_in(request)
    if not sees_part_two(viewer, paper_id):
        papers.paper(viewer, paper_id)
        return redirect("break_glass_part_two", paper_id=paper_id)
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return _autosave(request, paper_id)
    part = confidential.part_two(viewer, paper_id)
    read_of(("part_two", paper_id), by=viewer, at=clock.now())
    form = PartTwoForm(request.POST or None, initial=_fields(part) if part else None)
    version, theirs = part.version if part else 0, None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, paper_id, form)
        except Conflict as error:
            theirs = _told(part or NOTHING)
            messages.error(request, f"{error.says} {error.remedy}")
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, "Part 2 is saved.")
            return redirect("paper", paper_id=paper_id)
    if form.errors:
        version = _posted_version(request)
    context = {"part": part, "form": form, "version": version, "theirs": theirs}
    return _render(request, paper_id, context, status=409 if theirs is not None else 422 if form.errors else 200)


def _render(request: HttpRequest, paper_id: int, context: dict[str, Any], *, status: int) -> HttpResponse:
    page = papers.page(viewer_in(request), paper_id, on=clock.today())
    context |= {"paper_id": paper_id, "paper": page.paper, "can_write": page.can_edit}
    return render(request, "decisions/part_two.jinja", context, status=status)


def _fields(part: PartTwoShown) -> dict[str, str]:
    return {"exemption": part.exemption, "rationale": part.rationale, "words": part.words}


def _told(part: PartTwoShown) -> list[tuple[str, str]]:
    blank = PartTwoForm(initial=_fields(part))
    return [(str(blank[name].label), value) for name, value in _fields(part).items() if value]


def _posted_version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NO_VERSION


def _save(request: HttpRequest, paper_id: int, form: PartTwoForm) -> int:
    version, viewer, at = _posted_version(request), viewer_in(request), clock.now()
    return actions.save_part_two(decision_id=paper_id, version=version, by=viewer, at=at, **form.cleaned_data)


def _autosave(request: HttpRequest, paper_id: int) -> JsonResponse:
    form = PartTwoForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(found) for name, found in form.errors.items()}}, status=422)
    try:
        version = _save(request, paper_id, form)
    except Conflict as error:
        viewer = viewer_in(request)
        part = confidential.part_two(viewer, paper_id) or NOTHING
        read_of(("part_two", paper_id), by=viewer, at=clock.now())
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": _fields(part)}
        return JsonResponse(body | {"version": part.version}, status=409)
    at = clock.now().astimezone(clock.LONDON)
    return JsonResponse({"saved": True, "version": version, "at": f"{at:%H:%M}"})


@requires(Permission.BREAK_GLASS)
def break_glass_part_two(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Opens the confidential part in an emergency, with a reason, for an hour."""
    viewer = viewer_in(request)
    found, _ = papers.paper(viewer, paper_id)
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            break_glass(subject_type="part_two", subject_id=str(paper_id), reason=reason, by=viewer, at=clock.now())
        except Invalid as error:
            add_errors(form, error)
        else:
            return redirect("part_two", paper_id=paper_id)
    page = FormPage(
        "Part 2 is closed to your role",
        form,
        button="Open for an hour",
        back=f"/papers/{paper_id}",
        caption=found.reference,
        lead="You can open it in an emergency. Every use is reviewed.",
    )
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)
