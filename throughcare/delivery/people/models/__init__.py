"""Tables about people in the cohort and the services."""

from throughcare.delivery.people.models.cohort import LedgerEntry, Nominal, Overlay, Transfer
from throughcare.delivery.people.models.duplicates import DuplicatePair, Merge
from throughcare.delivery.people.models.needs import Answer, Circumstances, Need
from throughcare.delivery.people.models.offences import Offence
from throughcare.delivery.people.models.receipts import Receipt
from throughcare.delivery.people.models.scores import Challenge, RiskScore
from throughcare.delivery.people.models.service_user import (
    Alias,
    Identifier,
    IdentityChange,
    NameKey,
    RestrictedAccess,
    ServiceUser,
)

__all__ = [
    "Alias",
    "Answer",
    "Challenge",
    "Circumstances",
    "DuplicatePair",
    "Identifier",
    "IdentityChange",
    "LedgerEntry",
    "Merge",
    "NameKey",
    "Need",
    "Nominal",
    "Offence",
    "Overlay",
    "Receipt",
    "RestrictedAccess",
    "RiskScore",
    "ServiceUser",
    "Transfer",
]
