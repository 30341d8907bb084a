"""A programme's page as lines for the table, the chart and the CSV: the same figures in all three."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from throughcare.commissioning.funding.queries.entries import address_of
from throughcare.commissioning.funding.queries.programmes import CarriedRow, DecisionRow, ProgrammePage
from throughcare.commissioning.funding.rules import standing
from throughcare.commissioning.funding.rules.figures import SPENDING
from throughcare.commissioning.funding.rules.posting import Basis
from throughcare.foundation.ui.charts import MOST_SERIES, FundingChart, Movement, Series, guarded
from throughcare.foundation.ui.words import difference, millions, pounds

BASES = [(Basis.COMMITMENT.value, "Committed"), (Basis.ACCRUAL.value, "Incurred"), (Basis.CASH.value, "Paid")]
BY_YEAR, BECAME, TAKEN, ALLOWED = (
    *("Funding and spending by year", "What has become of it", "What decisions take of the envelope"),
    "What recommendations allow",
)
Opens = Callable[[tuple[str, ...]], str]
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
    total: Money
    kind: str = ""


def _cell(money: Money) -> dict[str, object]:
    return {"pence": money.pence, "href": money.href, "flag": money.flag}


def for_screen(lines: Iterable[MoneyLine]) -> list[dict[str, object]]:
    """Lines as the table of the screens takes them."""
    return [
        {
            "label": line.label,
            "cells": [_cell(cell) for cell in line.cells],
            "total": _cell(line.total),
            "kind": line.kind,
        }
        for line in lines
    ]


def plain_pounds(pence: int | None) -> str:
    """A sum as a spreadsheet adds it: ``-1234.56``; empty where there is none."""
    if pence is None:
        return ""
    whole, part = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{whole}.{part:02d}"


def _line(page: ProgrammePage, label: str, cell: Callable[[str], Money], opens: Opens, kind: str = "") -> MoneyLine:
    """A line over the years; its total opens the entries of all of them."""
    cells = tuple(cell(year) for year in page.years)
    known = [one.pence for one in cells if one.pence is not None]
    return MoneyLine(label, cells, Money(sum(known), opens(page.years)) if known else Money(None), kind)


def _figure(page: ProgrammePage, name: str, **of: str) -> Opens:
    return lambda years: address_of(page.entries_address, name, year=years, **of)


def _summed(
    page: ProgrammePage, label: str, sums: Callable[[str], int | None], opens: Opens, kind: str = ""
) -> MoneyLine:
    def cell(year: str) -> Money:
        pence = sums(year)
        return Money(None) if pence is None else Money(pence, opens((year,)))

    return _line(page, label, cell, opens, kind)


def year_table(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    """Funding by funder, reserves, spending by service, and for the whole programme what each year has over."""
    lines = _funding_lines(page, filters)
    lines += _spending_lines(page, filters)
    if not (filters.service or filters.funder) and filters.basis == Basis.BUDGET:
        opens = _figure(page, "over")
        lines.append(
            _line(page, "Funding less planned spending", lambda year: _gap(page, year, opens((year,))), opens, "gap")
        )
    return lines


def _gap(page: ProgrammePage, year: str, href: str) -> Money:
    found = next(one for one in page.sums if one.year == year)
    flag = "" if found.balances else f"Does not balance: {difference(found.difference)}"
    return Money(found.difference, href, flag)


def _funding_lines(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    funding, reserves = standing.funding(page.cells), standing.reserves(page.cells)
    funders = [one for one in _codes(funding, reserves) if not filters.funder or one == filters.funder]

    def line(label: str, name: str, sums: Mapping[tuple[str, str], int], code: str) -> MoneyLine:
        return _summed(page, label, lambda year: sums.get((code, year), 0), _figure(page, name, funder=code))

    lines = [line(page.name_of(code), "funding", funding, code) for code in funders if code in _codes(funding)]
    for code in funders:
        if code in _codes(reserves):
            lines.append(line(f"Reserves, money of {page.name_of(code)}", "reserve", reserves, code))
    whose = {"funder": filters.funder} if filters.funder else {}
    total = _summed(
        page,
        "Funding in total",
        lambda year: sum(one.get((code, year), 0) for one in (funding, reserves) for code in funders),
        _figure(page, "means", **whose),
        "total",
    )
    return [*lines, total]


def _spending_lines(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    word = SPENDING_WORDS[filters.basis]
    sums = _spending(page, filters)
    services = [code for code in _codes(sums) if not filters.service or code == filters.service]
    lines = [
        _summed(
            page,
            f"{word}: {page.name_of(code)}",
            lambda year, code=code: sums.get((code, year), 0),  # type: ignore[misc]
            _opens_spending(page, filters, code),
        )
        for code in services
    ]
    total = _summed(
        page,
        f"{word} in total",
        lambda year: sum(sums.get((code, year), 0) for code in services),
        _opens_spending(page, filters, filters.service),
        "total",
    )
    return [*lines, total]


def _opens_spending(page: ProgrammePage, filters: Filters, service: str) -> Opens:
    """The entries of spending; a funder's share of a plan is no entry, so it opens how the plan is shared."""
    if filters.funder and filters.basis == Basis.BUDGET:
        return lambda years: sharing_href(page, years, Basis.BUDGET)
    return _figure(page, SPENDING[filters.basis], service=service, funder=filters.funder or None)


def sharing_href(page: ProgrammePage, years: tuple[str, ...], basis: Basis) -> str:
    """The address that shows how the costs of years are shared between funders."""
    asked = urlencode({"basis": basis.value, "year": years}, doseq=True)
    return f"{page.sharing_address}?{asked}"


def _spending(page: ProgrammePage, filters: Filters) -> dict[tuple[str, str], int]:
    """Spending by service and year; a funder's share of the plan is what the split rules give it."""
    if not filters.funder:
        return standing.spending(page.cells, filters.basis)
    if filters.basis != Basis.BUDGET:
        return standing.attributed(page.cells, filters.basis, filters.funder)
    shares = standing.planned_shares(page.cells, page.years, page.rules, lead=page.lead.code)
    return {(service, year): pence for (service, year, funder), pence in shares.items() if funder == filters.funder}


def _codes(*sums: Mapping[tuple[str, str], int]) -> list[str]:
    """The first parts of the keys, in the order in which they first stand."""
    return list(dict.fromkeys(code for found in sums for code, _ in found))


def use_table(page: ProgrammePage, filters: Filters) -> list[MoneyLine]:
    """What is committed, incurred, paid, forecast and free, year by year; of one funder's money where one is chosen.

    A forecast is made for a line, whoever pays for it, so that none is shown for one funder.
    """
    own = [cell for cell in page.cells if not filters.funder or cell.account.funder == filters.funder]
    by_year = {one.year: one for one in standing.uses(own, page.years)}
    whose = {"funder": filters.funder} if filters.funder else {}

    def line(label: str, name: str, kind: str = "") -> MoneyLine:
        return _summed(page, label, lambda year: getattr(by_year[year], name), _figure(page, name, **whose), kind)

    lines = [
        line("Committed, not yet incurred", "committed"),
        line("Incurred", "incurred"),
        line("Of that paid", "paid"),
    ]
    if not filters.funder:
        lines.append(_summed(page, "Forecast", lambda year: _forecast(page, year), _opens_forecasts(page)))
    lines.append(line("Free to commit", "free", "total"))
    held = dict(zip(page.years, standing.reserve_held(own, page.years), strict=True))
    reserve = tuple(
        Money(held[year], address_of(page.entries_address, "held", until=year, **whose)) for year in page.years
    )
    lines.append(MoneyLine("Held in reserve at the end of the year", reserve, Money(None)))
    return lines


def _opens_forecasts(page: ProgrammePage) -> Opens:
    return lambda years: f"{page.forecasts_address}?{urlencode({'year': years}, doseq=True)}"


def _forecast(page: ProgrammePage, year: str) -> int | None:
    found = [pence for (_, one), pence in page.forecasts.items() if one == year]
    return sum(found) if found else None


def envelope_table(page: ProgrammePage) -> list[MoneyLine]:
    """What each decision takes of the lead's envelope, by year where its table says, and what is left."""
    href = page.envelope_address
    lines = [
        MoneyLine(
            f"{one.reference} {one.title}".strip(),
            tuple(_taken(page, one, year) for year in page.years),
            Money(one.envelope, decision_href(page, one.decision_id)),
        )
        for one in page.decisions
    ]
    nothing = tuple(Money(None) for _ in page.years)
    lines.append(MoneyLine("Envelope", nothing, Money(page.envelope, href), "total"))
    lines.append(MoneyLine("Taken by decisions", nothing, Money(page.envelope_used, href)))
    lines.append(MoneyLine("Left of the envelope", nothing, Money(page.envelope_left, href), "total"))
    return lines


def _taken(page: ProgrammePage, one: DecisionRow, year: str) -> Money:
    if not one.has_lines:
        return Money(None)
    href = address_of(
        page.entries_address, "funding", year=(year,), funder=page.lead.code, decision=str(one.decision_id)
    )
    return Money(one.taken.get(year, 0), href)


def decision_href(page: ProgrammePage, decision_id: int) -> str:
    """The address that shows what a decision takes and allows."""
    return f"{page.envelope_address}#decision-{decision_id}"


def allowed_table(page: ProgrammePage) -> list[tuple[str, int | None]]:
    """What each recommendation of a decision in effect allows, in pence; null where it states no sum."""
    return [
        (f"{one.reference}, recommendation {number}: {purpose.replace('_', ' ')}", pence)
        for one in page.decisions
        for number, purpose, pence in one.allows
    ]


def as_csv(page: ProgrammePage, filters: Filters) -> str:
    """Every table of a programme's page in one file, in pounds that a spreadsheet can add; a line names its table."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["Table", "Line", *page.years, "Total"])
    for table, lines in (
        (BY_YEAR, year_table(page, filters)),
        (BECAME, use_table(page, filters)),
        (TAKEN, envelope_table(page)),
    ):
        for line in lines:
            sums = [plain_pounds(cell.pence) for cell in (*line.cells, line.total)]
            writer.writerow([table, guarded(line.label), *sums])
    for label, pence in allowed_table(page):
        writer.writerow([ALLOWED, guarded(label), *("" for _ in page.years), plain_pounds(pence)])
    return out.getvalue()


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


def _carried(one: CarriedRow) -> str:
    if not one.to_year:
        return f"{millions(one.pence)} of {one.from_year} lapsed in the reserve"
    return f"{millions(one.pence)} {'asked for' if one.pending else 'carried'}, {one.from_year} to {one.to_year}"


def funding_chart(page: ProgrammePage, csv_href: str) -> FundingChart:
    """Funding stacked by funder beside planned spending, with the movements between years."""
    funding, reserves = standing.funding(page.cells), standing.reserves(page.cells)
    plan = standing.spending(page.cells, Basis.BUDGET)
    means = _series(page, funding, _codes(funding), 2)
    net = tuple(sum(pence for (_, one), pence in reserves.items() if one == year) for year in page.years)
    if any(net):
        means.append(Series("Reserves", net))
    moves = [Movement(one.from_year, one.to_year, one.pence, _carried(one)) for one in page.carried]
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
