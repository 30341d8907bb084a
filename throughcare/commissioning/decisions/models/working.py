"""Work on a paper: who changed it, advice, approvals, comments, accepted findings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models.decision import Decision, choices_of
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS
from throughcare.foundation.record.guard import GuardedModel

PERSON = settings.AUTH_USER_MODEL


class Edit(GuardedModel):
    """Who has changed a paper: nobody in this list may approve it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="edits")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person"],
                name="edit_once_a_person",
                violation_error_message="This person is already known to have changed the paper.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {"decision": "operational", "person": "identifier", "first_at": "operational"}


class AdviceOnPaper(GuardedModel):
    """One kind of advice on one paper: asked of whom, given in what words, or not needed and why."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="advice")
    kind = models.CharField(max_length=30, choices=list(ADVICE_KINDS.items()))
    state = models.CharField(max_length=20, choices=choices_of(states.Advice), default=states.Advice.NOT_ASKED.value)
    words = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    on_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind"],
                name="advice_once_a_kind",
                violation_error_message="There is one place for each kind of advice on a paper.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["given", "not_needed"])
                | (Q(by__isnull=False, at__isnull=False) & ~Q(words="")),
                name="advice_is_signed",
                violation_error_message="Advice, or that it is not needed, has a name, a date and words.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "decision": "operational",
            "kind": "operational",
            "state": "operational",
            "words": "free_text",
            "by": "identifier",
            "at": "operational",
            "on_version": "operational",
        }


class Approval(GuardedModel):
    """A signature on the way: board, Chief Executive, decision maker. Append-only."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=30)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "decision": "operational",
            "step": "operational",
            "by": "identifier",
            "at": "operational",
            "version": "operational",
            "words": "free_text",
        }


class Comment(GuardedModel):
    """A remark on a place in a paper (``para 2.1``, ``rec 3``), settled or open."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="comments")
    place = models.CharField(max_length=120)
    words = models.TextField(max_length=5000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="comment_settled_by_someone_at_a_time",
                violation_error_message="A settled comment has who settled it and when.",
            )
        ]

    class Privacy:
        retention = "decision_working_papers"
        export = True
        fields = {
            "decision": "operational",
            "place": "operational",
            "words": "free_text",
            "by": "identifier",
            "at": "operational",
            "settled_by": "identifier",
            "settled_at": "operational",
        }


class CommentDraft(GuardedModel):
    """A remark that somebody is writing: seen by them alone, kept as it is typed, gone once it is sent."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="comment_drafts")
    place = models.CharField(max_length=120)
    words = models.TextField(max_length=5000, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "place", "by"],
                name="comment_draft_once",
                violation_error_message="You are writing a comment on this place already.",
            )
        ]

    class Privacy:
        retention = "decision_working_papers"
        export = True
        fields = {
            "decision": "operational",
            "place": "operational",
            "words": "free_text",
            "by": "identifier",
            "at": "operational",
            "version": "operational",
        }


class AcceptedFinding(GuardedModel):
    """A finding that a named officer accepted, with the reason. The finding stays on record."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="accepted_findings")
    key = models.CharField(max_length=80)
    rule = models.CharField(max_length=20)
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "key"],
                name="finding_accepted_once",
                violation_error_message="This finding has been accepted already.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "decision": "operational",
            "key": "operational",
            "rule": "operational",
            "reason": "free_text",
            "by": "identifier",
            "at": "operational",
        }
