"""How the costs of a programme are shared between its funders: year by year, and by which rule since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.commissioning.funding.models import Forecast, SplitRule
from throughcare.commissioning.funding.queries.programmes import ProgrammePage
from throughcare.commissioning.funding.rules import standing
from throughcare.commissioning.funding.rules.figures import SPENDING
from throughcare.commissioning.funding.rules.posting import Basis
from throughcare.commissioning.funding.rules.splitting import PRO_RATA, Method, Rule, of_year
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import pounds

WORDS = {Basis.BUDGET: "Planned", Basis.COMMITMENT: "Committed", Basis.ACCRUAL: "Incurred", Basis.CASH: "Paid"}


@dataclass(frozen=True, slots=True)
class SharedLine:
    """The cost of a service in a year and whose money it is, in pence by funder."""

    service: str
    label: str
    rule: str
    cost: int
    shares: dict[str, int]


@dataclass(frozen=True, slots=True)
class SharedYear:
    """A year's costs as they are shared, what each funder has in it, and what each has left over."""

    year: str
    label: str
    figure: str
    funders: tuple[str, ...]
    lines: tuple[SharedLine, ...]
    means: dict[str, int]
    left: dict[str, int]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A way of sharing over ``[from_date, until)``, where it was agreed and when it was recorded."""

    service: str
    says: str
    from_date: date
    until: date | None
    agreed_in: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Where somebody said that a line will end, in pence, and whether a later forecast replaced it."""

    service: str
    year: str
    pence: int
    at: datetime
    words: str
    counts: bool


def shared_years(page: ProgrammePage, years: tuple[str, ...], basis: Basis) -> list[SharedYear]:
    """The years as their costs are shared: a plan by the rule that holds at the year's end, a cost as it was posted."""
    return [_shared(page, year, basis) for year in page.years if not years or year in years]


def _shared(page: ProgrammePage, year: str, basis: Basis) -> SharedYear:
    costs = {service: pence for (service, one), pence in standing.spending(page.cells, basis).items() if one == year}
    shares = standing.shares_of(page.cells, year, page.rules, lead=page.lead.code, basis=basis)
    held, means = of_year(page.rules, year), standing.means_of(page.cells, year)
    lines = tuple(
        SharedLine(
            code,
            page.name_of(code),
            says(held.get(code, PRO_RATA), page),
            cost,
            {funder: pence for (service, funder), pence in shares.items() if service == code},
        )
        for code, cost in sorted(costs.items())
    )
    funders = tuple(sorted({*means, *(funder for _, funder in shares)}))
    left = {funder: means.get(funder, 0) - sum(line.shares.get(funder, 0) for line in lines) for funder in funders}
    return SharedYear(year, WORDS[basis], SPENDING[basis], funders, lines, means, left)


def says(rule: Rule, page: ProgrammePage) -> str:
    """A rule in words."""
    if rule.method == Method.PRO_RATA:
        return "In proportion to what each funder has in the year"
    if rule.method == Method.FUNDER_FIRST:
        return f"{page.name_of(rule.first)} pays first, the others pay the rest"
    return f"{page.name_of(rule.first)} pays {pounds(rule.fixed_pence)} a year, the others pay the rest"


def rules(viewer: Viewer, page: ProgrammePage) -> list[RuleRow]:
    """Every way of sharing that was recorded, by service, the latest first, until the day on which another starts."""
    rows = visible_to(viewer, SplitRule).filter(programme_id=page.id).select_related("first", "service")
    found = []
    for row in rows.order_by("service_id", "from_date", "id"):
        rule = Rule(Method(row.method), row.first.code if row.first else "", row.fixed_pence or 0)
        held = page.rules[row.service.code]
        until = next((one.until for one in held if one.from_date == row.from_date and one.rule == rule), row.from_date)
        found.append(RuleRow(row.service.label, says(rule, page), row.from_date, until, row.agreed_in, row.at))
    return found[::-1]


def forecasts(viewer: Viewer, page: ProgrammePage, years: tuple[str, ...]) -> list[ForecastRow]:
    """Every forecast of some years, or of all, the latest first; the latest of a line is the one that counts."""
    rows = visible_to(viewer, Forecast).filter(programme_id=page.id).select_related("service").order_by("-at", "-id")
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        if years and row.year not in years:
            continue
        key = (row.service.code, row.year)
        found.append(ForecastRow(row.service.label, row.year, row.pence, row.at, row.words, key not in seen))
        seen.add(key)
    return found
