"""Papers at work: the list, importing, the page with its findings, versions, files."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.commissioning.decisions import actions, states
from throughcare.commissioning.decisions.forms.moves import AcceptForm, ImportForm, ShareForm, StartForm
from throughcare.commissioning.decisions.forms.steps import STEPS
from throughcare.commissioning.decisions.queries import delegations, papers
from throughcare.commissioning.decisions.queries.commenting import unsent
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.reading.sniffing import LARGEST_FILE
from throughcare.commissioning.decisions.views.register import page_number, paper_file
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ports.parts import DECISION, parts_of
from throughcare.foundation.ports.thread import thread_of
from throughcare.foundation.ui.forms import FormPage

READERS = requires(Permission.VIEW_DRAFT_DECISIONS)


def add_errors(form: object, error: Invalid) -> None:
    """Puts the sentences of a refused action beside the fields they are about."""
    for name, sentences in error.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)  # type: ignore[attr-defined]


@READERS
def index(request: HttpRequest) -> HttpResponse:
    """The papers one works on."""
    viewer = viewer_in(request)
    effect = request.GET.get("effect", "")
    effect = effect if effect in set(states.Effect) else ""
    context = {
        "listed": papers.listed(viewer, effect=effect, number=page_number(request)),
        "effect": effect,
        "effects": list(states.Effect),
        "can_draft": viewer.can(Permission.DRAFT_DECISION),
        "can_import": viewer.can(Permission.IMPORT_DECISION),
    }
    return render(request, "decisions/papers.jinja", context)


@requires(Permission.DRAFT_DECISION)
def start(request: HttpRequest) -> HttpResponse:
    """Starts a draft and goes to its first step. A double click starts one."""
    viewer = viewer_in(request)
    form = StartForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "decisions/start.jinja", {"form": form}, status=422 if form.errors else 200)
    row = actions.start_paper(paper=Paper(), key=form.cleaned_data["key"], by=viewer, at=clock.now())
    return redirect("edit_paper", paper_id=row.pk, step="key-information")


@requires(Permission.IMPORT_DECISION)
def import_paper(request: HttpRequest) -> HttpResponse:
    """Reads a paper from a file, as a signed decision or as a draft."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row_id = _import(request, form)
        except Invalid as error:
            add_errors(form, error)
        else:
            return redirect("paper", paper_id=row_id)
    page = FormPage("Import a paper", form, button="Read it", back="/papers")
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)


def _import(request: HttpRequest, form: ImportForm) -> int:
    viewer, at = viewer_in(request), clock.now()
    upload = form.cleaned_data["file"]
    try:
        paper = reading.read_paper(upload.read(LARGEST_FILE + 1), name=upload.name)
    except reading.Unreadable as error:
        raise Invalid({"file": str(error)}) from error
    if form.cleaned_data["as_what"] == "signed":
        row = actions.import_signed(paper=paper, by=viewer, at=at)
        messages.success(request, f"{paper.reference} is imported as signed. Its findings are on record.")
    else:
        draft = replace(paper, signed=None, chief_executive_signed=None)
        row = actions.start_paper(paper=draft, by=viewer, at=at)
        messages.success(request, "The paper is a draft now. What could not be read is listed on its page.")
    return int(row.pk)


@READERS
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper, with its findings beside the place they are about."""
    viewer, at = viewer_in(request), clock.now()
    page = papers.page(viewer, paper_id, on=clock.today())
    held = delegations.of_decision(viewer, paper_id, on=clock.today(at))
    context = {
        "page": page,
        "paper": page.paper,
        "steps": [(step, step.is_done(page.paper)) for step in STEPS.values()],
        "delegations": held,
        "can_accept": viewer.can(Permission.ACCEPT_FINDING) and not page.why_not_accept,
        "unsent": unsent(viewer, paper_id),
        "can_comment": viewer.can(Permission.COMMENT_ON_DECISION) and page.takes_comments,
        "can_use": delegations.usable(viewer, held),
        "can_revoke": viewer.can(Permission.SIGN_DECISION),
        "can_share": viewer.can(Permission.DRAFT_DECISION),
        "parts": parts_of(DECISION, viewer, paper_id, at),
    }
    return render(request, "decisions/paper.jinja", context)


@requires(Permission.ACCEPT_FINDING)
def accept(request: HttpRequest, paper_id: int, key: str) -> HttpResponse:
    """Accepts a finding with a reason."""
    viewer = viewer_in(request)
    page = papers.page(viewer, paper_id, on=clock.today())
    finding = next((one for one in page.all_findings if one.key == key), None)
    if finding is None:
        raise NotFound("This finding no longer stands.", remedy="Open the paper again and look at its findings.")
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.accept_finding(decision_id=paper_id, key=key, reason=reason, by=viewer, at=clock.now())
        except Invalid as error:
            add_errors(form, error)
        except NotAllowed as error:
            form.add_error(None, f"{error.says} {error.remedy}")
        else:
            messages.success(request, "Accepted, with your name and reason.")
            return redirect("paper", paper_id=paper_id)
    context = {"page": page, "finding_shown": finding, "form": form}
    return render(request, "decisions/accept.jinja", context, status=422 if form.errors else 200)


@requires(Permission.DRAFT_DECISION)
def share(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Lets another organisation, such as a co-commissioner, read a paper before it is published."""
    viewer = viewer_in(request)
    found, _ = papers.paper(viewer, paper_id)
    form = ShareForm(request.POST or None, organisations=papers.may_be_shared_with(viewer, paper_id))
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        actions.share(decision_id=paper_id, organisation_id=organisation, by=viewer, at=clock.now())
        messages.success(request, "Shared. Those of that organisation who read drafts can read this paper now.")
        return redirect("paper", paper_id=paper_id)
    page = FormPage(
        "Share this paper",
        form,
        button="Share it",
        back=f"/papers/{paper_id}",
        caption=f"{found.reference} {found.title}".strip(),
        lead="Those who read drafts in that organisation can then read and comment on it. Part 2 stays closed to them.",
    )
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)


@READERS
def versions(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The kept versions, and what changed between two of them."""
    viewer = viewer_in(request)
    if request.method == "POST":
        actions.keep_version(decision_id=paper_id, by=viewer, at=clock.now())
        messages.success(request, "This version is kept.")
        return redirect("paper_versions", paper_id=paper_id)
    found, _ = papers.paper(viewer, paper_id)
    kept = papers.versions(viewer, paper_id)
    before, after = _number(request, "from"), _number(request, "to")
    changes = papers.differences(viewer, paper_id, before, after) if before else None
    context = {"paper_id": paper_id, "paper": found, "versions": kept, "changes": changes, "from": before, "to": after}
    return render(request, "decisions/versions.jinja", context | {"can_keep": viewer.can(Permission.DRAFT_DECISION)})


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


@READERS
def thread(request: HttpRequest, paper_id: int) -> HttpResponse:
    """What the decision rests on and what it led to, gaps shown as gaps."""
    viewer = viewer_in(request)
    found, _ = papers.paper(viewer, paper_id)
    context = {"paper_id": paper_id, "paper": found, "stages": thread_of(paper_id, viewer, clock.now())}
    return render(request, "decisions/thread.jinja", context)


@READERS
def download(request: HttpRequest, paper_id: int, kind: str) -> HttpResponse:
    """The paper as a file."""
    found, _ = papers.paper(viewer_in(request), paper_id)
    return paper_file(found, kind, name=f"paper-{paper_id}")
