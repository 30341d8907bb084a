"""People who take part and are paid for it. Nothing here leads to anything that was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.foundation.record.once import RECEIPT_FIELDS, FormReceipt, receipt_once
from throughcare.voice.participants import states


class Participant(GuardedModel):
    """Somebody who takes part, with how to reach them. ``account`` is that with which a peer researcher signs in."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    reach = models.CharField(max_length=120, blank=True)
    is_peer_researcher = models.BooleanField(default=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        error_messages={"unique": "This account is somebody else's already."},
    )
    since = models.DateField()

    class Meta:
        ordering = ["name", "id"]

    class Privacy:
        retention = "participation_payments"
        export = True
        fields = {
            "organisation": "operational",
            "name": "identifier",
            "reach": "identifier",
            "is_peer_researcher": "operational",
            "account": "identifier",
            "since": "operational",
        }


class Training(GuardedModel):
    """A course that a peer researcher finished, by its code in the reference files, or in words where it has none."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=120)
    day = models.DateField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "course", "day"],
                name="training_once",
                violation_error_message="This course was written down for that day already.",
            )
        ]

    class Privacy:
        retention = "participation_payments"
        export = True
        fields = {"participant": "identifier", "course": "operational", "day": "operational"}


class Payment(GuardedModel):
    """A payment or expense for one occasion. ``advice`` says what became of the offer of benefits advice."""

    class Kind(models.TextChoices):
        TIME = "time", "Payment for time"
        EXPENSE = "expense", "Expenses"

    class Advice(models.TextChoices):
        GIVEN = "given", "Offered and given"
        NOT_WANTED = "not_wanted", "Offered and not wanted"
        NOT_NEEDED = "not_needed", "Offered: they say that they get no benefits"

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    pence = models.PositiveIntegerField()
    occasion = models.CharField(max_length=120)
    day = models.DateField()
    advice = models.CharField(max_length=20, choices=Advice.choices, blank=True)
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in states.Payment], default=states.Payment.PROPOSED
    )
    since = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(
                "participant",
                "kind",
                "day",
                Lower("occasion"),
                condition=~Q(state__in=["declined", "refused"]),
                name="payment_once_an_occasion",
                violation_error_message="This person was already put down for that occasion and day.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="payment_approved_by_another",
                violation_error_message="Someone other than who proposed a payment approves it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid"]) | (Q(approved_by__isnull=False) & ~Q(advice="")),
                name="payment_advised_and_approved",
                violation_error_message="Benefits advice is offered, and a payment approved, before it is paid.",
            ),
        ]

    class Privacy:
        retention = "participation_payments"
        export = True
        fields = {
            "participant": "identifier",
            "kind": "operational",
            "pence": "operational",
            "occasion": "operational",
            "day": "operational",
            "advice": "operational",
            "state": "operational",
            "since": "operational",
            "proposed_by": "identifier",
            "approved_by": "identifier",
            "reason": "free_text",
            "version": "operational",
        }


class Receipt(FormReceipt):
    """That a form about a participant was acted on."""

    class Meta(FormReceipt.Meta):
        abstract = False
        constraints = [receipt_once("participants_receipt_once")]

    class Privacy:
        retention = "participation_payments"
        export = False
        fields = RECEIPT_FIELDS
