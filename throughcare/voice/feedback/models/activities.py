"""Interviews, discussion groups, councils, open events: planned, held, written up, told back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models.surveys import Audience


class Activity(GuardedModel):
    """An occasion on which people are heard. Who came is known only as counts.

    ``guide`` is what is asked and how, ``consent_version`` the words that those who came agreed to.
    """

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        GROUP = "group", "Discussion group"
        COUNCIL = "council", "Council"
        EVENT = "event", "Open event"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.PEOPLE)
    title = models.CharField(max_length=120)
    service = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    guide = models.TextField(blank=True)
    consent_version = models.CharField(max_length=40, blank=True)
    invited = models.PositiveIntegerField(null=True, blank=True)
    came = models.PositiveIntegerField(null=True, blank=True)
    consented = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Activity],
        default=states.Activity.PLANNED,
    )
    since = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consented__isnull=True) | Q(came__isnull=True) | Q(consented__lte=models.F("came")),
                name="activity_no_more_agree_than_came",
                violation_error_message="No more people can agree than came.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "organisation": "operational",
            "kind": "operational",
            "audience": "operational",
            "title": "operational",
            "service": "operational",
            "area": "operational",
            "place": "operational",
            "day": "operational",
            "guide": "operational",
            "consent_version": "operational",
            "invited": "operational",
            "came": "operational",
            "consented": "operational",
            "state": "operational",
            "since": "operational",
            "reason": "free_text",
            "version": "operational",
        }


class AgendaItem(GuardedModel):
    """Something a council has on its agenda, in order."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveIntegerField()
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "position"],
                name="agenda_item_place_once",
                violation_error_message="Two items cannot have the same place on the agenda.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {"activity": "operational", "position": "operational", "words": "operational"}


class CouncilProposal(GuardedModel):
    """What a council put to the vote, with the votes as counts. Who voted how is written down by nobody."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="proposals")
    words = models.TextField()
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    abstained = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(votes_for__isnull=True, votes_against__isnull=True, abstained__isnull=True)
                | Q(votes_for__isnull=False, votes_against__isnull=False, abstained__isnull=False),
                name="council_votes_counted_together",
                violation_error_message="Votes for, against and abstentions are counted together.",
            )
        ]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = {
            "activity": "operational",
            "words": "free_text",
            "votes_for": "operational",
            "votes_against": "operational",
            "abstained": "operational",
            "version": "operational",
        }

    @property
    def is_carried(self) -> bool | None:
        """Whether more voted for it than against; null before the vote."""
        if self.votes_for is None or self.votes_against is None:
            return None
        return self.votes_for > self.votes_against
