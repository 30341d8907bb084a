"""What leaves the service about appointments: reminders with the consent they rest on, and calendar feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.appointments.models.appointments import Appointment
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.record.guard import GuardedModel


class ReminderConsent(GuardedModel):
    """A person agreed, over ``[from_at, until)``, to be reminded at an address.

    ``marked_safe`` says that somebody asked whether others can read what arrives there, and that it is safe; without
    it a restricted person is never reminded.
    """

    class Channel(models.TextChoices):
        TEXT = "text", "Text message"
        EMAIL = "email", "E-mail"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="reminder_consents")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    marked_safe = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-from_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("from_at")),
                name="reminder_consent_ends_after_it_starts",
                violation_error_message="Consent cannot end before it was given.",
            ),
            models.UniqueConstraint(
                fields=["service_user"],
                condition=Q(until__isnull=True),
                name="reminder_consent_one_at_a_time",
                violation_error_message="Somebody else changed how this person is reminded at the same moment.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "channel": "operational",
            "address": "identifier",
            "marked_safe": "operational",
            "from_at": "operational",
            "until": "operational",
            "recorded_by": "identifier",
        }


class Reminder(GuardedModel):
    """A message about an appointment that waits to go out, went out, or was dropped for a reason.

    It holds no address and no words: both are looked up and made when it goes out, by what holds then.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", "Reminder"
        CALLED_OFF = "called_off", "Will not take place"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not sent"

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["state", "due_at"], name="reminder_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind"],
                name="reminder_once_a_kind",
                violation_error_message="This appointment already has such a message.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "appointment": "operational",
            "kind": "operational",
            "due_at": "operational",
            "state": "operational",
            "reason": "operational",
            "settled_at": "operational",
            "tries": "operational",
        }


class CalendarFeed(GuardedModel):
    """A secret address at which somebody's calendar reads their appointments, without personal detail.

    The secret itself is never stored: ``digest`` is its hash.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="calendar_feed_secret_once",
                violation_error_message="That could not be made. Try again.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_feed_one_at_a_time",
                violation_error_message="You already have a calendar address. End it first.",
            ),
        ]

    class Privacy:
        retention = "staff"
        export = False
        fields = {
            "person": "identifier",
            "digest": "operational",
            "made_at": "operational",
            "revoked_at": "operational",
        }
