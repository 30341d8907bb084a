"""A programme's page as lines for the table, the chart and the CSV: the same figures in all three."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from throughcare.commissioning.funding.queries.programmes import ProgrammePage
from throughcare.commissioning.funding.rules import standing
from throughcare.commissioning.funding.rules.posting import Basis, Kind
from throughcare.foundation.ui.charts import MOST_SERIES, FundingChart, Movement, Series
from throughcare.foundation.ui.words import difference, millions, pounds

BASES = [(Basis.COMMITMENT.value, "Committed"), (Basis.ACCRUAL.value, "Incurred"), (Basis.CASH.value, "Paid")]
SPENDING_WORDS = {Basis.BUDGET: "Planned", Basis.COMMITMENT: "Committed", Basis.ACCRUAL: "Incurred", Basis.CASH: "Paid"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a programme is shown: one service, one funder, and on which basis spending is."""

    service: str = ""
    funder: str = ""
    basis: Basis = Basis.BUDGET

    @property
    def active(self) -> int:
        """How many of them are on."""
        return bool(self.service) + bool(self.funder) + (self.basis != Basis.BUDGET)


@dataclass(frozen=True, slots=True)
class Money:
    """A figure with the address of the entries behind it and, where it is wrong, what is wrong with it."""

    pence: int | None
    href: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A line of the table; ``kind`` is empty, ``total`` or ``gap``."""

    label: str
    cells: tuple[Money, ...]
    total: int | None
    kind: str = ""


def for_screen(lines: Iterable[MoneyLine]) -> list[dict[str, object]]:
    """Lines as the table of the screens takes them."""
    return [
        {
            "label": line.label,
            "cells": [{"pence": cell.pence, "href": cell.href, "flag": cell.flag} for cell in line.cells],
            "total": line.total,
            "kind": line.kind,
        }
        for line in lines
    ]


def entries_href(page: ProgrammePage, **figure: str) -> str:
    """The address of the entries behind a figure."""
    return f"{page.entries_address}?{urlencode(figure)}"


def plain_pounds(pence: int | None) -> str:
    """A sum as a spreadsheet adds it: ``-1234.56``; empty where there is none."""
    if pence is None:
        return ""
    whole, part = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{whole}.{part:02d}"


def _line(page: ProgrammePage, label: str, cell: Callable[[str], Money], kind: str = "") -> MoneyLine:
    cells = tuple(cell(year) for year in page.years)
    known = [one.pence for one in cells if one.pence is not None]
    return MoneyLine(label, cells, sum(known) if known else None, kind)


def year_table(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    """Funding by funder, reserves, spending by service, and for the whole programme what each year has over."""
    lines = _funding_lines(page, filters)
    lines += _spending_lines(page, filters)
    if not (filters.service or filters.funder) and filters.basis == Basis.BUDGET:
        lines.append(_line(page, "Funding less planned spending", lambda year: _gap(page, year), "gap"))
    return lines


def _gap(page: ProgrammePage, year: str) -> Money:
    found = next(one for one in page.sums if one.year == year)
    flag = "" if found.balances else f"Does not balance: {difference(found.difference)}"
    href = entries_href(page, kind=Kind.CONTROL, year=year, basis=Basis.BUDGET)
    return Money(found.difference, href, flag)


def _funding_lines(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    funding, reserves = standing.funding(page.cells), standing.reserves(page.cells)
    funders = [one for one in _codes(funding, reserves) if not filters.funder or one == filters.funder]
    lines = []
    for code in funders:
        if any(one == code for one, _ in funding):
            lines.append(_line(page, page.name_of(code), _cell(page, funding, code, Kind.FUNDING)))
    for code in funders:
        if any(one == code for one, _ in reserves):
            label = f"Reserves, money of {page.name_of(code)}"
            lines.append(_line(page, label, _cell(page, reserves, code, Kind.RESERVE)))
    total = _line(
        page,
        "Funding in total",
        lambda year: Money(sum(one.get((code, year), 0) for one in (funding, reserves) for code in funders)),
        "total",
    )
    return [*lines, total]


def _cell(page: ProgrammePage, sums: dict[tuple[str, str], int], code: str, kind: Kind) -> Callable[[str], Money]:
    def cell(year: str) -> Money:
        if (code, year) not in sums:
            return Money(0)
        href = entries_href(page, kind=kind, year=year, funder=code, basis=Basis.BUDGET)
        return Money(sums[code, year], href)

    return cell


def _spending_lines(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    word = SPENDING_WORDS[filters.basis]
    sums = _spending(page, filters)
    services = [code for code in _codes(sums) if not filters.service or code == filters.service]

    def cell(code: str) -> Callable[[str], Money]:
        def found(year: str) -> Money:
            if (code, year) not in sums:
                return Money(0)
            figure = {"kind": Kind.EXPENDITURE, "year": year, "service": code, "basis": filters.basis}
            if filters.funder and filters.basis != Basis.BUDGET:
                figure["funder"] = filters.funder
            return Money(sums[code, year], entries_href(page, **figure))

        return found

    lines = [_line(page, f"{word}: {page.name_of(code)}", cell(code)) for code in services]
    total = _line(
        page, f"{word} in total", lambda year: Money(sum(sums.get((code, year), 0) for code in services)), "total"
    )
    return [*lines, total]


def _spending(page: ProgrammePage, filters: Filters) -> dict[tuple[str, str], int]:
    """Spending by service and year; a funder's share of the plan is what the split rules give it."""
    if not filters.funder:
        return standing.spending(page.cells, filters.basis)
    if filters.basis != Basis.BUDGET:
        return standing.attributed(page.cells, filters.basis, filters.funder)
    shares = standing.planned_shares(page.cells, page.years, page.rules, lead=page.lead.code)
    return {(service, year): pence for (service, year, funder), pence in shares.items() if funder == filters.funder}


def _codes(*sums: dict[tuple[str, str], int]) -> list[str]:
    """The first parts of the keys, in the order in which they first stand."""
    return list(dict.fromkeys(code for found in sums for code, _ in found))


def use_table(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    """What is committed, incurred, paid, forecast and free, year by year; of one funder's money where one is chosen.

    A forecast is made for a line, whoever pays for it, so that none is shown for one funder.
    """
    own = [cell for cell in page.cells if not filters.funder or cell.account.funder == filters.funder]
    by_year = {one.year: one for one in standing.uses(own, page.years)}
    bases = (
        ("Committed, not yet incurred", "committed", Basis.COMMITMENT),
        ("Incurred", "incurred", Basis.ACCRUAL),
        ("Of that paid", "paid", Basis.CASH),
    )
    lines = []
    for label, name, basis in bases:
        lines.append(_line(page, label, _use_cell(page, by_year, filters.funder, name, basis)))
    if not filters.funder:
        lines.append(_line(page, "Forecast", lambda year: Money(_forecast(page, year))))
    lines.append(_line(page, "Free to commit", lambda year: Money(by_year[year].free), "total"))
    held = dict(zip(page.years, standing.reserve_held(own, page.years), strict=True))
    reserve = tuple(Money(held[year]) for year in page.years)
    lines.append(MoneyLine("Held in reserve at the end of the year", reserve, None))
    return lines


def _use_cell(
    page: ProgrammePage, by_year: dict[str, standing.Use], funder: str, name: str, basis: Basis
) -> Callable[[str], Money]:
    whose = {"funder": funder} if funder else {}

    def cell(year: str) -> Money:
        pence: int = getattr(by_year[year], name)
        href = entries_href(page, kind=Kind.EXPENDITURE, year=year, basis=basis, **whose) if pence else ""
        return Money(pence, href)

    return cell


def _forecast(page: ProgrammePage, year: str) -> int | None:
    found = [pence for (_, one), pence in page.forecasts.items() if one == year]
    return sum(found) if found else None


def headline(page: ProgrammePage) -> str:
    """What the chart shows, in a sentence."""
    wrong = [one for one in page.sums if not one.balances]
    if not wrong:
        return "Every year has the funding that its plan needs"
    parts = [
        f"{one.year} has {pounds(abs(one.difference))} too {'much' if one.difference > 0 else 'little'}"
        for one in wrong
    ]
    return " and ".join(parts)


def _series(page: ProgrammePage, sums: dict[tuple[str, str], int], codes: Iterable[str], most: int) -> list[Series]:
    """A series for each code, the smallest together as Other where there are more than can be told apart."""
    found = [(page.name_of(code), [sums.get((code, year), 0) for year in page.years]) for code in codes]
    found.sort(key=lambda one: -sum(map(abs, one[1])))
    if len(found) > most:
        rest = [sum(column) for column in zip(*(values for _, values in found[most - 1 :]), strict=True)]
        found = [*found[: most - 1], ("Other", rest)]
    return [Series(name, tuple(values)) for name, values in found]


def funding_chart(page: ProgrammePage, csv_href: str) -> FundingChart:
    """Funding stacked by funder beside planned spending, with the movements between years."""
    funding, reserves = standing.funding(page.cells), standing.reserves(page.cells)
    plan = standing.spending(page.cells, Basis.BUDGET)
    means = _series(page, funding, _codes(funding), 2)
    net = tuple(sum(pence for (_, one), pence in reserves.items() if one == year) for year in page.years)
    if any(net):
        means.append(Series("Reserves", net))
    moves = [
        Movement(
            one.from_year,
            one.to_year,
            one.pence,
            f"{millions(one.pence)} {'asked for' if one.pending else 'carried'}, {one.from_year} to {one.to_year}",
        )
        for one in page.carried
    ]
    return FundingChart(
        ident="years",
        headline=headline(page),
        measure=f"Funding and planned spending, £ million, {page.name}, {page.years[0]} to {page.years[-1]}",
        years=page.years,
        funding=tuple(means) or (Series("Funding", (0,) * len(page.years)),),
        spending=tuple(_series(page, plan, _codes(plan), MOST_SERIES - len(means) if means else 3))
        or (Series("Planned spending", (0,) * len(page.years)),),
        movements=tuple(moves),
        csv_href=csv_href,
    )
