"""Needs as three separate facts, and what matters to the person and to reaching them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.delivery.people.models.service_user import ServiceUser
from throughcare.foundation.record.guard import GuardedModel


class Answer(models.TextChoices):
    """Yes, no, or not known, which is never taken for no."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class Need(GuardedModel):
    """What was found about one need on one day: whether it is there, and separately its two links.

    Rows are added, never changed: the latest by day, then by number, is how it stands. ``code`` is a row of
    ``reference/needs.toml``.
    """

    class Source(models.TextChoices):
        SELF_REPORTED = "self_reported", "The person said so"
        PRACTITIONER = "practitioner", "A practitioner assessed it"
        DIAGNOSIS = "diagnosis", "A confirmed diagnosis"
        SCREENING = "screening", "A screening tool"
        IMPORTED = "imported", "Taken over from another system"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="needs")
    code = models.CharField(max_length=40)
    present = models.CharField(max_length=10, choices=Answer.choices)
    linked_to_offending = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NOT_KNOWN)
    linked_to_serious_harm = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NOT_KNOWN)
    source = models.CharField(max_length=20, choices=Source.choices)
    assessed_on = models.DateField()
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-assessed_on", "-id"]
        indexes = [models.Index(fields=["service_user", "code", "-assessed_on"], name="need_latest")]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "code": "special_category",
            "present": "special_category",
            "linked_to_offending": "criminal",
            "linked_to_serious_harm": "criminal",
            "source": "operational",
            "assessed_on": "special_category",
            "words": "free_text",
            "recorded_by": "identifier",
            "agency": "operational",
            "recorded_at": "operational",
        }


class Circumstances(GuardedModel):
    """What matters to the person, in their words, and what anyone who wants to reach them should know.

    Rows are added, never changed: the latest is how it stands, so nobody is asked twice for what is known.
    """

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="circumstances")
    what_matters = models.TextField(blank=True)
    gp_registered = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NOT_KNOWN)
    language = models.CharField(max_length=60, blank=True)
    interpreter = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NOT_KNOWN)
    communication = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-id"]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "what_matters": "free_text",
            "gp_registered": "special_category",
            "language": "special_category",
            "interpreter": "operational",
            "communication": "free_text",
            "recorded_by": "identifier",
            "agency": "operational",
            "recorded_at": "operational",
        }
