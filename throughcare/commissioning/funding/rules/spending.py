"""Committing, incurring and paying: what a line, a power and a year's balance allow, and the legs that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, LegPlan, merged, pair
from throughcare.commissioning.funding.rules.splitting import PRO_RATA, Rule, attribute, largest_remainder, rest_of
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.ui.words import pounds


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A service's line in a year, in pence, and the year around it.

    ``budget`` is what decisions and virements put on the line, ``used`` what is committed or incurred of it,
    ``funded`` what the year has from all funders and reserves, ``year_used`` what all lines of the year use.
    ``funding`` is what each funder has left for this service, ``spread`` what of it is attributed already by basis.
    ``since`` is what of ``spread`` was posted while ``rule`` held, null where no other rule ever did: what was posted
    under another rule stays as it was attributed then. ``fixed_paid`` is what the funder of a fixed sum bore, by basis,
    under other fixed sums of the year: it pays one a year.
    """

    service: str
    label: str
    year: str
    budget: int
    used: int
    funded: int
    year_used: int
    lead: str
    rule: Rule = PRO_RATA
    funding: Mapping[str, int] = field(default_factory=dict)
    spread: Mapping[Basis, Mapping[str, int]] = field(default_factory=dict)
    since: Mapping[Basis, Mapping[str, int]] | None = None
    fixed_paid: Mapping[Basis, int] = field(default_factory=dict)

    @property
    def line_left(self) -> int:
        """What the line still has."""
        return self.budget - self.used

    @property
    def year_left(self) -> int:
        """What the year still has."""
        return self.funded - self.year_used


def check_sum(pence: int, *, field_name: str = "pence") -> None:
    """Raises ``Invalid`` unless the sum is above nothing."""
    if pence <= 0:
        raise Invalid({field_name: "The amount must be more than nothing."})


def check_has_line(facts: LineFacts) -> None:
    """Raises ``NotAllowed`` unless there is a line."""
    if facts.budget <= 0:
        raise NotAllowed(
            f"There is no budget line for {facts.label} in {facts.year}: no decision in effect opened one.",
            remedy="Take a decision with a line for that year, or choose another line.",
        )


def check_cash(facts: LineFacts, pence: int) -> None:
    """Raises ``NotAllowed`` with the sums where more would be paid from a line than it has."""
    paid = sum(facts.spread.get(Basis.CASH, {}).values())
    if pence > 0 and paid + pence > facts.budget:
        raise NotAllowed(
            f"The line for {facts.label} in {facts.year} has {pounds(facts.budget)}; {pounds(paid)} of it is paid, so "
            f"{pounds(max(facts.budget - paid, 0))} is left and {pounds(pence)} was asked for.",
            remedy="Pay less, or move money to the line by a virement or a carry-forward.",
        )


def check_line(facts: LineFacts, pence: int) -> None:
    """Raises ``NotAllowed`` with the sums unless there is a line, and it and its year have that much left."""
    place = f"{facts.label} in {facts.year}"
    check_has_line(facts)
    if pence > facts.line_left:
        raise NotAllowed(
            f"The line for {place} has {pounds(facts.budget)}; {pounds(facts.used)} of it is committed or spent, so "
            f"{pounds(max(facts.line_left, 0))} is left and {pounds(pence)} was asked for.",
            remedy="Ask for less, or move money to the line by a virement or a carry-forward.",
        )
    if pence > facts.year_left:
        raise NotAllowed(
            f"The year {facts.year} is funded with {pounds(facts.funded)}; {pounds(facts.year_used)} of it is "
            f"committed or spent, so {pounds(facts.year_left)} is left and {pounds(pence)} was asked for.",
            remedy="Have the movement that mends the year approved first; the programme's page offers it.",
        )


def check_left(*, what: str, left: int, pence: int) -> None:
    """Raises ``NotAllowed`` with the sum where ``what`` has less left than is asked for."""
    if pence > left:
        raise NotAllowed(
            f"{what} has {pounds(left)} left and {pounds(pence)} was asked for.",
            remedy="Check the amount, or commit more first.",
        )


def _spread(facts: LineFacts, basis: Basis, pence: int) -> dict[str, int]:
    if facts.since is None:
        return attribute(pence, facts.rule, facts.funding, facts.spread.get(basis, {}), lead=facts.lead)
    if basis == Basis.COMMITMENT and pence < 0:
        return _in_proportion(pence, facts.spread.get(basis, {}), lead=facts.lead)
    already = facts.since.get(basis, {})
    rule = rest_of(facts.rule, facts.fixed_paid.get(basis, 0), here=already.get(facts.rule.first, 0))
    return attribute(pence, rule, _left_for_rule(facts, basis), already, lead=facts.lead)


def _in_proportion(pence: int, to: Mapping[str, int], *, lead: str) -> dict[str, int]:
    """``pence`` shared as what stands already is, whatever rule it was shared by; all the lead's where nothing does."""
    weights = {name: sum_ for name, sum_ in to.items() if sum_ > 0} or {lead: 1}
    return {name: share for name, share in largest_remainder(pence, weights).items() if share}


def _left_for_rule(facts: LineFacts, basis: Basis) -> dict[str, int]:
    """What each funder has for what is posted under the rule that holds: less what other rules attributed to it.

    A cost takes the place of what was signed for, so that only costs lessen what is there for it.
    """
    left = dict(facts.funding)
    for other in (Basis.COMMITMENT, Basis.ACCRUAL) if basis == Basis.COMMITMENT else (Basis.ACCRUAL,):
        held = (facts.since or {}).get(other, {})
        for name, pence in facts.spread.get(other, {}).items():
            left[name] = left.get(name, 0) - (pence - held.get(name, 0))
    return left


def _paid(facts: LineFacts, settled: int, new: int) -> dict[str, int]:
    """Whose money a payment is: what settles a debt is of those whose cost it was, the rest by the rule."""
    if facts.since is None:
        return _spread(facts, Basis.CASH, settled + new)
    incurred, paid = facts.spread.get(Basis.ACCRUAL, {}), facts.spread.get(Basis.CASH, {})
    owed = {name: pence - paid.get(name, 0) for name, pence in incurred.items()}
    found = _in_proportion(settled, owed, lead=facts.lead) if settled else {}
    for name, share in (_spread(facts, Basis.ACCRUAL, new) if new else {}).items():
        found[name] = found.get(name, 0) + share
    return found


def _expenditure(facts: LineFacts, funder: str) -> AccountKey:
    return AccountKey(Kind.EXPENDITURE, facts.year, funder=funder, service=facts.service)


def commitment_legs(facts: LineFacts, pence: int) -> tuple[LegPlan, ...]:
    """A sum signed for (or, where negative, no longer owed under the signature), by whose money it is."""
    control = AccountKey(Kind.CONTROL, facts.year)
    legs: list[LegPlan] = []
    for funder, share in _spread(facts, Basis.COMMITMENT, pence).items():
        legs += pair(_expenditure(facts, funder), control, Basis.COMMITMENT, share)
    return merged(legs)


def accrual_legs(facts: LineFacts, pence: int) -> tuple[LegPlan, ...]:
    """Cost incurred and not yet paid, taken from what was signed for."""
    creditor = AccountKey(Kind.CREDITOR, facts.year)
    legs = list(commitment_legs(facts, -pence))
    for funder, share in _spread(facts, Basis.ACCRUAL, pence).items():
        legs += pair(_expenditure(facts, funder), creditor, Basis.ACCRUAL, share)
    return merged(legs)


def payment_legs(facts: LineFacts, pence: int, *, accrued: int) -> tuple[LegPlan, ...]:
    """A payment: first of what was incurred before (``accrued``), the rest as new cost out of what was signed for."""
    settled = min(pence, max(accrued, 0))
    new = pence - settled
    creditor = AccountKey(Kind.CREDITOR, facts.year)
    legs: list[LegPlan] = []
    if new:
        legs += accrual_legs(facts, new)
    for funder, share in _paid(facts, settled, new).items():
        cash = AccountKey(Kind.CASH, facts.year, funder=funder)
        legs += pair(_expenditure(facts, funder), cash, Basis.CASH, share)
        legs += pair(creditor, cash, Basis.ACCRUAL, share)
    return merged(legs)


def check_virement(*, from_line: LineFacts, to_service: str, pence: int) -> None:
    """Raises unless the line that gives has that much left and another takes it."""
    check_sum(pence)
    if from_line.service == to_service:
        raise Invalid({"to_service": "Choose another line: money moves from one to another."})
    if from_line.budget <= 0:
        raise NotAllowed(f"There is no budget line for {from_line.label} in {from_line.year} to move money from.")
    check_left(what=f"The line for {from_line.label} in {from_line.year}", left=from_line.line_left, pence=pence)


def virement_legs(from_service: str, to_service: str, year: str, pence: int) -> tuple[LegPlan, ...]:
    """Budget moved from one line to another of the same year."""
    return pair(
        AccountKey(Kind.EXPENDITURE, year, service=to_service),
        AccountKey(Kind.EXPENDITURE, year, service=from_service),
        Basis.BUDGET,
        pence,
    )


def check_second_person(*, asked_by: int | None, by: int | None) -> None:
    """Raises ``NotAllowed`` where the one who approves is the one who asked."""
    if asked_by is not None and asked_by == by:
        raise NotAllowed("You asked for this yourself, so somebody else approves it.")
