"""The report that closes a case, and a lead's review of one, with notes apart from the case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.casework import states
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel


class ClosureReport(GuardedModel):
    """What the referrer reads at the end: progress, further work, and whether the planned work was done or agreed.

    ``clinical_note`` stays with the service. ``work`` decides whether the case counts as completed.
    """

    class Work(models.TextChoices):
        DONE = "done", "The planned contacts were held"
        AGREED_ENOUGH = "agreed_enough", "Fewer were needed: the person and the worker agreed that it is done"
        NOT_DONE = "not_done", "It ended before the work was done"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="closure_reports")
    state = models.CharField(max_length=20, default=states.ClosureReport.DRAFT)
    work = models.CharField(max_length=20, choices=Work.choices, blank=True)
    work_words = models.TextField(blank=True)
    progress = models.TextField(blank=True)
    further_work = models.TextField(blank=True)
    their_words = models.TextField(blank=True)
    clinical_note = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=~Q(state="accepted"),
                name="closure_report_one_open",
                violation_error_message="A closure report of this case is open already.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(submitted_at__isnull=False) & ~Q(work="") & ~Q(progress="")),
                name="closure_report_submitted_whole",
                violation_error_message="A closure report says what was done and what progress was made.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "identifier",
            "state": "operational",
            "work": "operational",
            "work_words": "free_text",
            "progress": "free_text",
            "further_work": "free_text",
            "their_words": "free_text",
            "clinical_note": "free_text",
            "author": "identifier",
            "started_at": "operational",
            "submitted_at": "operational",
            "accepted_by": "identifier",
            "accepted_at": "operational",
            "version": "operational",
        }


class Supervision(GuardedModel):
    """A lead's review of a case and of the work on it. Nobody signs off their own."""

    class Why(models.TextChoices):
        SAMPLE = "sample", "Drawn in the sample"
        ASKED = "asked", "Asked for"
        RISK = "risk", "A risk answer was worked through"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="supervisions")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    state = models.CharField(max_length=20, default=states.Supervision.DUE)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="supervision_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=~Q(state="signed_off"),
                name="supervision_one_open",
                violation_error_message="This case is in supervision already.",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("worker")),
                name="supervision_by_another",
                violation_error_message="Nobody signs off their own case.",
            ),
        ]

    class Privacy:
        retention = "staff"
        export = False
        fields = {
            "referral": "identifier",
            "worker": "identifier",
            "why": "operational",
            "state": "operational",
            "opened_at": "operational",
            "due_on": "operational",
            "signed_off_by": "identifier",
            "signed_off_at": "operational",
            "version": "operational",
        }


class SupervisionNote(GuardedModel):
    """What lead and worker say to each other about the work; no part of the case record. Never changed."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="notes")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    class Privacy:
        retention = "staff"
        export = False
        fields = {"supervision": "operational", "words": "free_text", "by": "identifier", "at": "operational"}
