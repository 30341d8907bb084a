"""Every attempt to engage somebody who is not ready: work that is recorded and counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.delivery.referrals.models.referral import Referral
from throughcare.foundation.record.guard import GuardedModel


class Outreach(GuardedModel):
    """One attempt: when, how, what came of it. ``words`` are for the service and the referrer, not clinical."""

    class Mode(models.TextChoices):
        CALL = "call", "Phone call"
        TEXT = "text", "Text message"
        LETTER = "letter", "Letter"
        HOME = "home", "Visit at home"
        JOINT = "joint", "Together with probation or police"
        PLACE = "place", "Where the person goes anyway"
        OTHER_PERSON = "other_person", "Through family or another worker"

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed to meet"
        SPOKE = "spoke", "Spoke, not ready yet"
        MESSAGE = "message", "Left a message"
        NO_ANSWER = "no_answer", "No answer"
        REFUSED = "refused", "Said no"
        WRONG_CONTACT = "wrong_contact", "Wrong number or address"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="outreach")
    on = models.DateField()
    mode = models.CharField(max_length=20, choices=Mode.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["referral", "-on"], name="outreach_by_referral")]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "operational",
            "on": "operational",
            "mode": "operational",
            "outcome": "special_category",
            "words": "free_text",
            "by": "identifier",
            "at": "operational",
        }
