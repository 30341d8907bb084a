"""Questionnaires: their words where an area loads its own, each filling in, every answer as given, and access codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.casework import states
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class InstrumentWording(GuardedModel):
    """A questionnaire's words, loaded by an organisation under its own licence and used for its cases alone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    instrument = models.SlugField(max_length=40)
    definition = models.CharField(max_length=20)
    language = models.CharField(max_length=20)
    body = models.TextField()
    terms = models.CharField(max_length=500)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["instrument", "language", "-loaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "instrument", "definition", "language"],
                condition=Q(withdrawn_at__isnull=True),
                name="instrument_wording_one_in_use",
                violation_error_message="Words for this questionnaire and language are in use: withdraw them first.",
            )
        ]

    class Privacy:
        retention = "contract"
        export = False
        fields = {
            "organisation": "operational",
            "instrument": "operational",
            "definition": "operational",
            "language": "operational",
            "body": "operational",
            "terms": "operational",
            "loaded_by": "identifier",
            "loaded_at": "operational",
            "withdrawn_at": "operational",
        }


class AnswerCode(GuardedModel):
    """A one-use code with which somebody answers without signing in. Only its digest is kept.

    ``opened_at`` is when it was used: from then on it opens nothing. ``until`` ends it, opened or not.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="answer_codes")
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="answer_code_once",
                violation_error_message="This code is in use. Make another.",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("made_at")),
                name="answer_code_ends_after_it_is_made",
                violation_error_message="A code must end after it is made.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "referral": "identifier",
            "digest": "operational",
            "made_by": "identifier",
            "made_at": "operational",
            "until": "operational",
            "opened_at": "operational",
            "closed_at": "operational",
        }


class Questionnaire(GuardedModel):
    """One filling in of one version of an instrument. Nothing is stored of its score: that is worked out.

    ``definition`` is the version of the instrument, ``wording`` the area's own words where those were used.
    ``asked_on`` is the day the answers speak of, also where they came on paper. ``reason`` says why it was voided.
    """

    class Occasion(models.TextChoices):
        FIRST = "first", "At the start"
        REVIEW = "review", "On the way"
        LAST = "last", "At the end"

    class Mode(models.TextChoices):
        READ_OUT = "read_out", "Read out or entered by the worker"
        HANDED_OVER = "handed_over", "On this device, handed to the person"
        OWN_PHONE = "own_phone", "On the person's own phone"
        PAPER = "paper", "On paper, entered afterwards"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="questionnaires")
    instrument = models.SlugField(max_length=40)
    definition = models.CharField(max_length=20)
    language = models.CharField(max_length=20, default="en")
    wording = models.ForeignKey(InstrumentWording, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.ForeignKey(AnswerCode, on_delete=models.PROTECT, null=True, blank=True, related_name="questionnaires")
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    state = models.CharField(max_length=20, default=states.Questionnaire.OPEN)
    asked_on = models.DateField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["asked_on", "id"]
        indexes = [models.Index(fields=["referral", "instrument", "asked_on"], name="questionnaire_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="questionnaire_ends_when_it_ends",
                violation_error_message="A questionnaire that is over needs the moment it ended.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "identifier",
            "instrument": "special_category",
            "definition": "operational",
            "language": "special_category",
            "wording": "operational",
            "code": "operational",
            "occasion": "operational",
            "mode": "operational",
            "state": "operational",
            "asked_on": "special_category",
            "started_by": "identifier",
            "started_at": "operational",
            "ended_at": "operational",
            "reason": "operational",
            "version": "operational",
        }


class Answer(GuardedModel):
    """One answer as given. Rows are added, never changed: the latest counts, and an earlier one stays to be seen.

    ``value`` is null where the question was passed over. ``by`` is null where the person answered for themselves.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.SmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["questionnaire", "number"], name="answer_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="answer_number_from_one",
                violation_error_message="Questions are numbered from 1.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "questionnaire": "identifier",
            "number": "special_category",
            "value": "special_category",
            "by": "identifier",
            "at": "operational",
        }
