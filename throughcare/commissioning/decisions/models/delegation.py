"""Authority that a decision delegates, and each use of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.decisions.models.decision import Decision
from throughcare.foundation.record.guard import GuardedModel

PERSON = settings.AUTH_USER_MODEL


class Delegation(GuardedModel):
    """Authority granted by a recommendation: power, holder, cap in pence (null where none was stated) and period.

    ``holder`` is the office that the decision names, empty where it names none. ``carried_pence`` is what was used
    under the earlier versions of its decision: it counts against the cap as well.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="delegations")
    recommendation = models.PositiveSmallIntegerField()
    power = models.TextField()
    paragraph = models.CharField(max_length=80, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    cap_pence = models.BigIntegerField(null=True, blank=True)
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True)
    used_pence = models.BigIntegerField(default=0)
    carried_pence = models.BigIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["decision", "recommendation"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "recommendation"],
                name="delegation_once_a_recommendation",
                violation_error_message="This recommendation has granted its delegation already.",
            ),
            models.CheckConstraint(
                condition=Q(used_pence__gte=0)
                & (
                    Q(cap_pence__isnull=True) | Q(used_pence=0) | Q(used_pence__lte=F("cap_pence") - F("carried_pence"))
                ),
                name="delegation_within_cap",
                violation_error_message="That is more than is left of the delegation.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = dict.fromkeys(
            [
                "decision",
                "recommendation",
                "power",
                "paragraph",
                "holder",
                "cap_pence",
                "from_date",
                "until",
                "used_pence",
                "carried_pence",
                "revoked_at",
            ],
            "operational",
        )


class DelegationUse(GuardedModel):
    """One use of a delegation, or one taken back (``pence`` below nothing). Append-only."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="uses")
    pence = models.BigIntegerField()
    purpose = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(pence=0),
                name="delegation_use_has_value",
                violation_error_message="A use has a value.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "delegation": "operational",
            "pence": "operational",
            "purpose": "operational",
            "by": "identifier",
            "at": "operational",
        }
