"""When somebody in custody is expected to be released, so that the panel can prepare for that day."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.record.guard import GuardedModel


class ExpectedRelease(GuardedModel):
    """The day on which a person is expected to leave custody, as last told. The cohort's ledger holds what came."""

    service_user = models.OneToOneField(ServiceUser, on_delete=models.PROTECT, related_name="expected_release")
    on = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "on": "criminal",
            "person": "identifier",
            "at": "operational",
            "version": "operational",
        }
