"""A referral: asking a service to take a person on, or to advise on a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class Referral(GuardedModel):
    """One referral to one service, from draft to its end; ``state`` is the fold of its events.

    ``service`` is the code of the service's definition and ``definition`` the version that it is judged by.
    ``service_user`` is null only for advice about a case whose person is not named.
    """

    reference = models.CharField(max_length=20)
    service = models.SlugField(max_length=60)
    definition = models.CharField(max_length=20)
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals_received")
    referrer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referrals_made")
    referrer_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals_sent")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    state = models.CharField(max_length=40, default="draft")
    state_before_pause = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["provider", "service", "state"], name="referral_by_provider"),
            models.Index(fields=["worker", "state"], name="referral_by_worker"),
            models.Index(fields=["referrer", "state"], name="referral_by_referrer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                name="referral_reference_once",
                violation_error_message="Another referral already has this reference.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "reference": "operational",
            "service": "special_category",
            "definition": "operational",
            "service_user": "identifier",
            "provider": "operational",
            "referrer": "identifier",
            "referrer_organisation": "operational",
            "worker": "identifier",
            "state": "operational",
            "state_before_pause": "operational",
            "since": "operational",
            "started_at": "operational",
            "submitted_at": "operational",
            "closed_at": "operational",
            "version": "operational",
        }
