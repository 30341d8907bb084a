"""Pages of the services, open to everyone, and the counts that commissioners see of what they deliver."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.referrals.queries.counts import Counts, delivery_counts
from throughcare.delivery.referrals.queries.services import service_page, services_today
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import public, requires, viewer_in


@public
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every service."""
    return render(request, "referrals/services.jinja", {"found": services_today(clock.now())})


@public
@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: for whom, by which rule, in which steps, how soon."""
    viewer = viewer_in(request)
    context = {"page": service_page(code, clock.now()), "can_refer": viewer.can(Permission.REFER)}
    return render(request, "referrals/service.jinja", context)


@requires(Permission.VIEW_DELIVERY_COUNTS)
def counts(request: HttpRequest) -> HttpResponse:
    """Counts of what the services deliver, small ones withheld."""
    return render(request, "referrals/counts.jinja", {"page": delivery_counts(viewer_in(request), clock.now())})


@requires(Permission.VIEW_DELIVERY_COUNTS)
def counts_csv(request: HttpRequest) -> HttpResponse:
    """The same counts as a file. A withheld count is empty, never nought."""
    found = delivery_counts(viewer_in(request), clock.now())
    answer = HttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="delivery-counts.csv"'
    return answer


def _csv(found: Counts) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(["measure", "service", "period", "count"])
    for table in found.tables:
        for name, cells in table.rows:
            for quarter, number in zip(found.quarters, cells, strict=True):
                writer.writerow([table.title, name, quarter.name, _cell(number)])
    for name, cells in found.standing:
        for stage, number in zip(found.stages, cells, strict=True):
            writer.writerow([f"Open referrals: {stage}", name, f"at the end of {found.as_at}", _cell(number)])
    return written.getvalue()


def _cell(number: int | None) -> str:
    return "" if number is None else str(number)
