"""Advice about a case, with or without a named person: work that counts, and needs no referral."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models.referral import Referral
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class Consultation(GuardedModel):
    """One consultation: who asked, about what, how long it took, what was advised, what followed, how it was rated.

    ``asker`` signs in here; ``asker_organisation`` alone where they do not. ``service_user`` is null where nobody was
    named. ``minutes`` and ``given_at`` are null while it is asked for and not yet given. ``referral`` is the one that
    it belongs to or became.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Outcome(models.TextChoices):
        ADVICE = "advice", "Advice was enough"
        REFERRAL = "referral", "A referral follows"
        OTHER_SERVICE = "other_service", "Pointed to another service"
        URGENT = "urgent", "Urgent help was arranged"
        AGAIN = "again", "To be looked at again"

    service = models.SlugField(max_length=60)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consultations")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations_asked"
    )
    asker_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="consultations"
    )
    state = models.CharField(max_length=12, choices=State.choices)
    since = models.DateTimeField()
    asked_at = models.DateTimeField()
    question = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    given_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    advice = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["provider", "state", "-asked_at"], name="consultation_by_provider"),
            models.Index(fields=["asker", "state"], name="consultation_by_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="given")
                | (Q(minutes__isnull=False) & Q(given_at__isnull=False) & ~Q(outcome="") & Q(worker__isnull=False)),
                name="consultation_given_is_whole",
                violation_error_message="Advice that was given has a worker, its minutes and what followed.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=480),
                name="consultation_minutes",
                violation_error_message="A consultation takes between 1 and 480 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5, state="given"),
                name="consultation_rating",
                violation_error_message="Advice that was given is rated from 1 to 5.",
            ),
        ]

    class Privacy:
        retention = "consultation"
        export = True
        fields = {
            "service": "special_category",
            "provider": "operational",
            "worker": "identifier",
            "asker": "identifier",
            "asker_organisation": "operational",
            "service_user": "identifier",
            "referral": "operational",
            "state": "operational",
            "since": "operational",
            "asked_at": "operational",
            "question": "free_text",
            "topics": "special_category",
            "given_at": "operational",
            "minutes": "operational",
            "advice": "free_text",
            "outcome": "operational",
            "rating": "operational",
            "rating_words": "free_text",
            "rated_at": "operational",
            "version": "operational",
        }
