"""A seat in commissioning: where people's proposals and people themselves came in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.proposals.models.proposals import Proposal


class Seat(GuardedModel):
    """One step of commissioning that people on IOM had a part in.

    ``title`` names the specification, question, contract or variation. It is found again by ``service``, whose page is
    its specification, by the decision it belongs to, or by ``reference``, the number that the document bears.
    ``people`` counts those who took part, shown only where it is large enough to hide in.
    """

    class Kind(models.TextChoices):
        SPECIFICATION = "specification", "Specification"
        BID_QUESTION = "bid_question", "Question in a bid evaluation"
        MOBILISATION = "mobilisation", "Mobilisation check"
        CONTRACT_REVIEW = "contract_review", "Contract review"
        VARIATION = "variation", "Contract variation"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=160)
    on = models.DateField()
    service = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    decision_id = models.BigIntegerField(null=True, blank=True)
    decision_reference = models.CharField(max_length=40, blank=True)
    people = models.PositiveIntegerField(default=0)
    words = models.TextField()
    proposals = models.ManyToManyField(Proposal, blank=True, related_name="seats")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["decision_id"], name="seat_by_decision")]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "organisation": "operational",
            "kind": "operational",
            "title": "free_text",
            "on": "operational",
            "service": "operational",
            "reference": "operational",
            "decision_id": "operational",
            "decision_reference": "operational",
            "people": "operational",
            "words": "free_text",
            "proposals": "operational",
            "recorded_by": "identifier",
            "recorded_at": "operational",
            "version": "operational",
        }
