"""Appointments with one person, and group sessions in which each member has an appointment of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.rules.places import Manner, Place
from throughcare.delivery.appointments.rules.timing import LONGEST, SHORTEST
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel

PLACE_PRIVACY = {
    "manner": "operational",
    "office": "operational",
    "first_line": "identifier",
    "postcode": "identifier",
    "interpreter": "special_category",
}


class Timed(GuardedModel):
    """A stretch of time at a place. Its terms never change; ``key`` is that of the form that made it."""

    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    manner = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Manner])
    office = models.CharField(max_length=20, blank=True)
    first_line = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    interpreter = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def place(self) -> Place:
        """How and where it takes place."""
        return Place(self.manner, self.office, self.first_line, self.postcode, self.interpreter)


def timed_constraints(prefix: str) -> list[Any]:
    """What holds of every stretch of time, under names of the table's own."""
    return [
        models.CheckConstraint(
            condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
            name=f"{prefix}_has_a_length",
            violation_error_message=f"The length must be between {SHORTEST} minutes and {LONGEST // 60} hours.",
        ),
        models.CheckConstraint(
            condition=(Q(manner="office") & ~Q(office="")) | (~Q(manner="office") & Q(office="")),
            name=f"{prefix}_office_has_a_code",
            violation_error_message="A visit to an office needs the office's code, and only that.",
        ),
        models.CheckConstraint(
            condition=(Q(manner="address") & ~Q(first_line="") & ~Q(postcode=""))
            | (~Q(manner="address") & Q(first_line="", postcode="")),
            name=f"{prefix}_address_is_whole",
            violation_error_message="An address needs its first line and postcode.",
        ),
        models.UniqueConstraint(
            fields=["key"],
            condition=~Q(key=""),
            name=f"{prefix}_form_once",
            violation_error_message="This form was sent already.",
        ),
    ]


class GroupSession(Timed):
    """One meeting of a group of a service, with its facilitators; members are appointments that name it."""

    service = models.SlugField(max_length=60)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    places = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["provider", "starts_at"], name="group_session_by_provider")]
        constraints = [
            *timed_constraints("group_session"),
            models.CheckConstraint(
                condition=Q(places__gte=2, places__lte=40),
                name="group_session_has_places",
                violation_error_message="A group has between 2 and 40 places.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            **PLACE_PRIVACY,
            "starts_at": "operational",
            "minutes": "operational",
            "made_by": "identifier",
            "made_at": "operational",
            "key": "operational",
            "service": "operational",
            "provider": "operational",
            "title": "operational",
            "places": "operational",
            "replaces": "operational",
        }


class Facilitator(GuardedModel):
    """Somebody who runs a group session."""

    group = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="facilitators")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                name="facilitator_once",
                violation_error_message="This person already runs the group session.",
            )
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {"group": "operational", "person": "identifier"}


class Appointment(Timed):
    """One person's appointment in a case. Only ``state``, ``since`` and ``version`` ever change.

    ``version`` is the number of its last status. ``replaces`` is the appointment that was moved to this time.
    ``despite`` are the codes of cautions that were accepted when it was booked, separated by spaces.
    """

    class Purpose(models.TextChoices):
        ASSESSMENT = "assessment", "Assessment"
        SESSION = "session", "Session"
        CONTACT = "contact", "Other contact"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="appointments")
    group = models.ForeignKey(GroupSession, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(
        max_length=30, choices=[(one.value, one.value.replace("_", " ")) for one in states.Appointment]
    )
    since = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    despite = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["referral", "starts_at"], name="appointment_by_case"),
            models.Index(fields=["worker", "starts_at"], name="appointment_by_worker"),
            models.Index(fields=["state", "starts_at"], name="appointment_by_state"),
        ]
        constraints = [
            *timed_constraints("appointment"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="appointment_replaces_another",
                violation_error_message="An appointment cannot replace itself.",
            ),
            models.UniqueConstraint(
                fields=["group", "referral"],
                condition=Q(group__isnull=False),
                name="appointment_in_group_once",
                violation_error_message="This person is already in the group session.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            **PLACE_PRIVACY,
            "starts_at": "operational",
            "minutes": "operational",
            "made_by": "identifier",
            "made_at": "operational",
            "key": "operational",
            "referral": "identifier",
            "group": "operational",
            "purpose": "operational",
            "worker": "identifier",
            "state": "special_category",
            "since": "operational",
            "replaces": "operational",
            "despite": "operational",
            "version": "operational",
        }
