"""Sums committed, movements between lines of a year, and forecasts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.models.programmes import Authority, Programme, Service
from throughcare.foundation.record.guard import GuardedModel


class Commitment(GuardedModel):
    """A sum signed for in one year, on one line, under one authority. What is not spent of it is in the ledger.

    ``delegation_id`` is the delegation that it rests on, null where it rests on none. ``recipient`` is the
    organisation that is paid, as the public is told; empty where nobody said.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    year = models.CharField(max_length=7)
    pence = models.BigIntegerField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="commitments")
    delegation_id = models.BigIntegerField(null=True, blank=True)
    document = models.CharField(max_length=120)
    recipient = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__gt=0),
                name="commitment_is_a_sum",
                violation_error_message="A commitment is a sum above nothing.",
            )
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "service": "operational",
            "year": "operational",
            "pence": "operational",
            "authority": "operational",
            "delegation_id": "operational",
            "document": "operational",
            "recipient": "operational",
            "words": "free_text",
            "at": "operational",
        }


class Virement(GuardedModel):
    """A movement of budget between two lines of one year, asked for by one person and approved by another."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="virements")
    year = models.CharField(max_length=7)
    from_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    to_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    pence = models.BigIntegerField()
    reason = models.TextField()
    answer = models.TextField(blank=True)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value) for one in states.Virement],
        default=states.Virement.PROPOSED,
    )
    since = models.DateTimeField()
    requested_by = models.BigIntegerField(null=True, blank=True)
    approved_by = models.BigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__gt=0),
                name="virement_is_a_sum",
                violation_error_message="A virement is a sum above nothing.",
            ),
            models.CheckConstraint(
                condition=~Q(from_service=F("to_service")),
                name="virement_between_two",
                violation_error_message="A virement goes from one line to another.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "year": "operational",
            "from_service": "operational",
            "to_service": "operational",
            "pence": "operational",
            "reason": "free_text",
            "answer": "free_text",
            "state": "operational",
            "since": "operational",
            "requested_by": "identifier",
            "approved_by": "identifier",
            "version": "operational",
        }


class Forecast(GuardedModel):
    """What a line is expected to come to by the end of its year. The latest counts; earlier ones are kept."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="forecasts")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    year = models.CharField(max_length=7)
    pence = models.BigIntegerField()
    words = models.CharField(max_length=500, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__gte=0),
                name="forecast_not_negative",
                violation_error_message="A forecast cannot be negative.",
            )
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "service": "operational",
            "year": "operational",
            "pence": "operational",
            "words": "free_text",
            "person_id": "identifier",
            "at": "operational",
        }
