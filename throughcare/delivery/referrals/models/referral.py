"""A referral: asking a service to take a person on, or to advise on a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class Referral(GuardedModel):
    """One referral to one service, from draft to its end; ``state`` is the fold of its events.

    ``service`` is the code of the service's definition and ``definition`` the version that it is judged by.
    ``service_user`` is null in a draft about somebody who is not on record yet. ``review_on`` is the day on which a
    pause is looked at again, ``borough`` the one it was made for, ``tier`` the depth of help decided at acceptance.
    ``end_reason`` and ``outcome`` say why and how it ended, or will once its closing is done.
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
    state_before_transfer = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    borough = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=40, blank=True)
    moved_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to")
    steps_taken = models.PositiveIntegerField(default=0)
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
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | (Q(review_on__isnull=False) & ~Q(state_before_pause="")),
                name="referral_pause_is_reviewed",
                violation_error_message="A pause needs the day of its review and the state to come back to.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(outcome=""),
                name="referral_closed_with_outcome",
                violation_error_message="A referral closes with an outcome.",
            ),
            models.CheckConstraint(
                condition=Q(service_user__isnull=False) | Q(state__in=["draft", "withdrawn"]),
                name="referral_is_about_somebody",
                violation_error_message="Only a draft may be about somebody who is not on record yet.",
            ),
            models.CheckConstraint(
                condition=Q(moved_from__isnull=True) | ~Q(moved_from=F("id")),
                name="referral_moved_from_another",
                violation_error_message="A referral is not transferred from itself.",
            ),
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
            "state_before_transfer": "operational",
            "review_on": "operational",
            "end_reason": "special_category",
            "outcome": "operational",
            "borough": "operational",
            "tier": "special_category",
            "moved_from": "operational",
            "steps_taken": "operational",
            "since": "operational",
            "started_at": "operational",
            "submitted_at": "operational",
            "closed_at": "operational",
            "version": "operational",
        }

    @property
    def about(self) -> ServiceUser | None:
        """The person it is about: the record that stands for them. Null where they are not on record yet."""
        return self.service_user.standing if self.service_user else None


class Step(GuardedModel):
    """One step that a referral took: the words and the name beside its event in the record. Never changed.

    ``number`` counts from 1 within the referral; ``by`` is null where the system did it; ``alternative`` is what a
    decline offers instead.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    alternative = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["referral_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "number"],
                name="step_number_once",
                violation_error_message="Somebody else took this step at the same moment.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "operational",
            "number": "operational",
            "event": "operational",
            "from_state": "operational",
            "to_state": "operational",
            "reason": "special_category",
            "words": "free_text",
            "alternative": "free_text",
            "review_on": "operational",
            "by": "identifier",
            "agency": "operational",
            "at": "operational",
        }
