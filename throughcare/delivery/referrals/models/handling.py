"""Who works a case over time: allocations, cover for an absence, and transfers between providers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.referrals.models.referral import Referral
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class Allocation(GuardedModel):
    """Who had a case over ``[from_at, until)``; the one without an end is its worker now."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="allocations")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["referral_id", "from_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(until__isnull=True),
                name="allocation_one_at_a_time",
                violation_error_message="This case already has a worker.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "operational",
            "worker": "identifier",
            "from_at": "operational",
            "until": "operational",
            "reason": "operational",
            "by": "identifier",
        }


class Cover(GuardedModel):
    """Somebody who works another's cases over ``[from_date, until)``, while they are away."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covered")
    covering = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers")
    from_date = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=60)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()

    class Meta:
        ordering = ["from_date", "id"]
        indexes = [models.Index(fields=["covering", "from_date", "until"], name="cover_by_covering")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("from_date")),
                name="cover_ends_after_it_starts",
                violation_error_message="Cover must end after the day on which it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("covering")),
                name="cover_by_another",
                violation_error_message="Nobody covers for themselves.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "provider": "operational",
            "absent": "identifier",
            "covering": "identifier",
            "from_date": "operational",
            "until": "operational",
            "reason": "operational",
            "arranged_by": "identifier",
            "arranged_at": "operational",
        }


class Transfer(GuardedModel):
    """A case offered to another provider or service; it moves only when both sides agree, and can be undone."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"
        UNDONE = "undone", "Undone"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="transfers")
    to_provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="transfers_offered")
    to_service = models.SlugField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OFFERED)
    since = models.DateTimeField()
    reason = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    answer_reason = models.CharField(max_length=60, blank=True)
    answer_words = models.TextField(blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    new_referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="came_by"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(state="offered"),
                name="transfer_one_offer",
                violation_error_message="This case is being offered already.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "undone"]) | Q(new_referral__isnull=False),
                name="transfer_accepted_has_a_case",
                violation_error_message="A transfer that was accepted leads to a referral.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "operational",
            "to_provider": "operational",
            "to_service": "special_category",
            "state": "operational",
            "since": "operational",
            "reason": "operational",
            "words": "free_text",
            "answer_reason": "operational",
            "answer_words": "free_text",
            "offered_by": "identifier",
            "offered_at": "operational",
            "answered_by": "identifier",
            "answered_at": "operational",
            "new_referral": "operational",
            "version": "operational",
        }
