"""Released figures: how often each theme was met, by service, area and group."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.charts import BarChart, Series, guarded
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.foundation.ui.words import day
from throughcare.voice.coding import actions, forms
from throughcare.voice.coding.queries import figures as queries

READERS = requires(Permission.VIEW_INSIGHT, Permission.CODE_FEEDBACK)
MOST_BARS = 15


@READERS
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every release."""
    viewer = viewer_in(request)
    context = {"rows": queries.releases(viewer), "can_release": bool(queries.releasable(viewer))}
    return render(request, "coding/releases.jinja", context)


@requires(Permission.KEEP_CODEBOOK)
def release(request: HttpRequest) -> HttpResponse:
    """Releases figures of a period."""
    viewer, at = viewer_in(request), clock.now()
    return ask(
        request,
        forms.ReleaseForm(request.POST or None, books=queries.releasable(viewer)),
        lambda given: actions.release_figures(
            codebook_id=int(given["codebook"]), from_day=given["from_day"], until=given["until"], by=viewer, at=at
        ),
        Ask(
            "Release figures",
            "Count and release",
            "Released, with small numbers withheld.",
            reverse("theme_figures"),
            lead="Each comment is in one release at most, so that no release less another tells of a few.",
        ),
    )


def chart_of(page: queries.FiguresPage, csv_href: str) -> BarChart | None:
    """The themes met most, as bars in per cent; null where nothing may be seen."""
    shown = page.themes[:MOST_BARS]
    if not shown:
        return None
    first = shown[0]
    return BarChart(
        "themes",
        f"{first.name} was met most: in {queries.percent(first.share or 0)} of comments",
        f"Share of {page.n:,} comments, {day(page.from_day)} to {day(page.until)} (first day after)",
        tuple(one.name for one in shown),
        Series("Share of comments", tuple(round(100 * (one.share or 0)) for one in shown)),
        csv_href,
        lambda value: f"{value}%",
    )


@READERS
@require_safe
def figures(request: HttpRequest, figures_id: int) -> HttpResponse:
    """One release: themes with intervals, one dimension, clear differences, agreement of coders."""
    page = queries.figures(viewer_in(request), figures_id)
    table = queries.dimension_of(page, request.GET.get("by", ""))
    address = reverse("figures_csv", args=[page.id])
    context = {"page": page, "table": table, "chart_spec": chart_of(page, address), "percent": queries.percent}
    return render(request, "coding/figures.jinja", context)


@READERS
@require_safe
def figures_csv(request: HttpRequest, figures_id: int) -> HttpResponse:
    """The same as CSV, every cell quoted; what is withheld is empty."""
    page = queries.figures(viewer_in(request), figures_id)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["by", "group", "theme", "comments_with_theme", "comments", "share", "low_95", "high_95"])
    for one in page.themes:
        writer.writerow(["all", "all", guarded(one.name), one.yes, one.n, one.share, one.low, one.high])
    for table in page.dimensions:
        for name, cells in table.rows:
            for (group, _), cell in zip(table.groups, cells, strict=True):
                writer.writerow(
                    [table.name, guarded(group), guarded(name), cell.yes, cell.n, cell.share, cell.low, cell.high]
                )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="themes-{page.from_day}-{page.until}.csv"'
    return answer
