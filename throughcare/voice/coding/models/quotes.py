"""Words of somebody that may be shown: masked, cut so that nobody is traced by them, and approved by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.coding import states
from throughcare.voice.coding.models.codebook import Theme
from throughcare.voice.coding.models.readings import Reading

PERSON = settings.AUTH_USER_MODEL


class Quote(GuardedModel):
    """An excerpt of a masked comment. ``said_of`` is how it is introduced ("someone in London"), no closer than its
    group is large."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="quotes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="quotes")
    words = models.CharField(max_length=600, blank=True)
    said_of = models.CharField(max_length=120)
    rare_words_seen = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Quote],
        default=states.Quote.PROPOSED,
    )
    since = models.DateTimeField()
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "reading"], name="quote_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")) | Q(state="taken_down"),
                name="quote_approved_by_another",
                violation_error_message="Someone other than who proposed a quote approves it.",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False) & ~Q(words=""),
                name="quote_shown_once_approved",
                violation_error_message="A quote is approved by somebody before it is shown.",
            ),
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "reading": "operational",
            "theme": "operational",
            "words": "free_text",
            "said_of": "operational",
            "rare_words_seen": "operational",
            "state": "operational",
            "since": "operational",
            "proposed_by": "identifier",
            "decided_by": "identifier",
            "reason": "free_text",
            "version": "operational",
        }
