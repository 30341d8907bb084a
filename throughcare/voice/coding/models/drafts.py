"""What somebody typed of a form and has not sent yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from throughcare.foundation.record.guard import GuardedModel


class WorkingDraft(GuardedModel):
    """One person's unsent text of one form: ``content`` has its inputs' values by name. It goes once it is sent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    content: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                name="working_draft_once_a_form",
                violation_error_message="There is one draft of this form already.",
            )
        ]

    class Privacy:
        retention = "working_drafts"
        export = True
        fields = {
            "person": "identifier",
            "key": "operational",
            "content": "free_text",
            "at": "operational",
            "version": "operational",
        }
