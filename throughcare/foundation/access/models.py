"""Break-glass: access to a closed compartment in an emergency, with a reason, a time limit and a review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.record.guard import GuardedModel


class BreakGlass(GuardedModel):
    """One opening of one record by one person, over ``[opened_at, until)``, and what its reviewer found."""

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", "Justified"
        NOT_JUSTIFIED = "not_justified", "Not justified"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    reason = models.TextField(max_length=2000)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=20, choices=Finding.choices, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["person", "subject_type", "until"], name="break_glass_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")),
                name="break_glass_ends_after_it_opens",
                violation_error_message="Break-glass access must end after it opens.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, finding="")
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(finding="")),
                name="break_glass_review_is_whole",
                violation_error_message="A review needs who reviewed, when, and what they found.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person")),
                name="break_glass_reviewed_by_another",
                violation_error_message="Nobody reviews their own break-glass access.",
            ),
        ]

    class Privacy:
        retention = "record"
        export = True
        fields = {
            "person": "identifier",
            "subject_type": "operational",
            "subject_id": "operational",
            "reason": "free_text",
            "opened_at": "operational",
            "until": "operational",
            "reviewed_by": "identifier",
            "reviewed_at": "operational",
            "finding": "operational",
            "note": "free_text",
        }
