"""Programmes: the list, one programme, its figures as CSV, statements, year-ends and movements."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from throughcare.commissioning.funding.forms import FilterForm
from throughcare.commissioning.funding.queries import movements, programmes, statements, tables
from throughcare.commissioning.funding.queries.entries import opens
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.fields import new_key

READ = requires(Permission.VIEW_MONEY)


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
        "opens": opens(code),
        "shared": partial(_shared, page),
        "decision_rows": page.decisions,
        "key": new_key(),
        "can_post": leads and viewer.can(Permission.POST_MONEY),
        "can_request": leads and (viewer.can(Permission.DRAFT_DECISION) or viewer.can(Permission.POST_MONEY)),
    }
    return render(request, "funding/programme.jinja", context)


def _shared(page: programmes.ProgrammePage, years: tuple[str, ...], basis: str = "") -> str:
    """The address that shows how the costs of years are shared."""
    return tables.sharing_href(page, years, programmes.basis_of(basis))


def _csv_href(page: programmes.ProgrammePage, filters: tables.Filters) -> str:
    given = {"service": filters.service, "funder": filters.funder, "basis": filters.basis.value}
    return f"{reverse('programme_csv', args=[page.code])}?{urlencode({k: v for k, v in given.items() if v})}"


@READ
@require_safe
def programme_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Every table of a programme's page as CSV, in pounds that a spreadsheet can add."""
    page = programmes.programme(viewer_in(request), code)
    answer = HttpResponse(tables.as_csv(page, _filters(request, page)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{page.code}.csv"'
    return answer


@READ
@require_safe
def statement(request: HttpRequest, code: str, funder: str) -> HttpResponse:
    """What a partner put in, what it bought, what is unspent and returnable, on one page."""
    found = statements.statement(viewer_in(request), code, funder)
    return render(request, "funding/statement.jinja", {"found": found, "opens": opens(code)})


@READ
@require_safe
def year_end(request: HttpRequest, code: str, first: int) -> HttpResponse:
    """The outturn of a year."""
    found = statements.year_end(viewer_in(request), code, f"{first}/{(first + 1) % 100:02d}")
    context = {"found": found, "opens": opens(code), "shared": partial(_shared, found.programme)}
    return render(request, "funding/year_end.jinja", context)


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
