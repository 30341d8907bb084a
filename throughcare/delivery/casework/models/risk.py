"""A risk answer that must be worked through: what was asked and said, the safety plan, who was told, who covers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.casework import states
from throughcare.delivery.casework.models.instruments import Questionnaire
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel

WORKED_THROUGH = (
    Q(worked_by__isnull=False)
    & Q(worked_at__isnull=False)
    & ~Q(asked="")
    & ~Q(said="")
    & ~Q(safety_plan="")
    & ~Q(told="")
    & ~Q(out_of_hours="")
    & ~Q(outcome="")
)


class RiskPrompt(GuardedModel):
    """Raised at the moment of the answer, finished or not; due the same day, and never dismissed.

    ``items`` are the questions' numbers and ``told`` the codes of who was told, each separated by commas.
    """

    class Outcome(models.TextChoices):
        NO_CURRENT_RISK = "no_current_risk", "Asked, and no current risk"
        SAFETY_PLAN = "safety_plan", "Risk, and a safety plan is in place"
        CRISIS_TEAM = "crisis_team", "Handed to a crisis team or GP today"
        EMERGENCY = "emergency", "Emergency services called"
        NOT_REACHED = "not_reached", "The person could not be reached"

    questionnaire = models.OneToOneField(Questionnaire, on_delete=models.PROTECT, related_name="risk_prompt")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="risk_prompts")
    items = models.CharField(max_length=60)
    state = models.CharField(max_length=20, default=states.RiskPrompt.UNANSWERED)
    raised_at = models.DateTimeField()
    due_on = models.DateField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    asked = models.TextField(blank=True)
    said = models.TextField(blank=True)
    safety_plan = models.TextField(blank=True)
    told = models.CharField(max_length=200, blank=True)
    told_words = models.TextField(blank=True)
    out_of_hours = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    worked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    worked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["raised_at", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="risk_prompt_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="worked_through") | WORKED_THROUGH,
                name="risk_prompt_worked_through_whole",
                violation_error_message="A risk answer is worked through when every question of the protocol is.",
            ),
            models.CheckConstraint(
                condition=Q(state="worked_through") | Q(worked_at__isnull=True),
                name="risk_prompt_open_until_worked_through",
                violation_error_message="A risk answer that was worked through stays so.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "questionnaire": "identifier",
            "referral": "identifier",
            "items": "special_category",
            "state": "special_category",
            "raised_at": "operational",
            "due_on": "operational",
            "escalated_at": "operational",
            "asked": "free_text",
            "said": "free_text",
            "safety_plan": "free_text",
            "told": "special_category",
            "told_words": "free_text",
            "out_of_hours": "free_text",
            "outcome": "special_category",
            "worked_by": "identifier",
            "worked_at": "operational",
            "version": "operational",
        }
