"""Where a programme stands, from the balances of its accounts: by year, by funder, by service, on every basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from throughcare.commissioning.funding.rules.balancing import Movement, YearSum
from throughcare.commissioning.funding.rules.posting import MEANS, RESERVES, AccountKey, Basis, Kind
from throughcare.commissioning.funding.rules.splitting import (
    PRO_RATA,
    Dated,
    Share,
    by_days,
    largest_remainder,
    left_over,
    summed,
)

ALWAYS_PRO_RATA = (Dated(PRO_RATA),)


@dataclass(frozen=True, slots=True)
class Cell:
    """The balance of one account on one basis, in signed pence."""

    account: AccountKey
    basis: Basis
    pence: int


@dataclass(frozen=True, slots=True)
class Use:
    """What a year has and what becomes of it, in pence; ``free`` is what is neither committed nor incurred."""

    year: str
    funded: int
    planned: int
    committed: int
    incurred: int
    paid: int

    @property
    def free(self) -> int:
        """What the year has left to commit."""
        return self.funded - self.committed - self.incurred


@dataclass(frozen=True, slots=True)
class Offer:
    """A movement that would mend a year, and whose money it would be: pence by funder's code."""

    movement: Movement
    owners: tuple[tuple[str, int], ...]


def funding(cells: Iterable[Cell]) -> dict[tuple[str, str], int]:
    """Funding by funder and year as planned, reserve movements left out, in pence."""
    return _summed(cells, (Kind.FUNDING,), Basis.BUDGET, sign=-1)


def reserves(cells: Iterable[Cell]) -> dict[tuple[str, str], int]:
    """What reserves add to a funder's year (negative: take from it), in pence."""
    return _summed(cells, RESERVES, Basis.BUDGET, sign=-1)


def spending(cells: Iterable[Cell], basis: Basis) -> dict[tuple[str, str], int]:
    """Spending by service and year on a basis, in pence."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        if cell.account.kind == Kind.EXPENDITURE and cell.basis == basis:
            found[cell.account.service, cell.account.year] += cell.pence
    return dict(found)


def _summed(cells: Iterable[Cell], kinds: Sequence[Kind], basis: Basis, *, sign: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        if cell.account.kind in kinds and cell.basis == basis:
            found[cell.account.funder, cell.account.year] += sign * cell.pence
    return dict(found)


def means_of(cells: Iterable[Cell], year: str) -> dict[str, int]:
    """What each funder has in a year, reserve movements included, in pence."""
    sums = _summed(cells, MEANS, Basis.BUDGET, sign=-1)
    return {funder: pence for (funder, one), pence in sums.items() if one == year}


def uses(cells: Sequence[Cell], years: Sequence[str]) -> tuple[Use, ...]:
    """What each year has and what becomes of it."""
    means = _by_year(_summed(cells, MEANS, Basis.BUDGET, sign=-1))
    spent = {basis: _by_year(spending(cells, basis)) for basis in Basis}
    return tuple(
        Use(
            year,
            means.get(year, 0),
            spent[Basis.BUDGET].get(year, 0),
            spent[Basis.COMMITMENT].get(year, 0),
            spent[Basis.ACCRUAL].get(year, 0),
            spent[Basis.CASH].get(year, 0),
        )
        for year in years
    )


def _by_year(sums: Mapping[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for (_, year), pence in sums.items():
        found[year] += pence
    return dict(found)


def year_sums(cells: Sequence[Cell], years: Sequence[str]) -> tuple[YearSum, ...]:
    """Funding and planned spending of each year."""
    return tuple(YearSum(one.year, one.funded, one.planned) for one in uses(cells, years))


def attributed(cells: Iterable[Cell], basis: Basis, funder: str) -> dict[tuple[str, str], int]:
    """Spending of one funder's money by service and year on a basis, as it was posted, in pence."""
    own = [cell for cell in cells if cell.account.funder == funder]
    return spending(own, basis)


def planned_by_days(
    cells: Sequence[Cell], years: Sequence[str], rules: Mapping[str, Sequence[Dated]], *, lead: str
) -> dict[tuple[str, str], tuple[Share, ...]]:
    """Planned spending by service and year, as the split rules share what falls on the days of each."""
    plan = spending(cells, Basis.BUDGET)
    found: dict[tuple[str, str], tuple[Share, ...]] = {}
    for year in years:
        left = dict(means_of(cells, year))
        for service in sorted({service for service, one in plan if one == year}):
            shares = by_days(plan[service, year], rules.get(service, ALWAYS_PRO_RATA), year, left, lead=lead)
            found[service, year] = shares
            for funder, pence in summed(shares).items():
                left[funder] = left.get(funder, 0) - pence
    return found


def planned_shares(
    cells: Sequence[Cell], years: Sequence[str], rules: Mapping[str, Sequence[Dated]], *, lead: str
) -> dict[tuple[str, str, str], int]:
    """Planned spending by service, year and funder, as the split rules share it, in pence."""
    return {
        (service, year, funder): pence
        for (service, year), shares in planned_by_days(cells, years, rules, lead=lead).items()
        for funder, pence in summed(shares).items()
    }


def posted_shares(
    cells: Sequence[Cell], year: str, rules: Mapping[str, Sequence[Dated]], *, lead: str, basis: Basis
) -> dict[tuple[str, str], int]:
    """Whose money the costs of a year are on a basis, by service and funder, in pence: as they were posted.

    What was posted without a funder is shared by the rules of the year, out of what each funder has left.
    """
    found: dict[tuple[str, str], int] = defaultdict(int)
    loose: dict[str, int] = defaultdict(int)
    for cell in cells:
        if (cell.account.kind, cell.basis, cell.account.year) != (Kind.EXPENDITURE, basis, year):
            continue
        if cell.account.funder:
            found[cell.account.service, cell.account.funder] += cell.pence
        else:
            loose[cell.account.service] += cell.pence
    left = dict(means_of(cells, year))
    for (_, funder), pence in found.items():
        left[funder] = left.get(funder, 0) - pence
    for service, pence in sorted(loose.items()):
        shares = by_days(pence, rules.get(service, ALWAYS_PRO_RATA), year, left, lead=lead)
        for funder, share in summed(shares).items():
            found[service, funder] += share
            left[funder] = left.get(funder, 0) - share
    return dict(found)


def shares_of(
    cells: Sequence[Cell], year: str, rules: Mapping[str, Sequence[Dated]], *, lead: str, basis: Basis
) -> dict[tuple[str, str], int]:
    """Whose money a year's spending is on a basis, by service and funder: a plan by the rules, a cost as posted."""
    if basis != Basis.BUDGET:
        return posted_shares(cells, year, rules, lead=lead, basis=basis)
    shares = planned_shares(cells, (year,), rules, lead=lead)
    return {(service, funder): pence for (service, _, funder), pence in shares.items()}


def owners(
    cells: Sequence[Cell],
    year: str,
    rules: Mapping[str, Sequence[Dated]],
    *,
    lead: str,
    basis: Basis = Basis.BUDGET,
) -> dict[str, int]:
    """Whose money is left over in a year once its spending on a basis is borne. Pence by funder."""
    used: dict[str, int] = defaultdict(int)
    for (_, funder), pence in shares_of(cells, year, rules, lead=lead, basis=basis).items():
        used[funder] += pence
    return left_over(means_of(cells, year), used)


def offer_of(movement: Movement, cells: Sequence[Cell], rules: Mapping[str, Sequence[Dated]], *, lead: str) -> Offer:
    """A movement with its owners: the surplus of its year is shared as the split rules leave it, to the penny."""
    left = {name: pence for name, pence in owners(cells, movement.from_year, rules, lead=lead).items() if pence > 0}
    shares = largest_remainder(movement.pence, left) if left else {lead: movement.pence}
    return Offer(movement, tuple((name, pence) for name, pence in sorted(shares.items()) if pence))


def reserve_held(cells: Iterable[Cell], years: Sequence[str]) -> tuple[int, ...]:
    """What the reserve holds at the end of each year by plan, in pence."""
    put: dict[str, int] = defaultdict(int)
    for cell in cells:
        if cell.account.kind == Kind.RESERVE and cell.basis == Basis.BUDGET:
            put[cell.account.year] += cell.pence
    return tuple(sum(pence for one, pence in put.items() if one <= year) for year in years)
