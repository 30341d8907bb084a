"""A panel: the standing meeting of the agencies that manage the cohort of an area."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class Panel(GuardedModel):
    """The panel of a borough or command unit.

    ``every_days`` is how often it meets and ``quorum`` how many agencies must be there for it to decide: settings of
    the area, agreed locally.
    """

    name = models.CharField(max_length=200)
    area = models.CharField(max_length=40)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels_chaired")
    every_days = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                name="panel_once_an_area",
                violation_error_message="This area already has a panel.",
            ),
            models.CheckConstraint(
                condition=Q(every_days__gte=1) & Q(every_days__lte=366),
                name="panel_meets_within_a_year",
                violation_error_message="A panel meets at least once a year.",
            ),
            models.CheckConstraint(
                condition=Q(quorum__gte=1),
                name="panel_quorum_of_one_or_more",
                violation_error_message="A quorum is one agency or more.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "name": "operational",
            "area": "operational",
            "chair": "identifier",
            "every_days": "operational",
            "quorum": "operational",
            "place": "operational",
            "started_at": "operational",
            "version": "operational",
        }


class Member(GuardedModel):
    """Somebody who sits on a panel for an agency over ``[from_date, until)``."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel_seats")
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "organisation", "person"],
                condition=Q(until__isnull=True),
                name="member_sits_once",
                violation_error_message="This person already sits on the panel for this agency.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("from_date")),
                name="member_leaves_after_joining",
                violation_error_message="A member leaves on or after the day they joined.",
            ),
        ]

    class Privacy:
        retention = "staff"
        export = False
        fields = {
            "panel": "operational",
            "organisation": "operational",
            "person": "identifier",
            "from_date": "operational",
            "until": "operational",
        }
