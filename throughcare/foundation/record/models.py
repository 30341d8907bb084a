"""Tables of the record: events, and the seals that make tampering show. Neither is ever changed or deleted."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something that happened, in codes alone: no free text, no personal data, no foreign keys.

    ``actor`` is the number of the person who acted (null for the system), ``state`` the state the subject is in from
    now on, where the event changed it. ``mark`` is a keyed hash of the rest; the key is not in the database, so a row
    written past the application shows.
    """

    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True)
    agency = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    reason_code = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=40, blank=True)
    mark = models.CharField(max_length=64)

    class Meta:
        db_table = "record_event"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="record_event_subject"),
            models.Index(fields=["actor", "at"], name="record_event_actor"),
        ]

    class Privacy:
        retention = "record"
        export = False
        fields = {
            "kind": "operational",
            "subject_type": "operational",
            "subject_id": "operational",
            "actor": "operational",
            "agency": "operational",
            "at": "operational",
            "reason_code": "operational",
            "state": "operational",
            "mark": "operational",
        }


class Seal(models.Model):
    """One link of the chain: which event stands at a position, its hash, and the hash of all before it."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    event_hash = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "record_seal"

    class Privacy:
        retention = "record"
        export = False
        fields = {
            "position": "operational",
            "event_id": "operational",
            "event_hash": "operational",
            "chain_hash": "operational",
            "sealed_at": "operational",
        }
