"""How the costs of a programme are shared between its funders: year by year, and by which rule since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.commissioning.funding.models import Forecast, SplitRule
from throughcare.commissioning.funding.queries.programmes import ProgrammePage
from throughcare.commissioning.funding.rules import standing
from throughcare.commissioning.funding.rules.figures import SPENDING
from throughcare.commissioning.funding.rules.posting import Basis
from throughcare.commissioning.funding.rules.splitting import Method, Rule, Share, over_year
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import count, pounds
from throughcare.foundation.ui.words import day as day_in_words

WORDS = {Basis.BUDGET: "Planned", Basis.COMMITMENT: "Committed", Basis.ACCRUAL: "Incurred", Basis.CASH: "Paid"}


@dataclass(frozen=True, slots=True)
class SharedLine:
    """The cost of a service in a year and whose money it is, in pence by funder.

    ``parts`` are what of a plan falls on the days of each way of sharing, where more than one holds in the year.
    """

    service: str
    label: str
    rule: str
    cost: int
    shares: dict[str, int]
    parts: tuple[SharedLine, ...] = ()


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
    """The years as their costs are shared: a plan by the rules of its days, a cost as it was posted."""
    return [_shared(page, year, basis) for year in page.years if not years or year in years]


def _shared(page: ProgrammePage, year: str, basis: Basis) -> SharedYear:
    costs = {service: pence for (service, one), pence in standing.spending(page.cells, basis).items() if one == year}
    shares = standing.shares_of(page.cells, year, page.rules, lead=page.lead.code, basis=basis)
    means = standing.means_of(page.cells, year)
    planned = standing.planned_by_days(page.cells, (year,), page.rules, lead=page.lead.code)
    by_days = {code: planned[code, year] for code in costs} if basis == Basis.BUDGET else {}
    lines = tuple(
        SharedLine(
            code,
            page.name_of(code),
            _ways(page, code, year, basis),
            cost,
            {funder: pence for (service, funder), pence in shares.items() if service == code},
            _parts(page, by_days.get(code, ())),
        )
        for code, cost in sorted(costs.items())
    )
    funders = tuple(sorted({*means, *(funder for _, funder in shares)}))
    left = {funder: means.get(funder, 0) - sum(line.shares.get(funder, 0) for line in lines) for funder in funders}
    return SharedYear(year, WORDS[basis], SPENDING[basis], funders, lines, means, left)


def _ways(page: ProgrammePage, code: str, year: str, basis: Basis) -> str:
    """How the cost of a service in a year is shared, in words."""
    held = over_year(page.rules.get(code, standing.ALWAYS_PRO_RATA), year)
    if len(held) == 1:
        return says(held[0][0], page)
    if basis == Basis.BUDGET:
        return "By the days of each way of sharing"
    return "Each by the way of sharing of the day on which it was posted"


def _parts(page: ProgrammePage, shares: tuple[Share, ...]) -> tuple[SharedLine, ...]:
    """What falls on the days of each way of sharing; nothing where one way holds all year."""
    if len(shares) < 2:
        return ()
    whole = sum(one.days for one in shares)
    return tuple(
        SharedLine(
            "",
            f"Of it, {one.days} of {count(whole, 'day')}, from {day_in_words(one.from_date)}",
            says(one.rule, page),
            one.pence,
            dict(one.borne),
        )
        for one in shares
    )


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
