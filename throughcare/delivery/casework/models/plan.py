"""A plan agreed with the person, in numbered revisions, each with its outcomes, approved by somebody else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.casework import states
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel


class Plan(GuardedModel):
    """The plan of a case. ``approved`` is the number of the revision in force, null until one is.

    ``exempt`` says why a passed deadline does not count, with ``exempt_words`` and who decided that.
    """

    class Exempt(models.TextChoices):
        TECHNICAL = "technical", "The system or a partner's system failed"
        TRANSFER = "transfer", "The case was being transferred"
        RELEASE = "release", "The person was being released or moved"
        DEATH = "death", "The person died"
        WOULD_NOT_COMPLY = "would_not_comply", "The person would not take part"
        UNKNOWN = "unknown", "Not known"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=20, default=states.Plan.DRAFT)
    since = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    decide_by = models.DateField(null=True, blank=True)
    approved = models.PositiveSmallIntegerField(null=True, blank=True)
    exempt = models.CharField(max_length=20, choices=Exempt.choices, blank=True)
    exempt_words = models.TextField(blank=True)
    exempt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="plan_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=~Q(state="ended"),
                name="plan_one_open",
                violation_error_message="This case has a plan already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved__isnull=False),
                name="plan_approved_names_its_revision",
                violation_error_message="An approved plan names the revision that was approved.",
            ),
            models.CheckConstraint(
                condition=Q(exempt="", exempt_by__isnull=True) | (~Q(exempt="") & Q(exempt_by__isnull=False)),
                name="plan_exemption_is_whole",
                violation_error_message="An exemption needs a reason and who decided it.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "identifier",
            "state": "operational",
            "since": "operational",
            "opened_at": "operational",
            "due_on": "operational",
            "decide_by": "operational",
            "approved": "operational",
            "exempt": "operational",
            "exempt_words": "free_text",
            "exempt_by": "identifier",
            "version": "operational",
        }


class PlanRevision(GuardedModel):
    """One numbered version of a plan. After it was submitted only its decision is added.

    ``answers`` are the service's own questions as its definition asked them. ``contacts`` is the number planned.
    """

    class Agreed(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By telephone"
        VIDEO = "video", "By video"
        WRITTEN = "written", "In writing"

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    why = models.TextField(blank=True)
    contacts = models.PositiveSmallIntegerField(null=True, blank=True)
    their_words = models.TextField(blank=True)
    agreed = models.CharField(max_length=20, choices=Agreed.choices, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=40, blank=True)
    decision_words = models.TextField(blank=True)

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_revision_once",
                violation_error_message="This revision is there already.",
            ),
            models.CheckConstraint(
                condition=Q(contacts__isnull=True) | Q(contacts__gte=1),
                name="plan_has_contacts",
                violation_error_message="A plan needs at least one planned contact.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")),
                name="plan_decided_by_another",
                violation_error_message="Nobody decides on a plan they wrote.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | (Q(contacts__isnull=False) & ~Q(agreed="") & Q(agreed_on__isnull=False)),
                name="plan_submitted_is_agreed",
                violation_error_message="A plan is submitted with the contacts planned and the person's agreement.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "plan": "identifier",
            "number": "operational",
            "author": "identifier",
            "started_at": "operational",
            "why": "free_text",
            "contacts": "operational",
            "their_words": "free_text",
            "agreed": "operational",
            "agreed_on": "operational",
            "answers": "free_text",
            "submitted_at": "operational",
            "decision": "operational",
            "decided_by": "identifier",
            "decided_at": "operational",
            "decision_reason": "operational",
            "decision_words": "free_text",
        }


class PlanOutcome(GuardedModel):
    """Something the person wants to reach, under a need. Its ``result`` is recorded when the case closes."""

    class Result(models.TextChoices):
        ACHIEVED = "achieved", "Achieved"
        PARTLY = "partly", "Partly achieved"
        NOT_ACHIEVED = "not_achieved", "Not achieved"

    revision = models.ForeignKey(PlanRevision, on_delete=models.PROTECT, related_name="outcomes")
    position = models.PositiveSmallIntegerField()
    need = models.CharField(max_length=40)
    goal = models.CharField(max_length=40, blank=True)
    words = models.TextField()
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)
    result_words = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "position"],
                name="plan_outcome_once",
                violation_error_message="Two outcomes cannot stand in the same place.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "revision": "identifier",
            "position": "operational",
            "need": "special_category",
            "goal": "special_category",
            "words": "free_text",
            "result": "special_category",
            "result_words": "free_text",
        }
