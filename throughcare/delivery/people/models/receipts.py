"""That a form was acted on, so that sending it again does nothing more."""

from __future__ import annotations

from django.db import models

from throughcare.foundation.record.guard import GuardedModel


class Receipt(GuardedModel):
    """A form's key, what it did and to what."""

    key = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="people_receipt_once",
                violation_error_message="This form was acted on already. Open the page again to see what it did.",
            )
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "key": "operational",
            "name": "operational",
            "subject_id": "operational",
            "fingerprint": "operational",
        }
