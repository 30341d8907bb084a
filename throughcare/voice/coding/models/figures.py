"""Figures as they were released: how often each theme was met, protected as a whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.coding.models.codebook import Codebook


class Figures(GuardedModel):
    """One release of figures over comments of ``[from_day, until)``. Append-only: pages read this and count nothing.

    ``content`` holds only what may be seen; what was withheld is not in it.
    """

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="figures")
    from_day = models.DateField()
    until = models.DateField()
    comments = models.PositiveIntegerField()
    threshold = models.PositiveSmallIntegerField()
    content: Any = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("from_day")),
                name="figures_end_after_they_start",
                violation_error_message="The period must end after it starts.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "codebook": "operational",
            "from_day": "operational",
            "until": "operational",
            "comments": "operational",
            "threshold": "operational",
            "content": "operational",
            "made_by": "identifier",
            "made_at": "operational",
        }
