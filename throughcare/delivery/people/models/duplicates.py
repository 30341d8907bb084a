"""Two records that may be one person: proposed by a rule, decided by a person, and undone where that was wrong."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.people import states
from throughcare.delivery.people.models.service_user import ServiceUser
from throughcare.foundation.record.guard import GuardedModel


class DuplicatePair(GuardedModel):
    """Two records with the weight of evidence that they are one person, in hundredths, and what was decided.

    ``evidence`` lists the codes of what spoke for and against. ``first`` is always the record with the lower number.
    """

    first = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    weight = models.IntegerField()
    evidence = models.JSONField(default=list)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Duplicate],
        default=states.Duplicate.PROPOSED,
    )
    since = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-weight", "id"]
        indexes = [models.Index(fields=["state", "-weight"], name="duplicate_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="duplicate_pair_once",
                violation_error_message="These two records are compared already.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="duplicate_pair_in_order",
                violation_error_message="A pair names the record with the lower number first.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "first": "identifier",
            "second": "identifier",
            "weight": "operational",
            "evidence": "operational",
            "state": "operational",
            "since": "operational",
            "decided_by": "identifier",
            "words": "free_text",
            "version": "operational",
        }


class Merge(GuardedModel):
    """One record that was found to be another's, until it is undone. The record itself keeps all it had.

    ``carried`` names what the kept record took over and gives back if the merge is undone: restricted, died.
    """

    kept = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="merges")
    pair = models.ForeignKey(DuplicatePair, on_delete=models.PROTECT, related_name="merges")
    carried = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="merged_once_at_a_time",
                violation_error_message="This record is merged already.",
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("merged")),
                name="merge_of_two",
                violation_error_message="A record cannot be merged into itself.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "kept": "identifier",
            "merged": "identifier",
            "pair": "operational",
            "carried": "operational",
            "at": "operational",
            "by": "identifier",
            "undone_at": "operational",
            "undone_by": "identifier",
        }
