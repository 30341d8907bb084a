"""What each figure of money is made of: which legs count towards it, and with which sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from throughcare.commissioning.funding.rules.posting import MEANS, RESERVES, Basis, Kind, Source

UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True)
class Part:
    """Legs on some kinds of account and one basis, times ``sign``.

    ``way`` takes debits (``up``) or credits (``down``) alone. ``of_carried`` says that whose money it is stands in the
    carry-forward and not in the account, which is nobody's.
    """

    kinds: tuple[Kind, ...]
    basis: Basis
    sign: int = 1
    way: str = ""
    of_carried: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that screens show: what it is called, and the parts that come to it."""

    label: str
    parts: tuple[Part, ...]


SPENT = (Kind.EXPENDITURE,)
_FUNDING = Part((Kind.FUNDING,), Basis.BUDGET, -1)
_MEANS = Part(MEANS, Basis.BUDGET, -1)
_PLANNED, _COMMITTED, _INCURRED, _PAID = (Part(SPENT, basis) for basis in Basis)
_DRAWN = Part((Kind.CONTROL,), Basis.ACCRUAL, way=UP, of_carried=True)
_TO_DRAW = Part((Kind.CONTROL,), Basis.BUDGET, way=UP, of_carried=True)


def _less(part: Part) -> Part:
    return Part(part.kinds, part.basis, -part.sign, part.way, part.of_carried)


FIGURES: Mapping[str, Figure] = {
    "funding": Figure("Funding", (_FUNDING,)),
    "reserve": Figure("What reserves add", (Part(RESERVES, Basis.BUDGET, -1),)),
    "means": Figure("Funding, reserves included", (_MEANS,)),
    "held": Figure("Held in reserve", (Part((Kind.RESERVE,), Basis.BUDGET),)),
    "planned": Figure("Planned", (_PLANNED,)),
    "committed": Figure("Committed, not yet incurred", (_COMMITTED,)),
    "incurred": Figure("Incurred", (_INCURRED,)),
    "paid": Figure("Paid", (_PAID,)),
    "unpaid": Figure("Incurred, unpaid", (_INCURRED, _less(_PAID))),
    "over": Figure("Funding less planned spending", (Part((Kind.CONTROL,), Basis.BUDGET),)),
    "free": Figure("Free to commit", (_MEANS, _less(_COMMITTED), _less(_INCURRED))),
    "outturn": Figure("Incurred or signed for", (_INCURRED, _COMMITTED)),
    "variance": Figure("Incurred or signed for, less planned", (_INCURRED, _COMMITTED, _less(_PLANNED))),
    "came": Figure("Received, less what went back", (Part((Kind.FUNDING,), Basis.CASH, -1),)),
    "unspent": Figure("Unspent of what was received", (Part((Kind.FUNDING,), Basis.CASH, -1), _less(_INCURRED))),
    "lead_unspent": Figure("Unspent of the budget", (_FUNDING, _less(_INCURRED), _DRAWN)),
    "to_draw": Figure("Planned to be drawn", (_TO_DRAW,)),
    "drawn": Figure("Drawn", (_DRAWN,)),
    "undrawn": Figure("Planned and not yet drawn", (_TO_DRAW, _less(_DRAWN))),
    "received": Figure("Received", (Part((Kind.CASH,), Basis.CASH, way=UP),)),
    "carried_in": Figure(
        "Carried in", (Part((Kind.FUNDING,), Basis.CASH, -1, way=DOWN), Part(SPENT, Basis.CASH, way=UP))
    ),
    "returned": Figure("Given back", (Part((Kind.CASH,), Basis.CASH, -1, way=DOWN),)),
    "recognised": Figure("Recognised as income", (Part((Kind.FUNDING,), Basis.ACCRUAL, -1),)),
    "deferred": Figure("Received and not yet income", (Part((Kind.DEFERRED_INCOME,), Basis.ACCRUAL, -1),)),
    "handed_over": Figure("Received by the partner", (Part((Kind.CASH,), Basis.CASH, -1, way=DOWN),)),
    "handed_back": Figure("Given back by the partner", (Part((Kind.CASH,), Basis.CASH, way=UP),)),
    "counted": Figure("Counted as cost", (_INCURRED,)),
    "prepaid": Figure("Paid over and not yet cost", (Part((Kind.DEFERRED_INCOME,), Basis.ACCRUAL),)),
}
SPENDING = {Basis.BUDGET: "planned", Basis.COMMITMENT: "committed", Basis.ACCRUAL: "incurred", Basis.CASH: "paid"}
SOURCES: Mapping[str, tuple[Source, ...]] = {
    "commitment": (Source.COMMITMENT, Source.PAYMENT, Source.ACCRUAL, Source.REVERSAL),
    "contribution": (Source.CONTRIBUTION,),
    "carry_forward": (Source.CARRY_FORWARD,),
    "virement": (Source.VIREMENT,),
}
