"""Money that one partner promises another for a programme."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.models.programmes import Programme
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class Contribution(GuardedModel):
    """A sum for one year from one organisation to another.

    ``pence`` is what was promised; the other sums are what came, was counted as income, is held for a later year and
    was given back. ``held`` is what came and is not yet any of these.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="contributions")
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.CharField(max_length=7)
    pence = models.BigIntegerField()
    received_pence = models.BigIntegerField(default=0)
    recognised_pence = models.BigIntegerField(default=0)
    deferred_pence = models.BigIntegerField(default=0)
    returned_pence = models.BigIntegerField(default=0)
    carried_pence = models.BigIntegerField(default=0)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Contribution],
        default=states.Contribution.PLEDGED,
    )
    since = models.DateTimeField()
    due = models.DateField(null=True, blank=True)
    agreement = models.CharField(max_length=200, blank=True)
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    decision_id = models.BigIntegerField(null=True, blank=True)
    decision_reference = models.CharField(max_length=40, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__gt=0),
                name="contribution_is_a_sum",
                violation_error_message="A contribution is a sum above nothing.",
            ),
            models.CheckConstraint(
                condition=~Q(payer=F("recipient")),
                name="contribution_between_two",
                violation_error_message="A contribution goes from one organisation to another.",
            ),
            models.CheckConstraint(
                condition=Q(recognised_pence__gte=0)
                & Q(deferred_pence__gte=0)
                & Q(returned_pence__gte=0)
                & Q(carried_pence__gte=0)
                & Q(
                    received_pence__gte=F("recognised_pence")
                    + F("deferred_pence")
                    + F("returned_pence")
                    + F("carried_pence")
                ),
                name="contribution_within_received",
                violation_error_message="No more can be recognised, held, carried or returned than was received.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "payer": "operational",
            "recipient": "operational",
            "year": "operational",
            "pence": "operational",
            "received_pence": "operational",
            "recognised_pence": "operational",
            "deferred_pence": "operational",
            "returned_pence": "operational",
            "carried_pence": "operational",
            "state": "operational",
            "since": "operational",
            "due": "operational",
            "agreement": "free_text",
            "conditions": "free_text",
            "reason": "free_text",
            "decision_id": "operational",
            "decision_reference": "operational",
            "carried_from": "operational",
            "version": "operational",
        }

    @property
    def held_pence(self) -> int:
        """What came and is neither counted as income, held for a later year, carried forward nor given back."""
        spoken_for = self.recognised_pence + self.deferred_pence + self.returned_pence + self.carried_pence
        return self.received_pence - spoken_for
