"""Money carried from one year to others through the earmarked reserve."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.models.programmes import Authority, Programme
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class CarryForward(GuardedModel):
    """A movement out of a year into the reserve, for later years: whose money, how much, and by what approval.

    Approved either under an ``authority`` (a recommendation of a decision in effect) or, for a partner's money, by
    the partner's own agreement.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="carry_forwards")
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_year = models.CharField(max_length=7)
    pence = models.BigIntegerField()
    cap_pence = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.CarryForward],
        default=states.CarryForward.FORECAST,
    )
    since = models.DateTimeField()
    reason = models.TextField(blank=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    requested_by = models.BigIntegerField(null=True, blank=True)
    partner_agreed_by = models.BigIntegerField(null=True, blank=True)
    partner_agreed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.BigIntegerField(null=True, blank=True)
    decision_reference = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["from_year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__gt=0),
                name="carry_forward_is_a_sum",
                violation_error_message="A carry-forward is a sum above nothing.",
            ),
            models.CheckConstraint(
                condition=Q(cap_pence__isnull=True) | Q(pence__lte=F("cap_pence")),
                name="carry_forward_within_cap",
                violation_error_message="This is more than the approval allows to be carried forward.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "programme": "operational",
            "funder": "operational",
            "from_year": "operational",
            "pence": "operational",
            "cap_pence": "operational",
            "state": "operational",
            "since": "operational",
            "reason": "free_text",
            "authority": "operational",
            "requested_by": "identifier",
            "partner_agreed_by": "identifier",
            "partner_agreed_at": "operational",
            "approved_by": "identifier",
            "decision_reference": "operational",
            "version": "operational",
        }


class CarryForwardDraw(GuardedModel):
    """What is planned to come back from the reserve in one year, and what has."""

    carry_forward = models.ForeignKey(CarryForward, on_delete=models.PROTECT, related_name="draws")
    year = models.CharField(max_length=7)
    planned_pence = models.BigIntegerField()
    drawn_pence = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["carry_forward", "year"],
                name="draw_once_a_year",
                violation_error_message="This carry-forward already has a draw in that year.",
            ),
            models.CheckConstraint(
                condition=Q(planned_pence__gte=0) & Q(drawn_pence__gte=0) & Q(drawn_pence__lte=F("planned_pence")),
                name="draw_within_plan",
                violation_error_message="No more can be drawn than is planned for the year.",
            ),
        ]

    class Privacy:
        retention = "financial"
        export = True
        fields = {
            "carry_forward": "operational",
            "year": "operational",
            "planned_pence": "operational",
            "drawn_pence": "operational",
        }
