"""Answers of people who chose to be contacted, with their consent, and the calls for help in them."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models.comments import Comment
from throughcare.voice.feedback.models.surveys import SurveyVersion


class NamedAnswer(GuardedModel):
    """One answer with how to reach who gave it. ``consent_version`` names the words that were agreed to.

    ``taken_back_by`` is a keyed hash of the code by which its giver can take it back; a text message is found by its
    number. Then name, way, hash and answers are emptied and its comments too.
    """

    class Way(models.TextChoices):
        WEB = "web", "Survey"
        PAPER = "paper", "Paper form"
        TEXT_MESSAGE = "text_message", "Text message"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey_version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="named_answers")
    came_by = models.CharField(max_length=20, choices=Way.choices)
    name = models.CharField(max_length=120, blank=True)
    reach = models.CharField(max_length=120, blank=True)
    consent_version = models.CharField(max_length=40)
    day = models.DateField()
    area = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12)
    answers: Any = models.JSONField(default=dict, blank=True)
    taken_back_by = models.CharField(max_length=64, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    comments = models.ManyToManyField(Comment, through="NamedComment", related_name="+")

    class Meta:
        ordering = ["-day", "id"]
        indexes = [models.Index(fields=["taken_back_by"], name="named_answer_by_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(name="", reach="", answers={}, taken_back_by=""),
                name="named_answer_taken_back_is_empty",
                violation_error_message="An answer that was taken back keeps no name and no words.",
            )
        ]

    class Privacy:
        retention = "feedback_raw"
        export = True
        fields = {
            "id": "operational",
            "survey_version": "operational",
            "came_by": "operational",
            "name": "identifier",
            "reach": "identifier",
            "consent_version": "operational",
            "day": "operational",
            "area": "operational",
            "language": "operational",
            "answers": "free_text",
            "taken_back_by": "operational",
            "withdrawn_on": "operational",
            "comments": "free_text",
        }


class NamedComment(GuardedModel):
    """Which comments came from a named answer, so that they go when it is taken back."""

    answer = models.ForeignKey(NamedAnswer, on_delete=models.CASCADE, related_name="links")
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="+")

    class Privacy:
        retention = "feedback_raw"
        export = True
        fields = {"answer": "identifier", "comment": "free_text"}


class Disclosure(GuardedModel):
    """A call for help, for a trained person to act on, as was said at the start.

    It is found in a named answer; or a coder read in a comment that somebody is in danger, and passed the comment on.
    Then ``comment`` is all there is: nothing leads to who wrote it.
    """

    answer = models.ForeignKey(NamedAnswer, on_delete=models.PROTECT, null=True, blank=True, related_name="disclosures")
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value) for one in states.Disclosure],
        default=states.Disclosure.WAITING,
    )
    since = models.DateTimeField()
    due = models.DateField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=False, comment__isnull=True) | Q(answer__isnull=True, comment__isnull=False),
                name="disclosure_from_an_answer_or_a_comment",
                violation_error_message="A call for help comes from a named answer or from one comment.",
            )
        ]

    class Privacy:
        retention = "safeguarding"
        export = True
        fields = {
            "answer": "identifier",
            "comment": "free_text",
            "kind": "special_category",
            "state": "operational",
            "since": "operational",
            "due": "operational",
            "answered_by": "identifier",
            "words": "free_text",
            "version": "operational",
        }
