"""A plan that several providers share for a person with both needs: shared goals, each provider's notes apart."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.casework import states
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class JointPlan(GuardedModel):
    """A joint plan for one person. It holds once every party has agreed; a changed goal asks all of them again."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="joint_plans")
    state = models.CharField(max_length=20, default=states.JointPlan.PROPOSED)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_user"],
                condition=~Q(state="ended"),
                name="joint_plan_one_open",
                violation_error_message="This person has a joint plan already. Join that one.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "state": "operational",
            "opened_by": "identifier",
            "opened_at": "operational",
            "review_on": "operational",
            "ended_at": "operational",
            "reason": "free_text",
            "version": "operational",
        }


class JointParty(GuardedModel):
    """A provider in a joint plan, through one of its workers; ``agreed_at`` is null until it agrees as it stands."""

    joint_plan = models.ForeignKey(JointPlan, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="joint_parts")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["joint_plan", "organisation"],
                name="joint_party_once",
                violation_error_message="This provider is in the joint plan already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "joint_plan": "identifier",
            "organisation": "operational",
            "person": "identifier",
            "referral": "operational",
            "agreed_by": "identifier",
            "agreed_at": "operational",
        }


class JointGoal(GuardedModel):
    """A goal all parties share, in the person's words, and which of them leads on it."""

    class Result(models.TextChoices):
        ACHIEVED = "achieved", "Achieved"
        PARTLY = "partly", "Partly achieved"
        NOT_ACHIEVED = "not_achieved", "Not achieved"

    joint_plan = models.ForeignKey(JointPlan, on_delete=models.PROTECT, related_name="goals")
    words = models.TextField()
    leads = models.ForeignKey(JointParty, on_delete=models.PROTECT, related_name="leads_on")
    added_at = models.DateTimeField()
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)

    class Meta:
        ordering = ["id"]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "joint_plan": "identifier",
            "words": "free_text",
            "leads": "operational",
            "added_at": "operational",
            "result": "special_category",
        }


class JointNote(GuardedModel):
    """A note of one party, seen by that party alone. Never changed."""

    party = models.ForeignKey(JointParty, on_delete=models.PROTECT, related_name="notes")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    class Privacy:
        retention = "case"
        export = True
        fields = {"party": "operational", "words": "free_text", "by": "identifier", "at": "operational"}
