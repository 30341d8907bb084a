"""What became of appointments: statuses, the clinical compartment, flags with who saw them, and drafts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.appointments.models.appointments import Appointment
from throughcare.delivery.appointments.rules.places import Manner
from throughcare.delivery.appointments.rules.telling import Audience, FlagKind
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.record.guard import GuardedModel


class AppointmentStatus(GuardedModel):
    """One step of an appointment, never changed: its state from now on, by whom and why. Nothing clinical.

    ``asked_by`` says who wanted a change of time; ``told`` is what the practitioner added for the referrer;
    ``amended_because`` says why an earlier record was corrected, and is empty where none was.
    """

    class AskedBy(models.TextChoices):
        PERSON = "person", "The person"
        SERVICE = "service", "The service"
        REFERRER = "referrer", "The referrer"

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="statuses")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=10, choices=AskedBy.choices, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    why = models.TextField(max_length=500, blank=True)
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)
    held_as = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Manner], blank=True)
    told = models.TextField(max_length=2000, blank=True)
    amended_because = models.TextField(max_length=500, blank=True)
    key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["appointment", "number"]
        indexes = [models.Index(fields=["at"], name="appointment_status_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "number"],
                name="appointment_status_numbered",
                violation_error_message="Somebody else recorded this at the same moment.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="appointment_status_form_once",
                violation_error_message="This form was sent already.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_late__isnull=True) | Q(minutes_late__gt=0),
                name="appointment_status_late_by_something",
                violation_error_message="Say how many minutes late.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "appointment": "operational",
            "number": "operational",
            "state": "special_category",
            "at": "operational",
            "by": "identifier",
            "asked_by": "operational",
            "reason": "special_category",
            "why": "free_text",
            "minutes_late": "operational",
            "held_as": "operational",
            "told": "free_text",
            "amended_because": "free_text",
            "key": "operational",
        }


class ClinicalNote(GuardedModel):
    """The clinical side of a recorded session: what was done, in codes, and the note. A compartment of its own."""

    status = models.OneToOneField(AppointmentStatus, on_delete=models.PROTECT, related_name="note")
    activities = models.JSONField(default=list)
    words = models.TextField(blank=True)

    class Privacy:
        retention = "case"
        export = True
        fields = {"status": "operational", "activities": "special_category", "words": "free_text"}


class SessionFlag(GuardedModel):
    """Something that others are told about a session: behaviour or a concern, to whom, and what. Never clinical."""

    status = models.ForeignKey(AppointmentStatus, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=10, choices=[(one.value, one.value.title()) for one in FlagKind])
    words = models.TextField(max_length=2000)
    told_referrer = models.BooleanField(default=False)
    told_lead = models.BooleanField(default=False)
    told_desk = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status", "kind"],
                name="session_flag_once_a_kind",
                violation_error_message="This record already has a flag of that kind.",
            ),
            models.CheckConstraint(
                condition=Q(told_referrer=True) | Q(told_lead=True) | Q(told_desk=True),
                name="session_flag_tells_somebody",
                violation_error_message="Choose who is told.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "status": "operational",
            "kind": "operational",
            "words": "free_text",
            "told_referrer": "operational",
            "told_lead": "operational",
            "told_desk": "operational",
        }


class FlagSeen(GuardedModel):
    """Somebody of an audience says that they read a flag."""

    flag = models.ForeignKey(SessionFlag, on_delete=models.PROTECT, related_name="seen")
    audience = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Audience])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flag", "audience"],
                name="flag_seen_once_an_audience",
                violation_error_message="Somebody has read this already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {"flag": "operational", "audience": "operational", "person": "identifier", "at": "operational"}


class SessionDraft(GuardedModel):
    """A record of a session while it is typed, for its author alone; gone once the record is saved.

    ``appointment`` is null for a contact that has taken place and was never booked.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "author"],
                condition=Q(appointment__isnull=False),
                name="session_draft_once_an_author",
                violation_error_message="Your draft of this record was saved from another window.",
            ),
            models.UniqueConstraint(
                fields=["referral", "author"],
                condition=Q(appointment__isnull=True),
                name="contact_draft_once_an_author",
                violation_error_message="Your draft of this contact was saved from another window.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "operational",
            "appointment": "operational",
            "author": "identifier",
            "content": "free_text",
            "version": "operational",
            "at": "operational",
        }
