"""Visits that a worker makes alone, and who looks out for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.models.appointments import Appointment
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class LoneVisit(GuardedModel):
    """A worker out alone until an expected end, with a named buddy; ``told_at`` is when the buddy was messaged."""

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    buddy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    where = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    expected_end = models.DateTimeField()
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.LoneVisit],
        default=states.LoneVisit.OUT,
    )
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["expected_end", "id"]
        indexes = [models.Index(fields=["state", "expected_end"], name="lone_visit_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expected_end__gt=F("starts_at")),
                name="lone_visit_ends_after_it_starts",
                violation_error_message="A visit ends after it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(buddy=F("worker")),
                name="lone_visit_watched_by_another",
                violation_error_message="Choose somebody else to look out for you.",
            ),
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(state__in=["out", "raised"]),
                name="lone_visit_one_at_a_time",
                violation_error_message="You are already out on a visit. Say that you are back from it first.",
            ),
        ]

    class Privacy:
        retention = "staff"
        export = True
        fields = {
            "worker": "identifier",
            "organisation": "operational",
            "buddy": "identifier",
            "appointment": "operational",
            "where": "identifier",
            "starts_at": "operational",
            "expected_end": "operational",
            "state": "operational",
            "since": "operational",
            "told_at": "operational",
            "words": "free_text",
            "version": "operational",
        }
