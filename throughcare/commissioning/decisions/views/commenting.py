"""Remarks on places in a paper: written, kept as they are typed, sent, and dealt with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from throughcare import clock
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.forms.moves import CommentForm
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.queries.commenting import Unsent, takes_comments, unsent
from throughcare.commissioning.decisions.views.papers import READERS
from throughcare.errors import Conflict, NotAllowed
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ui.forms import FormPage

LONGEST_PLACE = 120


def _place(request: HttpRequest) -> str:
    return (request.POST.get("place") or request.GET.get("place", ""))[:LONGEST_PLACE]


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _kept(request: HttpRequest, paper_id: int) -> Unsent:
    place = _place(request)
    found = (one for one in unsent(viewer_in(request), paper_id) if one.place == place)
    return next(found, Unsent(place, "", 0))


@READERS
def comment(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A remark on one place in the paper; a script that asks for JSON keeps it as it is typed."""
    viewer = viewer_in(request)
    found, _ = papers.paper(viewer, paper_id)
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return _autosave(request, paper_id)
    kept = _kept(request, paper_id)
    if not takes_comments(viewer, paper_id):
        return _settled(request, paper_id, kept)
    form = CommentForm(request.POST or None, initial={"place": kept.place, "words": kept.words})
    address = f"{reverse('comment_on_paper', args=[paper_id])}?{urlencode({'place': kept.place})}"
    page = FormPage(
        f"Comment on {kept.place}",
        form,
        button="Send comment",
        back=f"/papers/{paper_id}",
        caption=found.title,
        autosave=address,
        draft_key=f"comment-{paper_id}-{slugify(kept.place)}",
        version=_version(request) if request.method == "POST" else kept.version,
    )
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "version": _version(request)}
        try:
            actions.comment(decision_id=paper_id, **given, by=viewer, at=clock.now())
        except NotAllowed:
            if takes_comments(viewer, paper_id):
                raise
            return _settled(request, paper_id, kept)
        messages.success(request, "Your comment stands beside the paper.", extra_tags=f"done:{page.draft_key}")
        return redirect("paper", paper_id=paper_id)
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)


def _settled(request: HttpRequest, paper_id: int, kept: Unsent) -> HttpResponse:
    """What was written about a paper and not sent before it was settled: to read, and to discard."""
    says, status = "This paper is settled, so comments on it are closed.", 403 if request.method == "POST" else 200
    if "discard" in request.POST:
        given = {"place": kept.place, "version": _version(request), "by": viewer_in(request), "at": clock.now()}
        try:
            actions.discard_comment(decision_id=paper_id, **given)
        except Conflict as error:
            says, status = f"{error.says} {error.remedy}", error.status
        else:
            messages.success(request, "Discarded. It was not sent.")
            return redirect("paper", paper_id=paper_id)
    typed = request.POST.get("words", "").strip()
    if not kept.words and not typed:
        raise NotAllowed(says, remedy="Go back to the paper.")
    context = {"paper_id": paper_id, "kept": kept, "typed": typed if typed != kept.words else "", "says": says}
    return render(request, "decisions/unsent.jinja", context, status=status)


def _autosave(request: HttpRequest, paper_id: int) -> JsonResponse:
    form: Any = CommentForm(request.POST)
    form.fields["words"].required = False
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(found) for name, found in form.errors.items()}}, status=422)
    given = {**form.cleaned_data, "version": _version(request)}
    try:
        version = actions.keep_comment(decision_id=paper_id, **given, by=viewer_in(request), at=clock.now())
    except Conflict as error:
        now = _kept(request, paper_id)
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": {"words": now.words}}
        return JsonResponse(body | {"version": now.version}, status=409)
    at = clock.now().astimezone(clock.LONDON)
    return JsonResponse({"saved": True, "version": version, "at": f"{at:%H:%M}"})


@READERS
def settle_comment(request: HttpRequest, paper_id: int, comment_id: int) -> HttpResponse:
    """Marks a comment as dealt with."""
    if request.method == "POST":
        actions.settle_comment(comment_id=comment_id, by=viewer_in(request), at=clock.now())
    return redirect("paper", paper_id=paper_id)
