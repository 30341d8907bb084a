"""A referral on to a health service: the letter, what the person agreed to share, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.casework import states
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel


class OnwardReferral(GuardedModel):
    """One referral on. ``route`` is a row of ``reference/onward.toml``, ``addressee`` the team it goes to.

    ``shares`` are the sections the person agreed to share, by code, separated by commas; ``letter`` is the text that
    was sent. ``chase_on`` is when somebody asks if nothing was heard. ``reason`` is why it was refused or taken back.
    """

    class Consent(models.TextChoices):
        AGREED = "agreed", "The person agreed to this referral and to what it says"
        REFUSED = "refused", "The person did not agree"

    class How(models.TextChoices):
        EMAIL = "email", "By secure e-mail"
        POST = "post", "By post"
        FORM = "form", "By their own form"
        PHONE = "phone", "By telephone, letter after"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="onward_referrals")
    route = models.SlugField(max_length=40)
    addressee = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default=states.Onward.DRAFT)
    since = models.DateTimeField()
    consent = models.CharField(max_length=10, choices=Consent.choices, blank=True)
    shares = models.CharField(max_length=200, blank=True)
    asks = models.TextField(blank=True)
    letter = models.TextField(blank=True)
    is_step_up = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    chase_on = models.DateField(null=True, blank=True)
    appointment_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["state", "chase_on"], name="onward_to_chase")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(sent_on__isnull=False, consent="agreed"),
                name="onward_sent_with_consent",
                violation_error_message="A referral on is sent only with the person's agreement, on a day.",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="onward_declined_for_a_reason",
                violation_error_message="Say why it was refused; 'no reason given' is a reason too.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "identifier",
            "route": "special_category",
            "addressee": "special_category",
            "state": "special_category",
            "since": "operational",
            "consent": "special_category",
            "shares": "operational",
            "asks": "free_text",
            "letter": "free_text",
            "is_step_up": "special_category",
            "written_by": "identifier",
            "opened_at": "operational",
            "sent_on": "operational",
            "sent_how": "operational",
            "chase_on": "operational",
            "appointment_on": "special_category",
            "reason": "special_category",
            "words": "free_text",
            "version": "operational",
        }


class OnwardChase(GuardedModel):
    """Somebody asked the health service what became of it. Never changed."""

    onward_referral = models.ForeignKey(OnwardReferral, on_delete=models.PROTECT, related_name="chases")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    class Privacy:
        retention = "case"
        export = True
        fields = {"onward_referral": "identifier", "words": "free_text", "by": "identifier", "at": "operational"}
