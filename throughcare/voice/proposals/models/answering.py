"""To whom a proposal was addressed, what was changed, and who was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel
from throughcare.voice.proposals.models.proposals import Proposal

PERSON = settings.AUTH_USER_MODEL


class Addressing(GuardedModel):
    """A proposal sent to a role in an organisation, to be answered by ``due`` (that day included). The latest one
    that was not sent back is in force."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="addressings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    sent_on = models.DateField()
    due = models.DateField()
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sent_back_on = models.DateField(null=True, blank=True)
    sent_back_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(sent_back_on__isnull=True),
                name="addressing_one_in_force",
                violation_error_message="The proposal is with somebody already.",
            ),
            models.CheckConstraint(
                condition=Q(due__gt=F("sent_on")),
                name="addressing_due_after_sent",
                violation_error_message="The answer is due after the day on which the proposal is sent.",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_on__isnull=True) | ~Q(sent_back_because=""),
                name="addressing_sent_back_with_a_reason",
                violation_error_message="Whoever sends a proposal back says why.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "proposal": "operational",
            "organisation": "operational",
            "role": "operational",
            "sent_on": "operational",
            "due": "operational",
            "sent_by": "identifier",
            "sent_back_on": "operational",
            "sent_back_because": "free_text",
        }


class Change(GuardedModel):
    """What was changed, when, and how we know. Append-only."""

    class Evidence(models.TextChoices):
        DOCUMENT = "document", "A document: a new form, rule or rota"
        MEASURE = "measure", "A figure before and after"
        SEEN = "seen", "Someone went and looked"
        HEARD = "heard", "People say so"

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="changes")
    what = models.TextField()
    made_on = models.DateField()
    evidence_kind = models.CharField(max_length=10, choices=Evidence.choices)
    evidence = models.TextField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(evidence=""),
                name="change_has_evidence",
                violation_error_message="Say what was changed and how we know.",
            ),
            models.CheckConstraint(
                condition=Q(made_on__lte=F("recorded_on")),
                name="change_made_before_it_is_recorded",
                violation_error_message="A change is recorded once it is made, not before.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "proposal": "operational",
            "what": "free_text",
            "made_on": "operational",
            "evidence_kind": "operational",
            "evidence": "free_text",
            "recorded_by": "identifier",
            "recorded_on": "operational",
        }


class Telling(GuardedModel):
    """How many of those who asked to hear were sent word of a proposal, and when. Append-only; nobody's name."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="tellings")
    of_what = models.CharField(max_length=10, choices=[("answer", "The answer"), ("change", "The change")])
    people = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "of_what"],
                name="telling_once_of_each",
                violation_error_message="People were told of this already.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {"proposal": "operational", "of_what": "operational", "people": "operational", "on": "operational"}
