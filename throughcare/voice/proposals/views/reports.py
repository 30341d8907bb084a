"""The quarterly insight report: made in one click, read, issued, printed, and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.reference.quarters import last_quarters
from throughcare.foundation.ui.charts import guarded
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.voice.proposals import actions, forms
from throughcare.voice.proposals.queries import reports as queries

READERS = requires(Permission.VIEW_INSIGHT, Permission.MAKE_PROPOSAL)
LEADS = requires(Permission.PUBLISH_ANSWER)


@READERS
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every report, and the button that writes the last quarter's."""
    viewer = viewer_in(request)
    latest = last_quarters(clock.today(), 1)[0]
    context = {
        "rows": queries.reports(viewer),
        "can_make": viewer.can(Permission.PUBLISH_ANSWER),
        "latest": latest,
        "has_latest": queries.has_report(viewer, latest.from_day),
    }
    return render(request, "proposals/reports.jinja", context)


@LEADS
def make(request: HttpRequest) -> HttpResponse:
    """Writes the report of a quarter."""
    viewer, at = viewer_in(request), clock.now()
    if request.method == "POST" and "quarter" in request.POST:
        try:
            row = actions.make_report(quarter=request.POST["quarter"], by=viewer, at=at)
        except Invalid as error:
            messages.error(request, error.says)
        else:
            messages.success(request, "Written. Read it, then issue it.")
            return redirect("insight_report", report_id=row.pk)
    quarters = [(one.code, one.name) for one in last_quarters(clock.today(at))]
    return ask(
        request,
        forms.QuarterForm(request.POST or None, quarters=quarters),
        lambda given: actions.make_report(**given, by=viewer, at=at),
        Ask("Write a report", "Write it", "Written.", reverse("insight_reports")),
    )


@READERS
@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report, ready to print."""
    page = queries.report(viewer_in(request), report_id)
    written_on = date.fromisoformat(page.content["written_on"])
    return render(request, "proposals/report.jinja", {"page": page, "it": page.content, "written_on": written_on})


@LEADS
@require_POST
def renew(request: HttpRequest, report_id: int) -> HttpResponse:
    """Writes a draft anew."""
    actions.renew_report(report_id=report_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "Written anew.")
    return redirect("insight_report", report_id=report_id)


@LEADS
def issue(request: HttpRequest, report_id: int) -> HttpResponse:
    """Issues a report."""
    viewer, at = viewer_in(request), clock.now()
    page = queries.report(viewer, report_id)
    return ask(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda given: actions.issue_report(report_id=page.row.id, by=viewer, at=at),
        Ask(
            "Issue this report",
            "Issue it",
            "Issued. It does not change any more.",
            reverse("insight_report", args=[page.row.id]),
            caption=page.row.name,
            lead="Everyone who acts on what people say can read it from now on, and it does not change any more.",
        ),
    )


@READERS
@require_safe
def report_csv(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report's numbers as CSV, every cell quoted; what is withheld is empty."""
    page = queries.report(viewer_in(request), report_id)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["part", "what", "n", "of", "share", "low_95", "high_95", "words"])
    writer.writerows(_lines(page.content))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="insight-{page.row.id}.csv"'
    return answer


def _lines(it: dict[str, Any]) -> list[list[Any]]:
    lines: list[list[Any]] = [
        ["reach", one["name"], one["n"], one["of"], one["share"], one["low"], one["high"], one["note"]]
        for one in it["reach"]
    ]
    lines += [["methods", one["what"], "", "", "", "", "", one["how"]] for one in it["methods"]]
    for found in it["findings"]:
        lines += [
            ["findings", one["name"], one["yes"], one["n"], one["share"], one["low"], one["high"], found["codebook"]]
            for one in found["themes"]
        ]
        lines += [["differences", found["codebook"], "", "", "", "", "", one] for one in found["differences"]]
    answered = it["answered"]
    lines += [
        ["answered", name, answered[name], answered["sent"], "", "", "", ""]
        for name in ("answered", "adopted", "adapted", "declined", "overdue", "median_days")
    ]
    lines += [["answered", one["title"], "", "", "", "", "", one["answer"]] for one in answered["lines"]]
    lines += [["seats", one["what"], "", "", "", "", "", one["people"]] for one in it["seats"]]
    return [[guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines]
