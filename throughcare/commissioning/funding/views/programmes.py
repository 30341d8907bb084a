"""Programmes: the list, one programme, its figures as CSV, the entries behind a figure, statements and year-ends."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from throughcare.commissioning.funding.forms import FilterForm, new_key
from throughcare.commissioning.funding.queries import entries as entry_queries
from throughcare.commissioning.funding.queries import movements, programmes, statements, tables
from throughcare.commissioning.funding.queries.entries import Figure
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.charts import guarded

READ = requires(Permission.VIEW_MONEY)
LONGEST_PAGE_NUMBER = 6


@READ
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The programmes."""
    viewer = viewer_in(request)
    can_open = viewer.can(Permission.POST_MONEY)
    can_lock = viewer.can(Permission.LOCK_PERIOD)
    context = {"rows": programmes.programmes(viewer), "can_open": can_open, "can_lock": can_lock}
    return render(request, "funding/money.jinja", context)


def _filters(request: HttpRequest, page: programmes.ProgrammePage) -> tables.Filters:
    """What the address filters by; a value that the programme does not have filters nothing."""
    wanted = {name: request.GET.get(name, "") for name in ("service", "funder", "basis")}
    services, funders = ({one.code for one in rows} for rows in (page.services, page.funders))
    return tables.Filters(
        service=wanted["service"] if wanted["service"] in services else "",
        funder=wanted["funder"] if wanted["funder"] in funders else "",
        basis=programmes.basis_of(wanted["basis"]),
    )


@READ
@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """Is every year whole, whose money is it, what is left?"""
    viewer = viewer_in(request)
    page = programmes.programme(viewer, code)
    filters = _filters(request, page)
    form = FilterForm(
        initial={"service": filters.service, "funder": filters.funder, "basis": filters.basis},
        services=[(one.code, one.name) for one in page.services],
        funders=[(one.code, one.name) for one in page.funders],
        bases=tables.BASES,
    )
    leads = page.lead.code in viewer.organisation_codes
    context = {
        "page": page,
        "filters": filters,
        "filter_form": form,
        "active": filters.active,
        "lines": tables.for_screen(tables.year_table(page, filters)),
        "use_lines": tables.for_screen(tables.use_table(page, filters)),
        "chart_spec": tables.funding_chart(page, _csv_href(page, filters)),
        "csv_href": _csv_href(page, filters),
        "decision_rows": page.decisions,
        "key": new_key(),
        "can_post": leads and viewer.can(Permission.POST_MONEY),
        "can_request": leads and (viewer.can(Permission.DRAFT_DECISION) or viewer.can(Permission.POST_MONEY)),
    }
    return render(request, "funding/programme.jinja", context)


def _csv_href(page: programmes.ProgrammePage, filters: tables.Filters) -> str:
    given = {"service": filters.service, "funder": filters.funder, "basis": filters.basis.value}
    return f"{reverse('programme_csv', args=[page.code])}?{urlencode({k: v for k, v in given.items() if v})}"


@READ
@require_safe
def programme_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The table of a programme's page as CSV, in pounds that a spreadsheet can add."""
    page = programmes.programme(viewer_in(request), code)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["Line", *page.years, "Total"])
    for line in tables.year_table(page, _filters(request, page)):
        sums = [cell.pence for cell in line.cells]
        writer.writerow([guarded(line.label), *(tables.plain_pounds(pence) for pence in (*sums, line.total))])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{page.code}.csv"'
    return answer


def _number(text: str) -> int:
    """The page that an address asks for; the first where it asks for none that can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER else 1


@READ
@require_safe
def entries(request: HttpRequest, code: str) -> HttpResponse:
    """The entries behind a figure."""
    get = request.GET
    figure = Figure(
        kind=get.get("kind", "")[:20],
        year=get.get("year", "")[:7],
        funder=get["funder"][:40] if "funder" in get else None,
        service=get["service"][:60] if "service" in get else None,
        basis=get.get("basis", "")[:10],
    )
    found = entry_queries.entries(viewer_in(request), code, figure, page=_number(get.get("page", "")))
    kept = {name: get[name] for name in ("kind", "year", "funder", "service", "basis") if name in get}
    context = {"found": found, "figure": figure, "query": urlencode(kept)}
    return render(request, "funding/entries.jinja", context)


@READ
@require_safe
def entry(request: HttpRequest, transaction_id: int) -> HttpResponse:
    """One transaction with its legs."""
    viewer = viewer_in(request)
    found = entry_queries.transaction(viewer, transaction_id)
    return render(request, "funding/entry.jinja", {"found": found, "can_post": viewer.can(Permission.POST_MONEY)})


@READ
@require_safe
def statement(request: HttpRequest, code: str, funder: str) -> HttpResponse:
    """What a partner put in, what it bought, what is unspent and returnable, on one page."""
    found = statements.statement(viewer_in(request), code, funder)
    return render(request, "funding/statement.jinja", {"found": found})


@READ
@require_safe
def year_end(request: HttpRequest, code: str, first: int) -> HttpResponse:
    """The outturn of a year."""
    found = statements.year_end(viewer_in(request), code, f"{first}/{(first + 1) % 100:02d}")
    return render(request, "funding/year_end.jinja", {"found": found})


@READ
@require_safe
def moves(request: HttpRequest, code: str) -> HttpResponse:
    """Contributions, carry-forwards, commitments and virements of a programme."""
    viewer = viewer_in(request)
    page = programmes.programme(viewer, code)
    leads = page.lead.code in viewer.organisation_codes
    context = {
        "page": page,
        "contributions": movements.contributions(viewer, code),
        "carry_forwards": movements.carry_forwards(viewer, code),
        "virements": movements.virements(viewer, code),
        "commitments": movements.commitments(viewer, code),
        "can_post": leads and viewer.can(Permission.POST_MONEY),
        "can_request": leads and (viewer.can(Permission.DRAFT_DECISION) or viewer.can(Permission.POST_MONEY)),
    }
    return render(request, "funding/moves.jinja", context)
