"""The ledger: accounts, transactions with legs in integer pence, their balances, and locked periods.

A leg is a debit where positive and a credit where negative. Triggers hold that a transaction is posted only when its
legs sum to zero on every basis, in an open period and within one programme, and that nothing changes afterwards.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from throughcare.commissioning.funding.models.programmes import YEAR, Programme
from throughcare.commissioning.funding.rules.posting import Basis, Kind, Source
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.foundation.record.once import RECEIPT_FIELDS, FormReceipt, receipt_once


def _choices(values: type[Basis] | type[Kind] | type[Source]) -> list[tuple[str, str]]:
    return [(one.value, one.value.replace("_", " ")) for one in values]


class Account(GuardedModel):
    """One account: fund (the programme), kind, whose money (null where nobody's in particular), service and year."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=20, choices=_choices(Kind))
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service = models.CharField(max_length=60, blank=True)
    year = models.CharField(max_length=7)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "funder", "service", "year"],
                condition=Q(funder__isnull=False),
                name="account_once",
                violation_error_message="This account exists already.",
            ),
            models.UniqueConstraint(
                fields=["programme", "kind", "service", "year"],
                condition=Q(funder__isnull=True),
                name="account_of_nobody_once",
                violation_error_message="This account exists already.",
            ),
            models.CheckConstraint(
                condition=Q(year__regex=YEAR),
                name="account_year_written",
                violation_error_message="Financial years are written like 2022/23.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "kind": "operational",
            "funder": "operational",
            "service": "operational",
            "year": "operational",
        }


class Transaction(GuardedModel):
    """What was posted on a day and why. A draft until ``posted``; from then on nothing about it changes.

    ``key`` is unique, so that the same form sent twice posts once; ``fingerprint`` tells the same figures from others
    sent under one key. ``source`` and ``source_id`` name what it was posted for.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="transactions")
    day = models.DateField()
    year = models.CharField(max_length=7)
    month = models.CharField(max_length=7)
    source = models.CharField(max_length=20, choices=_choices(Source))
    source_id = models.BigIntegerField(null=True, blank=True)
    words = models.CharField(max_length=300)
    document = models.CharField(max_length=120, blank=True)
    decision_id = models.BigIntegerField(null=True, blank=True)
    decision_reference = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")
    posted = models.BooleanField(default=False)
    person_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "funding_transaction"
        indexes = [
            models.Index(fields=["source", "source_id"], name="transaction_source"),
            models.Index(fields=["programme", "day", "id"], name="transaction_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="transaction_key_once",
                violation_error_message="This was posted already.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "day": "operational",
            "year": "operational",
            "month": "operational",
            "source": "operational",
            "source_id": "operational",
            "words": "free_text",
            "document": "operational",
            "decision_id": "operational",
            "decision_reference": "operational",
            "key": "operational",
            "fingerprint": "operational",
            "reverses": "operational",
            "posted": "operational",
            "person_id": "identifier",
            "at": "operational",
        }


class Leg(GuardedModel):
    """One signed sum on one account and one basis."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs")
    basis = models.CharField(max_length=10, choices=_choices(Basis))
    pence = models.BigIntegerField()

    class Meta:
        db_table = "funding_leg"
        constraints = [
            models.CheckConstraint(
                condition=~Q(pence=0),
                name="leg_not_nothing",
                violation_error_message="A leg of nothing says nothing. Leave it out.",
            )
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "transaction": "operational",
            "account": "operational",
            "basis": "operational",
            "pence": "operational",
        }


class Balance(GuardedModel):
    """The sum of the posted legs of an account on a basis, kept in the transaction that posts them."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="balances")
    basis = models.CharField(max_length=10, choices=_choices(Basis))
    pence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "basis"],
                name="balance_once",
                violation_error_message="This balance exists already.",
            )
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {"account": "operational", "basis": "operational", "pence": "operational"}


class PeriodLock(GuardedModel):
    """A month (``2023-05``) or year (``2023/24``) of an organisation's books in which nothing may be posted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    locked_at = models.DateTimeField()
    locked_by = models.BigIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.BigIntegerField(null=True, blank=True)
    release_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-locked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "period"],
                condition=Q(released_at__isnull=True),
                name="period_locked_once",
                violation_error_message="This period is locked already.",
            ),
            models.CheckConstraint(
                condition=Q(period__regex=YEAR) | Q(period__regex=r"^20[0-9][0-9]-(0[1-9]|1[0-2])$"),
                name="period_written",
                violation_error_message="A period is a month like 2023-05 or a financial year like 2023/24.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "organisation": "operational",
            "period": "operational",
            "locked_at": "operational",
            "locked_by": "identifier",
            "released_at": "operational",
            "released_by": "identifier",
            "release_reason": "free_text",
        }


class Receipt(FormReceipt):
    """That a form about money was acted on."""

    class Meta(FormReceipt.Meta):
        abstract = False
        constraints = [receipt_once("receipt_once")]

    class Privacy:
        retention = "financial"
        export = False
        fields = RECEIPT_FIELDS
