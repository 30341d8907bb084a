"""An assessment: clinical sections, what the referrer is told, the needs found, and every version completed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.casework import states
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel

SECTIONS = ("presenting", "background", "formulation", "strengths", "risk", "recommendation", "shared_summary")


class Assessment(GuardedModel):
    """One assessment of a case. Its sections are clinical but for ``shared_summary``, which is what others are told.

    ``share_agreed`` is what the person said of that summary going to the referrer; empty until they were asked.
    """

    class Sharing(models.TextChoices):
        AGREED = "agreed", "The person has agreed to it"
        REFUSED = "refused", "The person does not want it shared"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=20, default=states.Assessment.DRAFT)
    presenting = models.TextField(blank=True)
    background = models.TextField(blank=True)
    formulation = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    risk = models.TextField(blank=True)
    recommendation = models.TextField(blank=True)
    shared_summary = models.TextField(blank=True)
    share_agreed = models.CharField(max_length=10, choices=Sharing.choices, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(state="draft"),
                name="assessment_one_open",
                violation_error_message="An assessment of this case is being written already.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", completed_at__isnull=True, number=0)
                | Q(state="completed", completed_at__isnull=False, number__gte=1),
                name="assessment_completed_whole",
                violation_error_message="A completed assessment has its moment and its number.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "identifier",
            "state": "operational",
            "presenting": "free_text",
            "background": "free_text",
            "formulation": "free_text",
            "strengths": "free_text",
            "risk": "free_text",
            "recommendation": "free_text",
            "shared_summary": "free_text",
            "share_agreed": "special_category",
            "author": "identifier",
            "started_at": "operational",
            "completed_at": "operational",
            "number": "operational",
            "version": "operational",
        }


class AssessmentNeed(GuardedModel):
    """A need found, and separately its two links: offending and serious harm. Not known is never taken for no."""

    class Link(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_KNOWN = "not_known", "Not known"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="needs")
    code = models.CharField(max_length=40)
    linked_to_offending = models.CharField(max_length=10, choices=Link.choices, default=Link.NOT_KNOWN)
    linked_to_serious_harm = models.CharField(max_length=10, choices=Link.choices, default=Link.NOT_KNOWN)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code"],
                name="assessment_need_once",
                violation_error_message="This need is in the assessment already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "assessment": "identifier",
            "code": "special_category",
            "linked_to_offending": "criminal",
            "linked_to_serious_harm": "criminal",
        }


class AssessmentRevision(GuardedModel):
    """An assessment as it stood when it was completed or amended; ``reason`` says why it was amended. Never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"],
                name="assessment_revision_once",
                violation_error_message="This revision is there already.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="assessment_amended_for_a_reason",
                violation_error_message="Say why the assessment is amended.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "assessment": "identifier",
            "number": "operational",
            "content": "free_text",
            "reason": "free_text",
            "by": "identifier",
            "at": "operational",
        }
