"""The quarterly insight report, frozen once it is issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.proposals import states


class InsightReport(GuardedModel):
    """What was heard in a quarter ``[from_day, until)``. ``content`` holds only what may be seen; its hash is kept
    when it is issued, and a trigger refuses any later change."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    until = models.DateField()
    content: Any = models.JSONField()
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in states.Report],
        default=states.Report.DRAFT,
    )
    since = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-from_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "from_day", "until"],
                name="insight_report_once_a_quarter",
                violation_error_message="There is a report for this quarter already.",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("from_day")),
                name="insight_report_ends_after_it_starts",
                violation_error_message="The period must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sha256="") | Q(state="issued") & ~Q(sha256=""),
                name="insight_report_issued_with_its_hash",
                violation_error_message="An issued report keeps the hash of its content.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "organisation": "operational",
            "from_day": "operational",
            "until": "operational",
            "content": "free_text",
            "state": "operational",
            "since": "operational",
            "made_by": "identifier",
            "sha256": "operational",
            "version": "operational",
        }
