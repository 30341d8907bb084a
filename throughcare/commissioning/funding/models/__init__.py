"""Tables of money, by noun."""

from throughcare.commissioning.funding.models.contributions import Contribution
from throughcare.commissioning.funding.models.ledger import Account, Balance, Leg, PeriodLock, Receipt, Transaction
from throughcare.commissioning.funding.models.programmes import (
    Authority,
    EnvelopeChange,
    FunderName,
    Programme,
    ProgrammeDecision,
    ProgrammeFunder,
    Service,
    SplitRule,
)
from throughcare.commissioning.funding.models.reserves import CarryForward, CarryForwardDraw
from throughcare.commissioning.funding.models.spending import Commitment, Forecast, Virement

__all__ = [
    "Account",
    "Authority",
    "Balance",
    "CarryForward",
    "CarryForwardDraw",
    "Commitment",
    "Contribution",
    "EnvelopeChange",
    "Forecast",
    "FunderName",
    "Leg",
    "PeriodLock",
    "Programme",
    "ProgrammeDecision",
    "ProgrammeFunder",
    "Receipt",
    "Service",
    "SplitRule",
    "Transaction",
    "Virement",
]
