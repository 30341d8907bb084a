"""What people asked for, and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.coding.models import Quote, Theme
from throughcare.voice.feedback.models import Activity
from throughcare.voice.proposals import states

PERSON = settings.AUTH_USER_MODEL


class Proposal(GuardedModel):
    """Something that people asked to be done differently.

    ``insight`` is what they said, in our words and with its n; ``asked`` what they ask for. The public reads
    ``said_plainly``, ``asked_plainly``, ``answer_plainly`` and ``change_plainly``, which are held to a reading age.
    ``votes_for`` and the others are counts of a council's vote, null where there was none. ``key`` is that of the form
    that made it.
    """

    class Source(models.TextChoices):
        FEEDBACK = "feedback", "Coded feedback"
        COUNCIL = "council", "A council"
        GROUP = "group", "A discussion group"
        EVENT = "event", "An open event"

    class Answer(models.TextChoices):
        ADOPTED = "adopted", "Adopt: it will be done"
        ADAPTED = "adapted", "Adapt: it will be done differently"
        DECLINED = "declined", "Decline: it will not be done"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quotes = models.ManyToManyField(Quote, blank=True, related_name="proposals")
    title = models.CharField(max_length=120)
    insight = models.TextField()
    asked = models.TextField()
    service = models.CharField(max_length=60, blank=True)
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    votes_neither = models.PositiveIntegerField(null=True, blank=True)
    said_plainly = models.TextField(blank=True)
    asked_plainly = models.TextField(blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answer_words = models.TextField(blank=True)
    answer_reasons = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    change_due = models.DateField(null=True, blank=True)
    answer_plainly = models.TextField(blank=True)
    answer_published_on = models.DateField(null=True, blank=True)
    change_plainly = models.TextField(blank=True)
    told_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Proposal],
        default=states.Proposal.RAISED,
    )
    since = models.DateTimeField()
    raised_on = models.DateField()
    key = models.CharField(max_length=64, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="proposal_form_once",
                violation_error_message="This form was sent already.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "adapted", "declined", "changed", "told_back"])
                | Q(answered_by__isnull=False, answered_on__isnull=False) & ~Q(answer="") & ~Q(answer_words=""),
                name="proposal_answer_is_signed",
                violation_error_message="An answer has words, a day and who gave it.",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["adapted", "declined"]) | ~Q(answer_reasons=""),
                name="proposal_answer_has_reasons",
                violation_error_message="An answer other than a plain yes gives its reasons.",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["adopted", "adapted"]) | Q(change_due__isnull=False),
                name="proposal_change_has_a_day",
                violation_error_message="What is adopted or adapted has a day by which it is done.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["raised", "supported", "withdrawn"])
                | ~Q(said_plainly="") & ~Q(asked_plainly=""),
                name="proposal_sent_in_plain_words",
                violation_error_message="A proposal that was sent has plain words that the public can read.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "organisation": "operational",
            "source": "operational",
            "activity": "operational",
            "theme": "operational",
            "quotes": "operational",
            "title": "free_text",
            "insight": "free_text",
            "asked": "free_text",
            "service": "operational",
            "votes_for": "operational",
            "votes_against": "operational",
            "votes_neither": "operational",
            "said_plainly": "free_text",
            "asked_plainly": "free_text",
            "answer": "operational",
            "answer_words": "free_text",
            "answer_reasons": "free_text",
            "answered_by": "identifier",
            "answered_on": "operational",
            "change_due": "operational",
            "answer_plainly": "free_text",
            "answer_published_on": "operational",
            "change_plainly": "free_text",
            "told_on": "operational",
            "reason": "free_text",
            "state": "operational",
            "since": "operational",
            "raised_on": "operational",
            "key": "operational",
            "version": "operational",
        }
