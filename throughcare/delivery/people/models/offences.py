"""Offences as they matter for selection, as agencies record them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.people.models.service_user import ServiceUser
from throughcare.foundation.record.guard import GuardedModel


class Offence(GuardedModel):
    """An offence that was proven or is alleged. ``group`` is a row of ``reference/offence_groups.toml``.

    ``is_index`` marks the offence for which the person came to be managed. One recorded in error is ``withdrawn``.
    """

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="offences")
    group = models.CharField(max_length=40)
    is_violent = models.BooleanField(default=False)
    is_index = models.BooleanField(default=False)
    committed_on = models.DateField()
    proven_on = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-committed_on", "id"]
        indexes = [models.Index(fields=["is_index", "committed_on"], name="offence_index")]
        constraints = [
            models.CheckConstraint(
                condition=Q(proven_on__isnull=True) | Q(proven_on__gte=F("committed_on")),
                name="offence_proven_after_it",
                violation_error_message="An offence cannot be proven before the day on which it was committed.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "group": "criminal",
            "is_violent": "criminal",
            "is_index": "criminal",
            "committed_on": "criminal",
            "proven_on": "criminal",
            "withdrawn": "operational",
            "recorded_by": "identifier",
            "recorded_at": "operational",
        }
