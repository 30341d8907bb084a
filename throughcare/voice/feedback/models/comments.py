"""What people said in their own words, from every source. The coding room reads from here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback.models.activities import Activity
from throughcare.voice.feedback.models.surveys import Audience, SurveyVersion


class Comment(GuardedModel):
    """One comment, raw and closed: nobody reads ``text`` before it is scrubbed, and nothing of it is published as is.

    The key is random. ``day`` is the day on which it was written down in a shuffled batch, not when it was given; of an
    interview or another activity too small to hide in it is the first of the month. ``area`` is a borough, a command
    unit or "london", empty where the group was too small to hide in. ``group`` is a question's code and the answer that
    comments of the survey are told apart by (``sex:female``), empty where the survey does not compare or the group was
    too small. Nothing leads from an anonymous comment to who wrote it. ``text`` is empty once the giver took a named
    comment back.
    """

    class Source(models.TextChoices):
        SURVEY = "survey", "Anonymous survey"
        NAMED_SURVEY = "named_survey", "Named survey"
        TEXT_MESSAGE = "text_message", "Text message"
        INTERVIEW = "interview", "Interview"
        GROUP = "group", "Discussion group"
        COUNCIL = "council", "Council"
        EVENT = "event", "Open event"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=Source.choices)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    survey_version = models.ForeignKey(
        SurveyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    question = models.CharField(max_length=60, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    service = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=130, blank=True)
    day = models.DateField()
    language = models.CharField(max_length=12, default="en")
    text = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["day", "id"]
        indexes = [
            models.Index(fields=["organisation", "day"], name="comment_by_organisation"),
            models.Index(fields=["id"], name="comment_taken_back", condition=Q(withdrawn_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(survey_version__isnull=False, activity__isnull=True)
                | Q(survey_version__isnull=True, activity__isnull=False),
                name="comment_from_a_survey_or_an_activity",
                violation_error_message="A comment comes from a survey or from an activity.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(text=""),
                name="comment_taken_back_is_empty",
                violation_error_message="A comment that was taken back keeps no words.",
            ),
        ]

    class Privacy:
        retention = "feedback_raw"
        export = False
        fields = {
            "id": "operational",
            "organisation": "operational",
            "source": "operational",
            "audience": "operational",
            "survey_version": "operational",
            "question": "operational",
            "activity": "operational",
            "service": "operational",
            "area": "operational",
            "group": "special_category",
            "day": "operational",
            "language": "operational",
            "text": "free_text",
            "withdrawn_on": "operational",
        }


class Statement(GuardedModel):
    """Something said at an activity, under a pseudonym that holds within it ("speaker 2"), never a name."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="statements")
    speaker = models.PositiveIntegerField()
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["activity", "speaker", "id"]

    class Privacy:
        retention = "feedback_raw"
        export = False
        fields = {"activity": "operational", "speaker": "operational", "comment": "free_text"}
