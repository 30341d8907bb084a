"""A contribution between partners: who may take which step, and the legs of each step.

Seen from the programme's books, which its lead keeps. Money that comes to the lead is funding; money that the lead
gives to a partner is spending, under a service of that name.
"""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, LegPlan, merged, pair
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.ui.words import pounds

OUTWARD_SERVICE = "contributions-to-partners"


@dataclass(frozen=True, slots=True)
class Sums:
    """A contribution in pence: promised, received, and what became of what was received."""

    promised: int
    received: int = 0
    recognised: int = 0
    deferred: int = 0
    returned: int = 0
    carried: int = 0

    @property
    def held(self) -> int:
        """What was received and is neither income, nor held for a later year, nor carried forward, nor given back."""
        return self.received - self.recognised - self.deferred - self.returned - self.carried


@dataclass(frozen=True, slots=True)
class Parties:
    """Who pays, who receives, and who keeps the programme's books; codes of organisations."""

    payer: str
    recipient: str
    lead: str
    year: str

    @property
    def inward(self) -> bool:
        """Whether the money comes to the lead."""
        return self.recipient == self.lead

    @property
    def partner(self) -> str:
        """The other one."""
        return self.payer if self.inward else self.recipient


def check_parties(parties: Parties) -> None:
    """Raises ``Invalid`` unless the lead is one of two different parties."""
    if parties.payer == parties.recipient:
        raise Invalid({"recipient": "A contribution goes from one organisation to another."})
    if parties.lead not in (parties.payer, parties.recipient):
        raise Invalid({"recipient": "One of the two must lead the programme, since it keeps the books."})


def check_acts_for(codes: frozenset[str], code: str, *, what: str) -> None:
    """Raises ``NotAllowed`` unless the person acts for the organisation whose step it is."""
    if code not in codes:
        raise NotAllowed(f"Only the {what} can do this.", remedy="It waits with them; their home page shows it.")


def check_receipt(sums: Sums, pence: int) -> None:
    """Raises ``Invalid`` unless a sum above nothing and no larger than was promised comes in."""
    if pence <= 0:
        raise Invalid({"pence": "The amount received must be more than nothing."})
    if pence > sums.promised:
        raise Invalid(
            {"pence": f"{pounds(sums.promised)} was promised. Record a further contribution for what is above it."}
        )


def check_take(pence: int, available: int, *, what: str) -> None:
    """Raises ``Invalid`` with the sum unless ``pence`` is above nothing and there is that much of it."""
    if pence <= 0:
        raise Invalid({"pence": "The amount must be more than nothing."})
    if pence > available:
        raise Invalid({"pence": f"{pounds(available)} {what}, so {pounds(pence)} is too much."})


def _income(parties: Parties, year: str = "") -> AccountKey:
    if parties.inward:
        return AccountKey(Kind.FUNDING, year or parties.year, funder=parties.payer)
    return AccountKey(Kind.EXPENDITURE, year or parties.year, funder=parties.lead, service=OUTWARD_SERVICE)


def _deferred(parties: Parties, year: str = "") -> AccountKey:
    return AccountKey(Kind.DEFERRED_INCOME, year or parties.year, funder=parties.partner)


def _owed(parties: Parties) -> AccountKey:
    kind = Kind.DEBTOR if parties.inward else Kind.CREDITOR
    return AccountKey(kind, parties.year, funder=parties.partner)


def _cash(parties: Parties) -> AccountKey:
    return AccountKey(Kind.CASH, parties.year, funder=parties.payer if parties.inward else parties.lead)


def invoiced(parties: Parties, pence: int) -> tuple[LegPlan, ...]:
    """Owed and not yet earned: a debt against deferred income (outward: a prepayment against a debt of ours)."""
    sign = 1 if parties.inward else -1
    return pair(_owed(parties), _deferred(parties), Basis.ACCRUAL, sign * pence)


def received(parties: Parties, promised: int, pence: int) -> tuple[LegPlan, ...]:
    """Money moved; the debt goes, and with it what was promised and did not come."""
    sign = 1 if parties.inward else -1
    legs = [
        *pair(_cash(parties), _owed(parties), Basis.ACCRUAL, sign * pence),
        *pair(_deferred(parties), _owed(parties), Basis.ACCRUAL, sign * (promised - pence)),
        *pair(_cash(parties), _income(parties), Basis.CASH, sign * pence),
    ]
    return merged(legs)


def recognised(parties: Parties, pence: int) -> tuple[LegPlan, ...]:
    """Conditions met: what was deferred becomes income of the year (outward: cost of the year)."""
    sign = 1 if parties.inward else -1
    return pair(_deferred(parties), _income(parties), Basis.ACCRUAL, sign * pence)


def unrecognised(parties: Parties, pence: int) -> tuple[LegPlan, ...]:
    """Income that turns out to belong to a later year goes back to deferred income."""
    return recognised(parties, -pence)


def carried(parties: Parties, to_year: str, pence: int) -> tuple[LegPlan, ...]:
    """Held money becomes the later year's: deferred income and its cash move on."""
    sign = 1 if parties.inward else -1
    later = Parties(parties.payer, parties.recipient, parties.lead, to_year)
    legs = [
        *pair(_deferred(parties), _deferred(later), Basis.ACCRUAL, sign * pence),
        *pair(_cash(later), _cash(parties), Basis.ACCRUAL, sign * pence),
        *pair(_income(parties), _income(later), Basis.CASH, sign * pence),
    ]
    return merged(legs)


def returned(parties: Parties, pence: int) -> tuple[LegPlan, ...]:
    """Paid back: out of what is still deferred."""
    sign = 1 if parties.inward else -1
    legs = [
        *pair(_deferred(parties), _cash(parties), Basis.ACCRUAL, sign * pence),
        *pair(_income(parties), _cash(parties), Basis.CASH, sign * pence),
    ]
    return merged(legs)
