"""Models that suggest themes: which file, made of what, how good on comments it had not seen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.coding.models.codebook import Codebook


class ThemeModel(GuardedModel):
    """A trained model. Its file is used only where its content still has the hash kept here.

    ``measured`` holds what was found on comments that were held back: hit rate of three suggestions, F1 and the
    majority baseline, each with n.
    """

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="models")
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    codebook_version = models.PositiveIntegerField()
    comments = models.PositiveIntegerField()
    themes: Any = models.JSONField(default=list)
    measured: Any = models.JSONField(default=dict)
    seconds = models.FloatField()
    trained_at = models.DateTimeField()
    trained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                name="theme_model_file_once",
                violation_error_message="Another model is kept in this file.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "codebook": "operational",
            "file": "operational",
            "sha256": "operational",
            "codebook_version": "operational",
            "comments": "operational",
            "themes": "operational",
            "measured": "operational",
            "seconds": "operational",
            "trained_at": "operational",
            "trained_by": "identifier",
        }
