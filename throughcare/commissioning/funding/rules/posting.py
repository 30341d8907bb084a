"""The shape of a ledger transaction: accounts, bases, and legs that sum to zero on each basis.

A leg is a debit where positive and a credit where negative. Organisations are named by code, empty where an account
is nobody's in particular.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from throughcare.errors import Invalid, WrongState
from throughcare.foundation.reference.years import FinancialYear

MOST_PENCE = 10_000_000_000_00


class Basis(StrEnum):
    """In what sense a sum counts: planned, signed for, incurred, or paid."""

    BUDGET = "budget"
    COMMITMENT = "commitment"
    ACCRUAL = "accrual"
    CASH = "cash"


class Kind(StrEnum):
    """What an account holds."""

    FUNDING = "funding"
    EXPENDITURE = "expenditure"
    RESERVE = "reserve"
    CASH = "cash"
    DEFERRED_INCOME = "deferred_income"
    DEBTOR = "debtor"
    CREDITOR = "creditor"
    CONTROL = "control"
    OPENING = "opening"


class Source(StrEnum):
    """What a transaction was posted for."""

    DECISION = "decision"
    CONTRIBUTION = "contribution"
    CARRY_FORWARD = "carry_forward"
    COMMITMENT = "commitment"
    PAYMENT = "payment"
    ACCRUAL = "accrual"
    VIREMENT = "virement"
    JOURNAL = "journal"
    REVERSAL = "reversal"


# What reserves add to a year by plan: what is drawn, less what of it was given up; and all that a year has by plan.
RESERVES = (Kind.RESERVE, Kind.OPENING)
MEANS = (Kind.FUNDING, *RESERVES)
REVERSIBLE = frozenset({Source.COMMITMENT, Source.PAYMENT, Source.ACCRUAL, Source.JOURNAL})


@dataclass(frozen=True, slots=True, order=True)
class AccountKey:
    """An account of a programme, by its dimensions."""

    kind: Kind
    year: str
    funder: str = ""
    service: str = ""

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Its dimensions as plain texts."""
        return str(self.kind), self.year, self.funder, self.service


@dataclass(frozen=True, slots=True)
class LegPlan:
    """A leg to be posted: signed pence on an account and a basis."""

    account: AccountKey
    basis: Basis
    pence: int

    def opposite(self) -> LegPlan:
        """The leg that takes this one back."""
        return LegPlan(self.account, self.basis, -self.pence)


def pair(debit: AccountKey, credit: AccountKey, basis: Basis, pence: int) -> tuple[LegPlan, ...]:
    """Two legs that move ``pence`` from the credited account to the debited one; none where it is nothing."""
    if not pence:
        return ()
    return LegPlan(debit, basis, pence), LegPlan(credit, basis, -pence)


def sums_by_basis(legs: Iterable[LegPlan]) -> dict[Basis, int]:
    """The sum of the legs on each basis, in pence; all nothing in a sound transaction."""
    sums: dict[Basis, int] = defaultdict(int)
    for leg in legs:
        sums[leg.basis] += leg.pence
    return dict(sums)


def merged(legs: Iterable[LegPlan]) -> tuple[LegPlan, ...]:
    """Legs on the same account and basis made one, and those that come to nothing left out."""
    sums: dict[tuple[AccountKey, Basis], int] = defaultdict(int)
    for leg in legs:
        sums[leg.account, leg.basis] += leg.pence
    return tuple(LegPlan(account, basis, pence) for (account, basis), pence in sums.items() if pence)


def check_legs(legs: Sequence[LegPlan]) -> None:
    """Raises ``Invalid`` unless there are two legs or more that sum to zero on each basis."""
    if len(legs) < 2:
        raise Invalid("There is nothing to post: a transaction has two legs or more.")
    for basis, total in sums_by_basis(legs).items():
        if total:
            raise Invalid(f"The legs on the {basis.value} basis come to {total} pence and must come to nothing.")
    if any(abs(leg.pence) > MOST_PENCE for leg in legs):
        raise Invalid("A leg is larger than any sum a programme can hold. Check the zeros.")


def month_of(day: date) -> str:
    """The month of a day as a period is written: ``2023-05``."""
    return f"{day.year}-{day.month:02d}"


def periods_of(day: date) -> tuple[str, str]:
    """The year and the month that a day falls in, as periods are written."""
    return FinancialYear.of(day).label, month_of(day)


def check_open(day: date, locked: Iterable[str]) -> None:
    """Raises ``WrongState`` where the month or year of a day is locked."""
    closed = [period for period in periods_of(day) if period in set(locked)]
    if closed:
        raise WrongState(
            f"The period {closed[0]} is locked, so nothing can be posted on {day.day} {day:%B %Y}.",
            remedy="Use a day in an open period, or ask finance to open it again with a reason.",
        )


def check_can_reverse(*, source: str, posted: bool, reversed_already: bool) -> None:
    """Raises unless a transaction can be taken back by its opposite: once, and not under a machine of its own."""
    if not posted or source == Source.REVERSAL:
        raise WrongState("This is itself a reversal, or was never posted.", remedy="Post what is right instead.")
    if reversed_already:
        raise WrongState("This was reversed already.", remedy="Open the entry to see its reversal.")
    if source not in REVERSIBLE:
        raise WrongState(
            f"This was posted by a {source.replace('_', ' ')} and follows it.",
            remedy="Take the step on its own page (return, lapse, refuse or amend), which posts what is needed.",
        )
