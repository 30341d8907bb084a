"""Comments as they are read: masked, coded by one person or two, and settled."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.coding import states
from throughcare.voice.coding.models.codebook import Codebook, Theme
from throughcare.voice.feedback.models import Comment

PERSON = settings.AUTH_USER_MODEL


class Reading(GuardedModel):
    """A comment in the coding room. ``masked`` is all that anyone reads; ``spans`` are places in the comment as it was
    written, each with its kind and whether a reader asked for it; ``doubts`` are places in ``masked``.

    ``wants`` is how many people code it. ``held_by`` has it open, so that others are given another one. ``compared`` is
    what two coders chose, side by side (``rules.agreement.side_by_side``), empty until a second has coded: agreement is
    counted from it.
    """

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="reading")
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="readings")
    masked = models.TextField(blank=True)
    spans: Any = models.JSONField(default=list, blank=True)
    doubts: Any = models.JSONField(default=list, blank=True)
    scrubbed_by = models.PositiveIntegerField()
    wants = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Reading],
        default=states.Reading.WAITING,
    )
    since = models.DateTimeField()
    set_aside_because = models.CharField(max_length=20, blank=True)
    compared = models.CharField(max_length=320, blank=True)
    held_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            # With the comment, so that how many stand where is told from the index, without their texts.
            models.Index(fields=["codebook", "state", "id", "comment"], name="reading_by_state"),
            models.Index(fields=["codebook", "compared"], name="reading_by_choices"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(wants__in=[1, 2]),
                name="reading_wants_one_or_two",
                violation_error_message="A comment is coded by one person or by two.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(masked="", spans=[], doubts=[]),
                name="reading_withdrawn_is_empty",
                violation_error_message="A comment that was taken back keeps no words.",
            ),
            models.CheckConstraint(
                condition=Q(compared="") | Q(state__in=["disputed", "settled"]),
                name="reading_compared_once_coded_by_two",
                violation_error_message="Two choices are compared only while both count.",
            ),
        ]

    class Privacy:
        retention = "feedback_raw"
        export = False
        fields = {
            "comment": "operational",
            "codebook": "operational",
            "masked": "free_text",
            "spans": "operational",
            "doubts": "operational",
            "scrubbed_by": "operational",
            "wants": "operational",
            "state": "operational",
            "since": "operational",
            "set_aside_because": "operational",
            "compared": "operational",
            "held_by": "identifier",
            "held_until": "operational",
            "version": "operational",
        }


class Coding(GuardedModel):
    """What one person chose for one comment. ``settles`` marks the choice of whoever settled a difference.

    A coding without codes says that no theme fits. ``codebook_version`` is the one it was chosen from. A coding that
    is ``past`` was made before the comment was opened again, and counts no more.
    """

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="codings")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    codebook_version = models.PositiveIntegerField()
    settles = models.BooleanField(default=False)
    past = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "by", "settles"],
                condition=Q(past=False),
                name="coding_once_a_person",
                violation_error_message="You have coded this comment already.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "reading": "operational",
            "by": "identifier",
            "at": "operational",
            "codebook_version": "operational",
            "settles": "operational",
            "past": "operational",
        }


class Code(GuardedModel):
    """A theme that one person chose."""

    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="codes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coding", "theme"],
                name="code_once_a_coding",
                violation_error_message="This theme is chosen already.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {"coding": "operational", "theme": "operational"}


class Settled(GuardedModel):
    """A theme that a comment has in the end: what figures count and suggestions learn from."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="settled")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="settled")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "theme"],
                name="settled_once_a_theme",
                violation_error_message="The comment has this theme already.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {"reading": "operational", "theme": "operational"}
