"""What a decision in effect opens in the ledger: spending lines, funding lines and carry-forwards, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from throughcare.commissioning.funding.rules import funders
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, LegPlan, merged, pair
from throughcare.commissioning.funding.rules.programmes import year_before


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of a decision's table: ``block`` is ``expenditure``, ``funding``, ``current`` or ``change``."""

    block: str
    label: str
    year: str
    pence: int


@dataclass(frozen=True, slots=True)
class Carried:
    """Money that leaves a year for later ones: out of ``from_year``, into each of ``draws``. Sums to zero."""

    from_year: str
    pence: int
    draws: tuple[tuple[str, int], ...]
    from_before: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A decision's table as the ledger needs it: pence by service and year, by funder and year, and what is carried."""

    spending: Mapping[tuple[str, str], int]
    funding: Mapping[tuple[str, str], int]
    carried: tuple[Carried, ...]

    @property
    def years(self) -> tuple[str, ...]:
        """The years that have money, in order."""
        found = {year for _, year in (*self.spending, *self.funding)}
        return tuple(sorted(found | {year for one in self.carried for year, _ in one.draws}))


def opening_of(lines: Iterable[Line], known: Mapping[str, str]) -> Opening:
    """Reads a decision's table. ``known`` maps plain names of funders to codes; ``Invalid`` where one is not known.

    Where the paper shows current budgets and changes that add up to its funding in each year, those are used, since
    they show a transfer to reserves as such; a paper often nets it off. Otherwise its funding lines are.
    """
    blocks: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        blocks[line.block].append(line)
    gross = blocks["current"] + blocks["change"]
    chosen = gross if gross and _by_year(gross) == _by_year(blocks["funding"]) else blocks["funding"]
    spending: dict[tuple[str, str], int] = defaultdict(int)
    for line in blocks["expenditure"]:
        spending[line.label, line.year] += line.pence
    funding: dict[tuple[str, str], int] = defaultdict(int)
    reserves: dict[str, int] = defaultdict(int)
    for line in chosen:
        if funders.is_reserves(line.label):
            reserves[line.year] += line.pence
        else:
            funding[funders.funder_of(line.label, known), line.year] += line.pence
    return Opening(_nonzero(spending), _nonzero(funding), carried_in(reserves))


def _by_year(lines: Iterable[Line]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.year] += line.pence
    return {year: pence for year, pence in sums.items() if pence}


def _nonzero(sums: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {key: pence for key, pence in sums.items() if pence}


def carried_in(reserves: Mapping[str, int]) -> tuple[Carried, ...]:
    """Carry-forwards from the reserves' effect on each year: negative is put in, positive drawn out.

    Draws are met by what earlier years put in, first in first out; what nobody put in comes from before the programme.
    """
    puts: list[list[int | str]] = []
    draws: dict[str, list[tuple[str, int]]] = defaultdict(list)
    before: dict[str, int] = {}
    for year in sorted(reserves):
        need = reserves[year]
        if need < 0:
            puts.append([year, -need])
            continue
        for put in puts:
            taken = min(int(put[1]), need)
            if taken:
                draws[str(put[0])].append((year, taken))
                put[1] = int(put[1]) - taken
                need -= taken
        if need:
            before[year] = need
    made = [Carried(year, -reserves[year], tuple(draws[year])) for year in sorted(reserves) if reserves[year] < 0]
    if before:
        first = year_before(min(reserves))
        made.insert(0, Carried(first, sum(before.values()), tuple(sorted(before.items())), from_before=True))
    return tuple(made)


def control(year: str) -> AccountKey:
    """The account whose budget balance is what a year has over (or short, where negative)."""
    return AccountKey(Kind.CONTROL, year)


def plan_legs(spending: Mapping[tuple[str, str], int], funding: Mapping[tuple[str, str], int]) -> tuple[LegPlan, ...]:
    """Budget legs of spending by service code and year, and of funding by funder and year."""
    legs: list[LegPlan] = []
    for (service, year), pence in spending.items():
        legs += pair(AccountKey(Kind.EXPENDITURE, year, service=service), control(year), Basis.BUDGET, pence)
    for (funder, year), pence in funding.items():
        legs += pair(control(year), AccountKey(Kind.FUNDING, year, funder=funder), Basis.BUDGET, pence)
    return merged(legs)


def plan_in(legs: Iterable[LegPlan]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """What budget legs come to, as ``plan_legs`` takes it: spending by service and year, funding by funder and year."""
    spending: dict[tuple[str, str], int] = defaultdict(int)
    funding: dict[tuple[str, str], int] = defaultdict(int)
    for leg in legs:
        if leg.account.kind == Kind.EXPENDITURE:
            spending[leg.account.service, leg.account.year] += leg.pence
        elif leg.account.kind == Kind.FUNDING:
            funding[leg.account.funder, leg.account.year] -= leg.pence
    return spending, funding


def carry_legs(
    carried: Carried, funder: str, basis: Basis, *, out: bool = True, draws: bool = True
) -> tuple[LegPlan, ...]:
    """Legs of a carry-forward: out of its year into the reserve, and from the reserve into the years that draw.

    What comes from before the programme is put in against an opening account, so that no year of it is charged.
    """
    legs: list[LegPlan] = []
    if out:
        other = Kind.OPENING if carried.from_before else Kind.CONTROL
        giver = AccountKey(other, carried.from_year, funder=funder if carried.from_before else "")
        legs += pair(AccountKey(Kind.RESERVE, carried.from_year, funder=funder), giver, basis, carried.pence)
    if draws:
        for year, pence in carried.draws:
            legs += pair(control(year), AccountKey(Kind.RESERVE, year, funder=funder), basis, pence)
    return merged(legs)


def difference(now: Iterable[LegPlan], before: Iterable[LegPlan]) -> tuple[LegPlan, ...]:
    """The legs that lead from what an earlier version opened to what the present one does."""
    return merged([*now, *(leg.opposite() for leg in before)])


def envelope_use(opening: Opening, lead: str) -> int:
    """What a decision takes of the lead's envelope: its funding in all years, pence."""
    return sum(pence for (funder, _), pence in opening.funding.items() if funder == lead)
