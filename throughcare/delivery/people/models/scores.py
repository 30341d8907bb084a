"""Risk scores as they were recorded or computed, and challenges to what a score or a rating led to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.people import states
from throughcare.delivery.people.models.cohort import LedgerEntry
from throughcare.delivery.people.models.service_user import ServiceUser
from throughcare.foundation.record.guard import GuardedModel


class RiskScore(GuardedModel):
    """One score of one instrument: its version, the day it was assessed, its percentages in tenths, its band.

    A computed score stands beside recorded ones and replaces none. One recorded in error is withdrawn with a reason.
    """

    class Source(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        COMPUTED = "computed", "Computed here"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="scores")
    instrument = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    variant = models.CharField(max_length=20, blank=True)
    assessed_on = models.DateField()
    tenths_1y = models.PositiveSmallIntegerField(null=True, blank=True)
    tenths_2y = models.PositiveSmallIntegerField(null=True, blank=True)
    band = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.RECORDED)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-assessed_on", "-id"]
        indexes = [models.Index(fields=["service_user", "instrument", "-assessed_on"], name="score_latest")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(tenths_1y__isnull=True) | Q(tenths_1y__lte=1000))
                & (Q(tenths_2y__isnull=True) | Q(tenths_2y__lte=1000)),
                name="score_is_a_percentage",
                violation_error_message="A score is between 0 and 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(tenths_1y__isnull=False) | Q(tenths_2y__isnull=False) | ~Q(band=""),
                name="score_says_something",
                violation_error_message="Give a percentage or a band.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "instrument": "criminal",
            "version": "operational",
            "variant": "operational",
            "assessed_on": "criminal",
            "tenths_1y": "criminal",
            "tenths_2y": "criminal",
            "band": "criminal",
            "source": "operational",
            "recorded_by": "identifier",
            "agency": "operational",
            "recorded_at": "operational",
            "withdrawn_at": "operational",
            "withdrawn_reason": "free_text",
        }


class Challenge(GuardedModel):
    """A person, or somebody for them, saying that a score or a rating is wrong, and the answer with its reason."""

    class MadeBy(models.TextChoices):
        PERSON = "person", "The person themselves"
        REPRESENTATIVE = "representative", "Somebody for them"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="challenges")
    score = models.ForeignKey(RiskScore, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    made_by = models.CharField(max_length=20, choices=MadeBy.choices)
    made_on = models.DateField()
    words = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    due = models.DateField()
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Challenge],
        default=states.Challenge.OPEN,
    )
    since = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [models.Index(fields=["state", "due"], name="challenge_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=False, entry__isnull=True) | Q(score__isnull=True, entry__isnull=False),
                name="challenge_of_one_thing",
                violation_error_message="A challenge is about one score or one rating.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="challenge_answered_whole",
                violation_error_message="An answer needs its reason and who gave it.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "score": "operational",
            "entry": "operational",
            "made_by": "operational",
            "made_on": "operational",
            "words": "free_text",
            "recorded_by": "identifier",
            "due": "operational",
            "state": "operational",
            "since": "operational",
            "answer": "free_text",
            "answered_by": "identifier",
            "version": "operational",
        }
