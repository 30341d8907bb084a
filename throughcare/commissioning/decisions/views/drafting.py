"""Drafting: short steps each saved on the server, and saved as typed where there is JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField, RadioSelect
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from throughcare import clock
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.forms.rows import RowsForm
from throughcare.commissioning.decisions.forms.steps import STEPS, Step, fingerprint
from throughcare.commissioning.decisions.forms.table import TableForm
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.queries.findings import FindingShown, while_drafting
from throughcare.commissioning.decisions.rules import workflow
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.views.papers import add_errors
from throughcare.errors import Conflict, Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.fields import ProseField
from throughcare.foundation.ui.tags import tag_for

TRIES = 3
NAMES_PROGRAMME = "key-information"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A step of a paper as this request found it."""

    paper_id: int
    step: Step
    paper: Paper
    version: int

    @property
    def fingerprint(self) -> int:
        return fingerprint(self.step, self.paper)


def _open(request: HttpRequest, paper_id: int, code: str) -> _Opened:
    step = STEPS.get(code)
    if step is None:
        raise NotFound("There is no such step.", remedy="Go back to the paper and choose a step.")
    paper, version = papers.paper(viewer_in(request), paper_id)
    return _Opened(paper_id, step, paper, version)


def _posted_version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _save(request: HttpRequest, opened: _Opened, form: Any) -> Paper:
    """Saves a step onto the paper as it is now. Only a change to the same step by someone else is a conflict."""
    viewer, at = viewer_in(request), clock.now()
    base = _posted_version(request)
    for _ in range(TRIES):
        if base is not None and opened.fingerprint != base:
            break
        paper = form.saved(opened.paper)
        try:
            actions.save_paper(decision_id=opened.paper_id, paper=paper, version=opened.version, by=viewer, at=at)
        except Conflict:
            opened = _open(request, opened.paper_id, opened.step.code)
            continue
        return paper  # type: ignore[no-any-return]
    raise Conflict(
        "Somebody else saved this step while you had it open. Nothing of yours was saved over it.",
        remedy="What you typed is below. Compare it with what is there now, then save again.",
    )


def _next_of(step: Step) -> str | None:
    codes = list(STEPS)
    index = codes.index(step.code) + 1
    return codes[index] if index < len(codes) else None


def _findings_here(request: HttpRequest, paper_id: int, paper: Paper, step: Step) -> list[FindingShown]:
    """The findings about a step, accepted ones with their acceptance."""
    programme = step.code == NAMES_PROGRAMME
    found = while_drafting(viewer_in(request), paper_id, paper, on=clock.today(), programme=programme)
    return [one for one in found if any(_belongs(where, step.code) for where in one.where) or _by_rule(one, step.code)]


def _doubts(findings: list[FindingShown]) -> dict[str, list[str]]:
    """The rules that doubt each cell of the table, by its place in lower case."""
    found: dict[str, list[str]] = {}
    for one in findings:
        for where in one.where:
            rules = found.setdefault(where.removeprefix("table: ").lower(), [])
            if one.rule not in rules:
                rules.append(one.rule)
    return found


PLACES: dict[str, tuple[str, ...]] = {
    "summary": ("summary",),
    "recommendations": ("rec ",),
    "table": ("table:",),
    "background": ("para 9", "section 9", "background"),
    "access": ("access",),
    "data-protection": ("declaration:",),
}
# What these rules say is mended in the step, whichever paragraph shows it.
RULES: dict[str, tuple[str, ...]] = {NAMES_PROGRAMME: ("XDEC",), "powers": ("AUTH", "LAW")}


def _belongs(where: str, code: str) -> bool:
    """Whether a place is in a step. A section is named by its number alone where a finding is about the whole of it."""
    if code.startswith("section-"):
        place = f"para {code.removeprefix('section-')}"
        return where == place or where.startswith(f"{place}.")
    return where.startswith(PLACES.get(code, ()))


def _by_rule(one: FindingShown, code: str) -> bool:
    return one.rule in RULES.get(code, ()) or (code == NAMES_PROGRAMME and not one.where)


@requires(Permission.DRAFT_DECISION)
def edit(request: HttpRequest, paper_id: int, step: str) -> HttpResponse:
    """One step: what is there, what was typed, what the checker says of it."""
    opened = _open(request, paper_id, step)
    page = papers.page(viewer_in(request), paper_id, on=clock.today())
    workflow.check_can_change(page.effect)
    if request.method == "POST":
        form = opened.step.form(request.POST, initial=opened.step.form.start_of(opened.paper))
        status, theirs = 422, None
        if form.is_valid():
            try:
                _save(request, opened, form)
            except Conflict as error:
                opened = _open(request, paper_id, step)
                theirs = _theirs(opened)
                messages.error(request, f"{error.says} {error.remedy}")
                status = 409
            except Invalid as error:
                add_errors(form, error)
            else:
                return _onward(request, opened, form)
        return _render(request, opened, form, page, theirs=theirs, status=status)
    form = opened.step.form(initial=opened.step.form.start_of(opened.paper))
    return _render(request, opened, form, page)


def _theirs(opened: _Opened) -> list[tuple[str, str]]:
    blank = opened.step.form(initial=opened.step.form.start_of(opened.paper))
    return [(str(blank[name].label), str(blank[name].value() or "")) for name in blank.fields if blank[name].value()]


def _onward(request: HttpRequest, opened: _Opened, form: Any) -> HttpResponse:
    if "more" in request.POST:
        return redirect("edit_paper", paper_id=opened.paper_id, step=opened.step.code)
    following = _next_of(opened.step)
    if following is None or "close" in request.POST:
        messages.success(request, "Saved.")
        return redirect("paper", paper_id=opened.paper_id)
    return redirect("edit_paper", paper_id=opened.paper_id, step=following)


def _render(
    request: HttpRequest,
    opened: _Opened,
    form: Any,
    page: Any,
    *,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    codes = list(STEPS)
    findings = _findings_here(request, opened.paper_id, opened.paper, opened.step)
    context = {
        "page": page,
        "form": form,
        "step": opened.step,
        "number": codes.index(opened.step.code) + 1,
        "of": len(codes),
        "version": opened.fingerprint,
        "findings": findings,
        "doubts": _doubts(findings),
        "theirs": theirs,
        "is_rows": isinstance(form, RowsForm),
        "is_table": isinstance(form, TableForm),
    }
    return render(request, "decisions/edit.jinja", context, status=status)


@requires(Permission.DRAFT_DECISION)
def autosave(request: HttpRequest, paper_id: int, step: str) -> HttpResponse:
    """Saves a step as it is typed. Answers JSON: saved with the new version, 409 with their text, 422 with errors."""
    opened = _open(request, paper_id, step)
    form = opened.step.form(request.POST, initial=opened.step.form.start_of(opened.paper))
    _let_wait(form)
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(found) for name, found in form.errors.items()}}, status=422)
    try:
        saved = _save(request, opened, form)
    except Conflict as error:
        now = _open(request, paper_id, step)
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": dict(_theirs(now))}
        return JsonResponse(body | {"version": now.fingerprint}, status=409)
    at = clock.now().astimezone(clock.LONDON)
    findings = [_as_json(one) for one in _findings_here(request, paper_id, saved, opened.step)]
    body = {"saved": True, "version": fingerprint(opened.step, saved), "at": f"{at:%H:%M}", "findings": findings}
    return JsonResponse(body)


def _let_wait(form: Any) -> None:
    """What is still empty while someone types is no error yet. A radio button left blank would say something."""
    for field in form.fields.values():
        if isinstance(field, (ProseField, ChoiceField)) and not isinstance(field.widget, RadioSelect):
            field.required = False


def _as_json(one: FindingShown) -> dict[str, Any]:
    severity = "accepted" if one.accepted else one.severity
    tag = tag_for("finding", severity)
    return {
        "severity": severity,
        "tag": {"text": tag.text, "colour": tag.colour},
        "rule": one.rule,
        "says": one.says,
        "figures": one.figures_shown,
        "law": one.law,
        "suggestion": one.suggestion,
        "where": [where.removeprefix("table: ") for where in one.where],
    }
