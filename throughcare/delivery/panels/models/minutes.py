"""Minutes as the chair approved them: rows that never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.delivery.panels.models.meetings import Meeting, PanelCase
from throughcare.foundation.record.guard import GuardedModel


class Minutes(GuardedModel):
    """That and when the minutes of a meeting were approved."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Privacy:
        retention = "case"
        export = False
        fields = {"meeting": "operational", "approved_by": "identifier", "approved_at": "operational"}


class MinutesLine(GuardedModel):
    """One line of approved minutes. A line about a case is shown only to those who may see that person."""

    class Kind(models.TextChoices):
        HEADING = "heading", "Heading"
        TEXT = "text", "Text"
        ITEM = "item", "Item"

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey(PanelCase, on_delete=models.PROTECT, null=True, blank=True, related_name="minutes_lines")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    words = models.TextField()

    class Meta:
        ordering = ["minutes", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "place"],
                name="minutes_line_in_order",
                violation_error_message="Minutes have one line at each place.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "minutes": "operational",
            "case": "identifier",
            "place": "operational",
            "kind": "operational",
            "words": "free_text",
        }
