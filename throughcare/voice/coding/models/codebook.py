"""The codebook: themes with what they mean, and every version there was."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback.models.surveys import Audience


class Codebook(GuardedModel):
    """The themes that one organisation codes the comments of one audience by.

    ``second_every``: one comment in so many is coded by two people who do not see each other's choice. ``version``
    counts up with every change to a theme.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    name = models.CharField(max_length=120)
    second_every = models.PositiveSmallIntegerField(default=5)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "audience"],
                name="codebook_once_an_audience",
                violation_error_message="There is a codebook for this audience already.",
            ),
            models.CheckConstraint(
                condition=Q(second_every__gte=1),
                name="codebook_some_are_coded_twice",
                violation_error_message="At most every comment can be coded by two people: write 1 or more.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "organisation": "operational",
            "audience": "operational",
            "name": "operational",
            "second_every": "operational",
            "version": "operational",
        }


class Theme(GuardedModel):
    """A theme: what it means, what belongs to it and what does not. A merged theme lives on in ``merged_into``."""

    class State(models.TextChoices):
        IN_USE = "in_use", "In use"
        MERGED = "merged", "Merged into another"
        SPLIT = "split", "Split into others"
        RETIRED = "retired", "Not used any more"

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="themes")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    definition = models.TextField()
    includes = models.TextField(blank=True)
    excludes = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_USE)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    from_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "code"],
                name="theme_code_once",
                violation_error_message="Another theme of the codebook already has this code.",
            ),
            models.UniqueConstraint(
                fields=["codebook", "name"],
                condition=Q(state="in_use"),
                name="theme_name_once",
                violation_error_message="Another theme in use already has this name.",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="theme_merged_into_one",
                violation_error_message="A merged theme says which theme it lives on in.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="theme_merged_into_another",
                violation_error_message="A theme cannot be merged into itself.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "codebook": "operational",
            "code": "operational",
            "name": "operational",
            "definition": "free_text",
            "includes": "free_text",
            "excludes": "free_text",
            "state": "operational",
            "merged_into": "operational",
            "from_version": "operational",
            "until_version": "operational",
            "version": "operational",
        }


class ThemeChange(GuardedModel):
    """What was done to a theme, when and why. Append-only. ``others`` are codes of the themes it was split into or
    merged with."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        REWORDED = "reworded", "Reworded"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"
        RETIRED = "retired", "Retired"

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    others: Any = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number", "-id"]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "theme": "operational",
            "kind": "operational",
            "others": "operational",
            "reason": "free_text",
            "number": "operational",
            "by": "identifier",
            "at": "operational",
        }


class CodebookVersion(GuardedModel):
    """The whole codebook as it stood from one change to the next. Append-only."""

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content: Any = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "number"],
                name="codebook_version_number_once",
                violation_error_message="The codebook already has a version of this number.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "codebook": "operational",
            "number": "operational",
            "content": "free_text",
            "at": "operational",
        }
