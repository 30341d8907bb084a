"""What is left of anonymous answers, and is counted of those with a name at the close: no row stands for one person."""

from __future__ import annotations

from django.db import models

from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback.models.surveys import SurveyVersion


class Tally(GuardedModel):
    """How many of a group gave an answer to a question of a version.

    ``group`` is empty for everybody, else ``question:answer`` of a group large enough to hide in; counts by group are
    over all areas. Questions whose code starts with ``_`` count the way and the language in which people answered.
    """

    survey_version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="tallies")
    area = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=60)
    option = models.CharField(max_length=60)
    group = models.CharField(max_length=130, blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey_version", "area", "question", "option", "group"],
                name="tally_once",
                violation_error_message="There is one count for each answer and group.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "survey_version": "operational",
            "area": "operational",
            "question": "operational",
            "option": "special_category",
            "group": "special_category",
            "number": "operational",
        }


class Participation(GuardedModel):
    """How many answers to a version were written on a day: all that is known of who took part."""

    survey_version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="participation")
    area = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey_version", "area", "day"],
                name="participation_once_a_day",
                violation_error_message="There is one count for each day and area.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "survey_version": "operational",
            "area": "operational",
            "day": "operational",
            "number": "operational",
        }
