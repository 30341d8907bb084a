"""The question bank, surveys and their versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback import states


class Audience(models.TextChoices):
    """Whom a survey asks."""

    PEOPLE = "people", "People on IOM"
    PRACTITIONERS = "practitioners", "Practitioners"


class Mode(models.TextChoices):
    """How answers are given; there is no third way."""

    ANONYMOUS = "anonymous", "Anonymous"
    NAMED = "named", "Named: people choose to be contacted"


class Question(GuardedModel):
    """A question of the bank. Versions of surveys keep a copy, so changing or retiring it changes no answer.

    ``options`` are codes of answers in order, for kinds that have them. ``characteristic`` names a protected
    characteristic that the question asks about, which small groups are not asked. ``licence`` names the instrument
    whose wording may not be changed; such wording is not held to the reading age.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice", "One of several answers"
        SEVERAL = "several", "As many answers as apply"
        SCALE = "scale", "Five points with words and faces"
        YES_NO = "yes_no", "Yes or no"
        TEXT = "text", "Own words"
        TIMES = "times", "How many times"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    options: Any = models.JSONField(default=list, blank=True)
    characteristic = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="question_code_once",
                violation_error_message="Another question of the bank already has this code.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "organisation": "operational",
            "code": "operational",
            "kind": "operational",
            "options": "operational",
            "characteristic": "operational",
            "licence": "operational",
            "retired_on": "operational",
            "version": "operational",
        }


class Wording(GuardedModel):
    """A question in one language. Machine-drafted until a named person who reads the language confirms it.

    ``options`` maps the code of each answer to its words.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    options: Any = models.JSONField(default=dict, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["language", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language"],
                name="wording_once_a_language",
                violation_error_message="This question already has words in this language.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
                name="wording_confirmed_by_someone_on_a_day",
                violation_error_message="A confirmation names who confirmed the words, and when.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "question": "operational",
            "language": "operational",
            "text": "operational",
            "hint": "operational",
            "options": "operational",
            "confirmed_by": "identifier",
            "confirmed_on": "operational",
        }


class Survey(GuardedModel):
    """A survey over all its versions. ``service`` is the code of the service it asks about, empty for all of IOM."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    service = models.CharField(max_length=60, blank=True)
    made_on = models.DateField()

    class Meta:
        ordering = ["title", "id"]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "organisation": "operational",
            "title": "operational",
            "audience": "operational",
            "mode": "operational",
            "service": "operational",
            "made_on": "operational",
        }


class SurveyVersion(GuardedModel):
    """A version of a survey. ``questions`` are codes of the bank while it is drafted; ``content`` is the frozen copy
    that is answered, made when approval is asked for and never changed once the version has been open.

    ``compare_by`` is the code of the one question by whose answer comments are told apart; where it is set comments
    wait until the version closes, when a group too small to hide in can be seen.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Survey],
        default=states.Survey.DRAFT,
    )
    since = models.DateTimeField()
    languages: Any = models.JSONField(default=list, blank=True)
    questions: Any = models.JSONField(default=list, blank=True)
    content: Any = models.JSONField(default=dict, blank=True)
    compare_by = models.CharField(max_length=60, blank=True)
    double_entry = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"],
                name="survey_version_number_once",
                violation_error_message="The survey already has a version of this number.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="survey_version_approved_by_another",
                violation_error_message="Someone other than its author approves a survey.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "open", "closed"]) | Q(approved_by__isnull=False),
                name="survey_version_open_once_approved",
                violation_error_message="A survey is approved before it opens.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "survey": "operational",
            "number": "operational",
            "state": "operational",
            "since": "operational",
            "languages": "operational",
            "questions": "operational",
            "content": "operational",
            "compare_by": "operational",
            "double_entry": "operational",
            "drafted_by": "identifier",
            "approved_by": "identifier",
            "opened_on": "operational",
            "closes_on": "operational",
            "closed_on": "operational",
            "reason": "free_text",
            "version": "operational",
        }
