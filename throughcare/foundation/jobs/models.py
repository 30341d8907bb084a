"""Where each regular work stands: who does it now and how the last time went. Machinery, and nothing about anybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class WorkRow(models.Model):
    """One regular work: when it is due, under whose lease it is done, and how it went.

    ``holder`` is a random word of the run that holds the lease, empty where none does. ``failures`` counts those in a
    row; ``failed_with`` is the kind of the last error and never its words, which could name somebody.
    """

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    did = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failed_with = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "jobs_work"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder="", lease_until__isnull=True) | (~Q(holder="") & Q(lease_until__isnull=False)),
                name="work_lease_is_whole",
                violation_error_message="A lease has a holder and an end, or neither.",
            )
        ]

    class Privacy:
        retention = "record"
        export = False
        fields = {
            "name": "operational",
            "due_at": "operational",
            "holder": "operational",
            "lease_until": "operational",
            "started_at": "operational",
            "ended_at": "operational",
            "done_at": "operational",
            "did": "operational",
            "failures": "operational",
            "failed_with": "operational",
        }
