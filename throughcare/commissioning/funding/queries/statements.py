"""The co-commissioner's statement on one page, and the year-end of a programme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.models import CarryForward, CarryForwardDraw, Contribution, Leg
from throughcare.commissioning.funding.queries.programmes import CARRIED, Named, ProgrammePage, programme
from throughcare.commissioning.funding.rules import standing
from throughcare.commissioning.funding.rules.posting import Basis, Kind, Source
from throughcare.commissioning.funding.rules.statements import Bought, LineAtYearEnd, PutIn, Unspent, unspent_of
from throughcare.errors import NotFound
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Statement:
    """What one partner put into a programme, what it bought, and what is unspent and returnable. Sums in pence."""

    programme: ProgrammePage
    funder: Named
    is_lead: bool
    put_in: tuple[PutIn, ...]
    bought: tuple[Bought, ...]
    unspent: tuple[Unspent, ...]

    @property
    def total_in(self) -> int:
        """What came in over all years, less what went back."""
        return sum(one.received - one.returned for one in self.put_in)

    @property
    def total_bought(self) -> int:
        """What of it was spent."""
        return sum(one.share for one in self.bought)

    @property
    def total_returnable(self) -> int:
        """What goes back unless it is agreed to be carried forward."""
        return sum(one.returnable for one in self.unspent)


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A year of a programme at its end: its lines, and whose the underspend is."""

    programme: ProgrammePage
    year: str
    lines: tuple[LineAtYearEnd, ...]
    funded: int
    owners: tuple[tuple[str, int], ...]
    total: LineAtYearEnd


def statement(viewer: Viewer, code: str, funder: str) -> Statement:
    """One partner's statement; ``NotFound`` where the programme has no such funder that the viewer may see."""
    page = programme(viewer, code)
    named = next((one for one in page.funders if one.code == funder), None)
    if named is None:
        raise NotFound("This organisation does not fund the programme.", remedy="Choose a funder on its page.")
    is_lead = funder == page.lead.code
    put_in = _lead_put_in(page) if is_lead else _put_in(viewer, page, funder)
    bought = _bought(page, funder)
    return Statement(page, named, is_lead, put_in, bought, _unspent(viewer, page, funder, put_in, bought))


def _lead_put_in(page: ProgrammePage) -> tuple[PutIn, ...]:
    """The lead's money is its own budget: put in as planned."""
    own = {year: pence for (funder, year), pence in standing.funding(page.cells).items() if funder == page.lead.code}
    return tuple(PutIn(year, pence, pence, pence, 0, 0, 0, 0) for year, pence in sorted(own.items()) if pence)


def _put_in(viewer: Viewer, page: ProgrammePage, funder: str) -> tuple[PutIn, ...]:
    rows = visible_to(viewer, Contribution).filter(programme_id=page.id, payer__code=funder)
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 7)
    for row in rows.exclude(state=states.Contribution.WITHDRAWN).order_by("year", "id"):
        carried_in = row.carried_from_id is not None
        came = 0 if carried_in else row.received_pence
        new = (0 if carried_in else row.pence, came, row.recognised_pence, row.deferred_pence, row.returned_pence)
        for place, pence in enumerate((*new, row.received_pence if carried_in else 0, row.carried_pence)):
            sums[row.year][place] += pence
    return tuple(PutIn(year, *found) for year, found in sorted(sums.items()))


def _bought(page: ProgrammePage, funder: str) -> tuple[Bought, ...]:
    whole = standing.spending(page.cells, Basis.ACCRUAL)
    own = standing.attributed(page.cells, Basis.ACCRUAL, funder)
    return tuple(
        Bought(year, service, page.name_of(service), whole[service, year], pence)
        for (service, year), pence in sorted(own.items(), key=lambda one: (one[0][1], one[0][0]))
        if pence
    )


def _unspent(
    viewer: Viewer, page: ProgrammePage, funder: str, put_in: tuple[PutIn, ...], bought: tuple[Bought, ...]
) -> tuple[Unspent, ...]:
    rows = visible_to(viewer, CarryForward).filter(programme_id=page.id, funder__code=funder)
    draws = visible_to(viewer, CarryForwardDraw).filter(
        carry_forward__programme_id=page.id, carry_forward__funder__code=funder
    )
    carried: dict[str, int] = defaultdict(int)
    for year, pence in rows.filter(state__in=CARRIED).order_by("id").values_list("from_year", "pence"):
        carried[year] += pence
    lapsed = draws.filter(carry_forward__state=states.CarryForward.LAPSED).order_by("id")
    for year, pence in lapsed.values_list("carry_forward__from_year", "drawn_pence"):
        carried[year] += pence
    drawn: dict[str, int] = defaultdict(int)
    if funder == page.lead.code:
        for year, pence in draws.order_by("id").values_list("year", "drawn_pence"):
            drawn[year] += pence
    return unspent_of(put_in, bought, carried, drawn={year: pence for year, pence in drawn.items() if pence})


def year_end(viewer: Viewer, code: str, year: str) -> YearEnd:
    """A year of a programme as its outturn statement shows it."""
    page = programme(viewer, code)
    if year not in page.years:
        raise NotFound("The programme does not run in that year.", remedy="Choose a year on its page.")
    vired = _virements(page.id, year)
    by_basis = {basis: standing.spending(page.cells, basis) for basis in Basis}
    found = []
    for service in sorted({service for basis in Basis for service, one in by_basis[basis] if one == year}):
        revised = by_basis[Basis.BUDGET].get((service, year), 0)
        found.append(
            LineAtYearEnd(
                service,
                page.name_of(service),
                revised - vired.get(service, 0),
                vired.get(service, 0),
                by_basis[Basis.CASH].get((service, year), 0),
                by_basis[Basis.ACCRUAL].get((service, year), 0),
                by_basis[Basis.COMMITMENT].get((service, year), 0),
                page.forecasts.get((service, year)),
            )
        )
    owners = standing.owners(page.cells, year, page.rules, lead=page.lead.code, basis=Basis.ACCRUAL)
    funded = next(one.funded for one in page.sums if one.year == year)
    return YearEnd(page, year, tuple(found), funded, tuple(sorted(owners.items())), _total(found))


def _total(lines: list[LineAtYearEnd]) -> LineAtYearEnd:
    some = any(one.forecast is not None for one in lines)
    forecast = sum(one.outturn for one in lines) if some else None
    sums = [
        sum(getattr(one, name) for one in lines) for name in ("original", "virements", "paid", "incurred", "committed")
    ]
    return LineAtYearEnd("", "Total", *sums, forecast)


def _virements(programme_id: int, year: str) -> dict[str, int]:
    rows = Leg.objects.filter(
        account__programme_id=programme_id,
        account__kind=Kind.EXPENDITURE,
        account__year=year,
        basis=Basis.BUDGET,
        transaction__source=Source.VIREMENT,
        transaction__posted=True,
    )
    return dict(rows.values("account__service").annotate(found=Sum("pence")).values_list("account__service", "found"))
