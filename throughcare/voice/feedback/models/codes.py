"""Batches of one-use codes, and what waits under seal between an answer and its shuffled batch.

All but ``CodeBatch`` are not guarded like other tables: a write to them happens for each answer, and an event for each
answer would put into the record, with its moment, what must not be there (ADR 60). They hold keyed
hashes and sealed boxes alone; the keys are files outside the database.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback.models.surveys import SurveyVersion


class CodeBatch(GuardedModel):
    """Codes made together and handed out shuffled. Who got one is known to nobody.

    ``asks_who`` and ``keeps_area`` are false where the batch or its area is too small to hide in. ``place`` says where
    the stack went, never to whom.
    """

    class Kind(models.TextChoices):
        CARDS = "cards", "Cards to hand out"
        PAPER = "paper", "Paper forms"
        DOOR = "door", "Taken by practitioners who signed in"

    survey_version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField()
    asks_who = models.BooleanField()
    keeps_area = models.BooleanField()
    made_on = models.DateField()
    voided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="code_batch_has_codes",
                violation_error_message="A batch has at least one code.",
            )
        ]

    class Privacy:
        retention = "feedback_raw"
        export = False
        fields = {
            "survey_version": "operational",
            "kind": "operational",
            "place": "operational",
            "area": "operational",
            "size": "operational",
            "asks_who": "operational",
            "keeps_area": "operational",
            "made_on": "operational",
            "voided_on": "operational",
        }


class Code(models.Model):
    """A code that was not used yet, as a keyed hash. Using it deletes the row."""

    lookup = models.CharField(max_length=64, primary_key=True)
    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")

    class Privacy:
        retention = "feedback_raw"
        export = False
        fields = {"lookup": "operational", "batch": "operational"}


class Draft(models.Model):
    """What a holder of a code answered so far, sealed with a key made of the code and of the day; gone when sent."""

    lookup = models.CharField(max_length=64, primary_key=True)
    begun_on = models.DateField()
    box = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["begun_on"], name="draft_by_day")]

    class Privacy:
        retention = "draft"
        export = False
        fields = {"lookup": "operational", "begun_on": "operational", "box": "free_text"}


class Pool(models.Model):
    """Where answers to a version from an area wait; ``key`` names the file with the key of its boxes."""

    survey_version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="pools")
    area = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey_version", "area"],
                name="pool_once_an_area",
                violation_error_message="There is one pool for each version and area.",
            )
        ]

    class Privacy:
        retention = "draft"
        export = False
        fields = {"survey_version": "operational", "area": "operational", "key": "operational"}


class Waiting(models.Model):
    """One answer under seal, under a random key. ``is_counted`` is true once its answers were counted and only what
    tells groups apart still waits for the close."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="waiting")
    is_counted = models.BooleanField(default=False)
    key = models.CharField(max_length=36)
    box = models.BinaryField()

    class Privacy:
        retention = "draft"
        export = False
        fields = {
            "id": "operational",
            "pool": "operational",
            "is_counted": "operational",
            "key": "operational",
            "box": "free_text",
        }


class PaperEntry(models.Model):
    """The first typing of a paper form that is typed twice, sealed with a key made of its code."""

    lookup = models.CharField(max_length=64, primary_key=True)
    survey_version = models.ForeignKey(SurveyVersion, on_delete=models.CASCADE, related_name="+")
    box = models.BinaryField()

    class Privacy:
        retention = "draft"
        export = False
        fields = {"lookup": "operational", "survey_version": "operational", "box": "free_text"}


class DoorCode(models.Model):
    """A code, under seal, that a practitioner who signed in may take. Taking it deletes the row, and names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="door_codes")
    box = models.BinaryField()

    class Privacy:
        retention = "draft"
        export = False
        fields = {"id": "operational", "batch": "operational", "box": "operational"}
