"""A concern, what was done about it, and who was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.concerns import states
from throughcare.delivery.concerns.rules.handling import (
    KIND_WORDS,
    OUTCOMES,
    SERIOUSNESS,
    STEP_KINDS,
    VOICES,
    WHY_NOT,
)
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel

STATES = [(one.value, one.value.replace("_", " ")) for one in states.Concern]


class Concern(GuardedModel):
    """A complaint, an incident or a safeguarding concern; ``state`` is the fold of its events.

    ``organisation`` is the one that handles it, ``about_staff`` the member of staff it is about, where it is about one:
    they never see it. ``acknowledge_by``, ``act_by``, ``close_by`` and ``escalates_at`` are the first moments that are
    too late by the rules in force when it was raised; unless somebody acts before ``escalates_at``, all who handle
    concerns there see it, and are sent word of it at ``escalation_told_at``. ``done_now`` are codes of what was done
    straight away.
    """

    kind = models.CharField(max_length=20, choices=[(one.value, words) for one, words in KIND_WORDS.items()])
    category = models.CharField(max_length=40)
    seriousness = models.CharField(max_length=20, choices=list(SERIOUSNESS.items()))
    confidential = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="concerns_handled")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="concerns_raised")
    raised_by_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=20, choices=list(VOICES.items()), default="staff")
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    about_staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    happened_on = models.DateField(null=True, blank=True)
    words = models.TextField()
    done_now = models.JSONField(default=list)
    done_words = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_owned"
    )
    state = models.CharField(max_length=20, choices=STATES, default=states.Concern.RAISED)
    since = models.DateTimeField()
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    acknowledge_by = models.DateTimeField(null=True, blank=True)
    act_by = models.DateTimeField(null=True, blank=True)
    close_by = models.DateTimeField(null=True, blank=True)
    escalates_at = models.DateTimeField(null=True, blank=True)
    escalation_told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=list(OUTCOMES.items()), blank=True)
    finding = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    key = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="concern_by_organisation"),
            models.Index(fields=["raised_at"], name="concern_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="concern_once_a_form",
                violation_error_message="This form was sent already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & ~Q(finding="") & Q(closed_at__isnull=False)),
                name="concern_closed_with_outcome",
                violation_error_message="A concern is closed with an outcome and what was found.",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(about_staff__isnull=True) | ~Q(owner=models.F("about_staff")),
                name="concern_owned_by_another",
                violation_error_message="Nobody owns a concern about themselves.",
            ),
        ]

    class Privacy:
        retention = "complaint"
        export = True
        fields = {
            "kind": "criminal",
            "category": "special_category",
            "seriousness": "operational",
            "confidential": "operational",
            "organisation": "operational",
            "raised_by": "identifier",
            "raised_by_organisation": "operational",
            "voice": "operational",
            "service_user": "identifier",
            "referral": "identifier",
            "about_staff": "identifier",
            "happened_on": "operational",
            "words": "free_text",
            "done_now": "operational",
            "done_words": "free_text",
            "owner": "identifier",
            "state": "operational",
            "since": "operational",
            "raised_at": "operational",
            "acknowledged_at": "operational",
            "acted_at": "operational",
            "closed_at": "operational",
            "acknowledge_by": "operational",
            "act_by": "operational",
            "close_by": "operational",
            "escalates_at": "operational",
            "escalation_told_at": "operational",
            "outcome": "operational",
            "finding": "free_text",
            "learning": "free_text",
            "key": "operational",
            "version": "operational",
        }


class ConcernStep(GuardedModel):
    """Something that was done about a concern; never changed. ``kind`` is a code, or the step of the machine."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    class Privacy:
        retention = "complaint"
        export = True
        fields = {
            "concern": "identifier",
            "kind": "operational",
            "words": "free_text",
            "person": "identifier",
            "at": "operational",
        }

    @property
    def label(self) -> str:
        """What was done, in words."""
        return STEP_KINDS.get(self.kind, self.kind.replace("_", " ").capitalize())


class Telling(GuardedModel):
    """That somebody who must know of a concern was told on a day, or why not; never changed."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="tellings")
    whom = models.CharField(max_length=40)
    on = models.DateField(null=True, blank=True)
    why_not = models.CharField(max_length=20, choices=list(WHY_NOT.items()), blank=True)
    words = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "whom"],
                name="telling_once_for_each",
                violation_error_message="It is recorded already whether they were told.",
            ),
            models.CheckConstraint(
                condition=Q(on__isnull=False, why_not="") | (Q(on__isnull=True) & ~Q(why_not="")),
                name="telling_or_reason",
                violation_error_message="Give the day on which they were told, or the reason why not.",
            ),
        ]

    class Privacy:
        retention = "complaint"
        export = True
        fields = {
            "concern": "identifier",
            "whom": "operational",
            "on": "operational",
            "why_not": "operational",
            "words": "free_text",
            "person": "identifier",
            "at": "operational",
        }
