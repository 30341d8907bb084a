"""Counts for those who commission and lead: what changed, and where health services refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.casework.queries import gaps as gap_queries
from throughcare.delivery.casework.queries import outcomes as queries
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in

COUNTS = requires(Permission.VIEW_DELIVERY_COUNTS, Permission.SIGN_OFF_SUPERVISION)
COLUMNS = (
    *("service", "instrument", "version", "financial_year", "eligible", "paired", "reliably_improved"),
    *("no_reliable_change", "reliably_deteriorated", "at_caseness_first", "recovered", "reliably_recovered"),
)
NOT_IMPACT = "Change before and after is not impact: people on waiting lists improve too."


@COUNTS
@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Reliable improvement, recovery and deterioration, each beside how many were eligible and how many paired."""
    page = queries.outcomes(viewer_in(request), clock.now())
    return render(request, "casework/outcomes.jinja", {"page": page})


@COUNTS
@require_safe
def outcomes_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV; what is withheld is empty."""
    page = queries.outcomes(viewer_in(request), clock.now())
    rows = [
        (
            *(table.service, table.definition.code, table.definition.version, line.year or "all"),
            *(line.eligible, line.paired, line.improved, line.no_change, line.deteriorated),
            *(line.cases, line.recovered, line.reliably_recovered),
        )
        for table in page.tables
        for line in table.lines
    ]
    return _csv("outcomes.csv", COLUMNS, [*rows, (NOT_IMPACT,)])


@COUNTS
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Where health services refused, by reason, service and area."""
    page = gap_queries.gaps(viewer_in(request), clock.now())
    return render(request, "casework/gaps.jinja", {"page": page})


@COUNTS
@require_safe
def gaps_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV; what is withheld is empty."""
    page = gap_queries.gaps(viewer_in(request), clock.now())
    rows = [
        (table.title, row.label, column, count)
        for table in page.tables
        for row in table.rows
        for column, count in zip(table.columns, row.counts, strict=True)
    ]
    return _csv("gaps.csv", ("table", "row", "column", "people"), rows)


def _csv(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
