"""What the cohort needs, protected: picture, table and CSV."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.people.queries.summary import Summary, summary
from throughcare.delivery.people.views.doors import COUNTS
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ui.charts import BarChart, Series, guarded
from throughcare.foundation.ui.words import day

MOST_BARS = 10


def _people(many: int) -> str:
    return f"{many:,}"


def _percent(share: int) -> str:
    return f"{share}%"


def _needs_chart(found: Summary) -> BarChart | None:
    shown = sorted((one for one in found.needs if one.present), key=lambda one: -(one.present or 0))[:MOST_BARS]
    if not shown:
        return None
    return BarChart(
        ident="needs",
        headline=f"{shown[0].label} is the commonest need that can be told",
        measure=f"People in the cohort on {day(found.on)} who have a need",
        labels=tuple(one.label for one in shown),
        series=Series("People", tuple(one.present for one in shown)),
        csv_href=reverse("cohort_needs_csv"),
        show=_people,
    )


def _trend_chart(found: Summary) -> BarChart | None:
    told = [one for one in found.years if one.share is not None]
    if len(told) < 2:
        return None
    first, last = told[0], told[-1]
    change = (last.share or 0) - (first.share or 0)
    word = "rose" if change > 0 else "fell" if change < 0 else "stayed"
    shares = f"from {first.share}% in {first.year} to {last.share}% in {last.year}"
    return BarChart(
        ident="violent",
        headline=f"The share of violent index offences {word} {shares}",
        measure="Of people in the cohort, by the year of their index offence",
        labels=tuple(str(one.year) for one in found.years),
        series=Series("Violent, per cent", tuple(one.share for one in found.years)),
        show=_percent,
    )


@COUNTS
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What do people in the cohort need, how is it linked, and is violence rising?"""
    found = summary(viewer_in(request), today=clock.today())
    context = {"it": found, "needs_chart": _needs_chart(found), "trend_chart": _trend_chart(found)}
    return render(request, "people/needs_summary.jinja", context)


@COUNTS
@require_safe
def needs_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as CSV; an empty cell is withheld."""
    found = summary(viewer_in(request), today=clock.today())
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["Need", "Pathway", "People", "Linked to offending", "Linked to serious harm", "Not known"])
    for one in found.needs:
        figures = (one.present, one.offending, one.harm, one.unknown)
        writer.writerow([guarded(one.label), guarded(one.pathway), *("" if n is None else str(n) for n in figures)])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cohort-needs-{found.on.isoformat()}.csv"'
    return answer
