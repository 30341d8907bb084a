"""A form of the service's own, such as a screening profile or a match: its questions are the service's data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.casework import states
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel


class CaseForm(GuardedModel):
    """Answers to one form of a service. ``code`` names the form in the version of the service that the case runs on."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="case_forms")
    code = models.SlugField(max_length=40)
    state = models.CharField(max_length=20, default=states.CaseForm.DRAFT)
    answers = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "code"],
                condition=Q(state="draft"),
                name="case_form_one_open",
                violation_error_message="This form is being filled in already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "identifier",
            "code": "operational",
            "state": "operational",
            "answers": "free_text",
            "author": "identifier",
            "started_at": "operational",
            "completed_at": "operational",
            "number": "operational",
            "version": "operational",
        }


class CaseFormRevision(GuardedModel):
    """A form as it stood when it was completed or amended. Never changed."""

    case_form = models.ForeignKey(CaseForm, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_form", "number"],
                name="case_form_revision_once",
                violation_error_message="This revision is there already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "case_form": "identifier",
            "number": "operational",
            "answers": "free_text",
            "reason": "free_text",
            "by": "identifier",
            "at": "operational",
        }
