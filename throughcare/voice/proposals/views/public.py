"""What anyone can read: you said, we did; a poster of it; and how fast and how often those asked have answered."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.foundation.access.routes import public
from throughcare.foundation.ui.charts import guarded
from throughcare.voice.proposals.queries import public as queries
from throughcare.voice.proposals.rules.answering import Measured


@public
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """You said, we did."""
    found = queries.public_changes(clock.now())
    return render(request, "proposals/changes.jinja", {"groups": queries.GROUPS, "found": found})


@public
@require_safe
def poster(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One of them as a poster to print."""
    return render(request, "proposals/poster.jinja", {"one": queries.public_change(proposal_id, clock.now())})


@public
@require_safe
def answering(request: HttpRequest) -> HttpResponse:
    """Days to answer and shares adopted."""
    return render(request, "proposals/answering.jinja", {"page": queries.answering_figures(clock.now())})


@public
@require_safe
def answering_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    page = queries.answering_figures(clock.now())
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    names = ("sent", "answered", "adopted", "adapted", "declined", "waiting", "overdue", "in_time")
    writer.writerow(["organisation", "on", *names, "median_days", "longest_days", "share_adopted", "low_95", "high_95"])
    for name, found in (("all", page.overall), *page.by_organisation):
        writer.writerow(
            [guarded(name), page.on.isoformat(), *(getattr(found, one) for one in names), *_days_and_share(found)]
        )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="answers-to-proposals.csv"'
    return answer


def _days_and_share(found: Measured) -> list[object]:
    share = found.adopted_share
    numbers = [share.share, share.low, share.high] if share else [None, None, None]
    return [found.median_days, found.longest_days, *numbers]
