"""What a figure is made of: its entries, an entry, the envelope, what a funder gives, forecasts, and sharing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from throughcare.commissioning.funding.queries import entries as entry_queries
from throughcare.commissioning.funding.queries import envelope as envelope_queries
from throughcare.commissioning.funding.queries import movements, programmes, tables
from throughcare.commissioning.funding.queries import sharing as sharing_queries
from throughcare.commissioning.funding.queries.entries import RECOMMENDATION, Asked
from throughcare.commissioning.funding.rules.figures import FIGURES, SOURCES
from throughcare.commissioning.funding.rules.posting import Source
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in

READ = requires(Permission.VIEW_MONEY)
LONGEST_PAGE_NUMBER, LONGEST_NUMBER, MOST_YEARS = 6, 18, 20
NAMES = ("figure", "year", "until", "after", "funder", "service", "of", "source", "without", "decision")


def _whole(text: str, longest: int) -> int | None:
    """A whole number that an address gives; null where it gives none that can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None


def _years(get: QueryDict) -> tuple[str, ...]:
    return tuple(year[:7] for year in get.getlist("year")[:MOST_YEARS] if year)


def asked_in(get: QueryDict) -> Asked:
    """Which figure an address asks for; what means nothing asks for nothing."""
    kind, _, number = get.get("of", "").partition(":")
    of_id = _whole(number, LONGEST_NUMBER)
    known = of_id is not None and (kind in SOURCES or kind == RECOMMENDATION)
    source, without = (get.get(name, "") for name in ("source", "without"))
    return Asked(
        name=get.get("figure", "") if get.get("figure", "") in FIGURES else "",
        years=_years(get),
        until=get.get("until", "")[:7],
        after=get.get("after", "")[:7],
        funder=get["funder"][:40] if "funder" in get else None,
        service=get["service"][:60] if "service" in get else None,
        of=kind if known else "",
        of_id=of_id if known else None,
        source=source if source in set(Source) else "",
        without=without if without in set(Source) else "",
        decision=_whole(get.get("decision", ""), LONGEST_NUMBER),
    )


def _in_words(asked: Asked, page: programmes.ProgrammePage) -> str:
    """What is shown, in words: the figure, whose, of which service and of which years."""
    figure = FIGURES[asked.name].label if asked.name in FIGURES else "Every entry"
    source = asked.source.replace("_", " ")
    parts = [
        figure,
        page.name_of(asked.service) if asked.service else "",
        page.name_of(asked.funder) if asked.funder else "",
        f"until {asked.until}" if asked.until else "",
        f"after {asked.after}" if asked.after else "",
        ", ".join(asked.years),
        f"posted for a {source}" if source else "",
        f"not posted for a {asked.without}" if asked.without else "",
    ]
    return ", ".join(part for part in parts if part)


@READ
@require_safe
def entries(request: HttpRequest, code: str) -> HttpResponse:
    """The entries behind a figure."""
    get = request.GET
    asked = asked_in(get)
    viewer = viewer_in(request)
    number = _whole(get.get("page", ""), LONGEST_PAGE_NUMBER) or 1
    found = entry_queries.entries(viewer, code, asked, page=number)
    kept = [(name, value) for name in NAMES for value in get.getlist(name)[:MOST_YEARS]]
    words = _in_words(asked, programmes.programme(viewer, code))
    return render(
        request, "funding/entries.jinja", {"found": found, "asked": asked, "words": words, "query": urlencode(kept)}
    )


@READ
@require_safe
def entry(request: HttpRequest, transaction_id: int) -> HttpResponse:
    """One transaction with its legs."""
    viewer = viewer_in(request)
    found = entry_queries.transaction(viewer, transaction_id)
    return render(request, "funding/entry.jinja", {"found": found, "can_post": viewer.can(Permission.POST_MONEY)})


@READ
@require_safe
def envelope_use(request: HttpRequest, code: str) -> HttpResponse:
    """What was set aside, and what each decision takes of it and allows."""
    viewer = viewer_in(request)
    page = programmes.programme(viewer, code)
    powers = envelope_queries.powers(viewer, code, page.id)
    context = {
        "page": page,
        "lines": tables.for_screen(tables.envelope_table(page)),
        "powers": {one.decision_id: powers.get(one.decision_id, []) for one in page.decisions},
        "changes": envelope_queries.changes(viewer, page.id),
    }
    return render(request, "funding/envelope_use.jinja", context)


@READ
@require_safe
def given(request: HttpRequest, code: str, funder: str) -> HttpResponse:
    """What one funder gives, contribution by contribution."""
    viewer = viewer_in(request)
    page = programmes.programme(viewer, code)
    named = next((one for one in page.funders if one.code == funder), None)
    if named is None:
        raise NotFound("This organisation does not fund the programme.", remedy="Choose a funder on its page.")
    year = request.GET.get("year", "")
    year = year if year in page.years else ""
    rows = movements.given_by(viewer, code, funder, year)
    return render(request, "funding/given.jinja", {"page": page, "funder": named, "year": year, "rows": rows})


@READ
@require_safe
def forecasts(request: HttpRequest, code: str) -> HttpResponse:
    """Every forecast of some years, or of all."""
    viewer = viewer_in(request)
    page = programmes.programme(viewer, code)
    years = tuple(year for year in _years(request.GET) if year in page.years)
    rows = sharing_queries.forecasts(viewer, page, years)
    return render(request, "funding/forecasts.jinja", {"page": page, "years": years, "rows": rows})


@READ
@require_safe
def sharing(request: HttpRequest, code: str) -> HttpResponse:
    """How costs are shared between funders, year by year, and by which rule since when."""
    viewer = viewer_in(request)
    page = programmes.programme(viewer, code)
    basis = programmes.basis_of(request.GET.get("basis", ""))
    context = {
        "page": page,
        "years": sharing_queries.shared_years(page, _years(request.GET), basis),
        "rules": sharing_queries.rules(viewer, page),
        "opens": entry_queries.opens(code),
        "can_post": page.lead.code in viewer.organisation_codes and viewer.can(Permission.POST_MONEY),
    }
    return render(request, "funding/sharing.jinja", context)
