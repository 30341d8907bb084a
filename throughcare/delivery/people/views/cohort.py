"""The cohort of any day, as a page and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.people.forms.cohort import CandidatesFilter, CohortFilter
from throughcare.delivery.people.queries import candidates as candidate_queries
from throughcare.delivery.people.queries import cohort as queries
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.cohort import CohortPage, CohortRow, Filters
from throughcare.delivery.people.views.doors import COHORT, NOMINATES
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of
from throughcare.foundation.ui.charts import guarded

PER_PAGE = 50
LONGEST_NUMBER = 6
HEAD = ("Number", "Name", "Age", "Borough", "Type", "State", "Since", "Rating", "Rated on", "Next review", "Beside",
        "Alerts", "Next action", "By")  # fmt: skip


def _day(request: HttpRequest, today: date) -> tuple[date, str]:
    """The day that an address asks for, today where it asks for none, with what is wrong with one that cannot be."""
    parts = [request.GET.get(f"on-{part}", "").strip() for part in ("day", "month", "year")]
    iso = request.GET.get("on", "")
    try:
        if iso:
            wanted = date.fromisoformat(iso)
        elif any(parts):
            wanted = date(*(int(part) for part in reversed(parts)))
        else:
            return today, ""
    except (ValueError, OverflowError):
        return today, "This is no day of the calendar, so today is shown."
    if wanted > today:
        return today, "What will be so on days to come is not known, so today is shown."
    return wanted, ""


def _filters(request: HttpRequest, viewer: Viewer) -> Filters:
    get = request.GET
    overlays = {kind.id for kind in vocabulary.overlay_kinds(clock.today())}
    return Filters(
        borough=get.get("borough", "") if get.get("borough", "") in viewer.areas else "",
        rating=get.get("rating", "") if get.get("rating", "") in queries.RATINGS else "",
        overlay=get.get("overlay", "") if get.get("overlay", "") in overlays else "",
    )


def _boroughs(viewer: Viewer) -> list[tuple[str, str]]:
    return [(code, name) for code, name in vocabulary.boroughs().items() if code in viewer.areas]


def _form(page: CohortPage, viewer: Viewer) -> CohortFilter:
    overlays = [(kind.id, kind.label) for kind in vocabulary.overlay_kinds(page.on)]
    filters = page.filters
    initial = {"on": page.on, "borough": filters.borough, "rating": filters.rating, "overlay": filters.overlay}
    return CohortFilter(initial=initial, boroughs=_boroughs(viewer), overlays=overlays)


def address(name: str, page: CohortPage, /, **more: object) -> str:
    """The address of a page of the cohort with its day and filters, some of them changed."""
    filters = page.filters
    kept = {"on": page.on.isoformat(), "borough": filters.borough, "rating": filters.rating, "overlay": filters.overlay}
    return f"{reverse(name)}?{urlencode({key: value for key, value in {**kept, **more}.items() if value})}"


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 1


@COHORT
@require_safe
def cohort(request: HttpRequest) -> HttpResponse:
    """Who is on the cohort on a day, why, and who is due?"""
    viewer, today = viewer_in(request), clock.today()
    on, fault = _day(request, today)
    page = queries.cohort(viewer, on=on, today=today, filters=_filters(request, viewer))
    pages = max(1, -(-len(page.rows) // PER_PAGE))
    number = min(_number(request.GET.get("page", "")), pages)
    context = {
        "page": page,
        "shown": page.rows[(number - 1) * PER_PAGE : number * PER_PAGE],
        "number": number,
        "pages": pages,
        "address": lambda wanted: address("cohort", page, page=wanted),
        "rating_links": [
            (rating, count, address("cohort", page, rating="" if page.filters.rating == rating else rating))
            for rating, count in page.ratings
        ],
        "overlay_links": [
            (label, count, address("cohort", page, overlay="" if page.filters.overlay == kind else kind))
            for kind, label, count in page.overlays
        ],
        "filter_form": _form(page, viewer),
        "fault": fault,
        "is_today": on == today,
        "csv_href": address("cohort_csv", page),
        "can_find": viewer.can(Permission.VIEW_COHORT),
        "can_add": viewer.can(Permission.KEEP_PERSON),
        "can_nominate": viewer.can(Permission.NOMINATE),
    }
    return render(request, "people/cohort.jinja", context)


def _line(row: CohortRow) -> list[str]:
    return [
        str(row.person),
        guarded(row.name),
        "" if row.age is None else str(row.age),
        row.borough_name,
        row.kind,
        row.state,
        row.since.isoformat(),
        row.rating if row.state in ("adopted", "transfer_pending") else "",
        "" if row.rated_on is None else row.rated_on.isoformat(),
        "" if row.review_on is None else row.review_on.isoformat(),
        "; ".join(row.overlays),
        "; ".join(row.alerts),
        row.turn.whose,
        "" if row.turn.by is None else row.turn.by.isoformat(),
    ]


@COHORT
@require_safe
def cohort_csv(request: HttpRequest) -> HttpResponse:
    """The same people as the page, through the same predicate, as CSV. That it was taken is recorded."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    on, _ = _day(request, today)
    page = queries.cohort(viewer, on=on, today=today, filters=_filters(request, viewer))
    _note(viewer, page, at)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_line(row) for row in (*page.rows, *page.put_forward))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cohort-{on.isoformat()}.csv"'
    return answer


def _note(viewer: Viewer, page: CohortPage, at: datetime) -> None:
    """An export is a reading of everyone in it."""
    read_of(("cohort_export", page.on.isoformat()), by=viewer, at=at)
    for row in (*page.rows, *page.put_forward):
        read_of(("service_user", row.person), by=viewer, at=at, reason_code="export")


@NOMINATES
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """Whom does the entry rule select, or did it select on a day, who was not in the cohort?"""
    viewer, today = viewer_in(request), clock.today()
    on, fault = _day(request, today)
    wanted = request.GET.get("borough", "")
    borough = wanted if wanted in viewer.areas else ""
    context = {
        "page": candidate_queries.candidates(viewer, on=on, today=today, borough=borough),
        "form": CandidatesFilter(initial={"on": on, "borough": borough}, boroughs=_boroughs(viewer)),
        "active": (on != today) + bool(borough),
        "fault": fault,
        "is_today": on == today,
    }
    return render(request, "people/candidates.jinja", context)
