"""What a meeting decided about a case, and what an agency promised to do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models.meetings import Meeting, PanelCase, _choices
from throughcare.delivery.panels.models.panels import Panel
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


class PanelDecision(GuardedModel):
    """One decision on one case; never changed. A later one of the same meeting has the next ``number``.

    ``kind`` says what was decided and ``reason_code`` why, from the list of that kind; ``key`` is the form that sent
    it, so that sending it twice decides once.
    """

    case = models.ForeignKey(PanelCase, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    rating = models.CharField(max_length=20, blank=True)
    reason_code = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="panel_decision_in_order",
                violation_error_message="Someone else decided this case at the same moment.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="panel_decision_once_a_form",
                violation_error_message="This form was sent already.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "case": "identifier",
            "number": "operational",
            "kind": "criminal",
            "rating": "criminal",
            "reason_code": "criminal",
            "words": "free_text",
            "review_on": "operational",
            "decided_by": "identifier",
            "at": "operational",
            "key": "operational",
        }


class PanelAction(GuardedModel):
    """Something that an agency promised by a day; ``state`` is the fold of its events.

    ``case`` is null for an action about the panel's own work. ``first_due`` is the day first promised.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    case = models.ForeignKey(PanelCase, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="panel_actions")
    words = models.TextField()
    first_due = models.DateField()
    due = models.DateField()
    times_carried = models.PositiveSmallIntegerField(default=0)
    outcome = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=_choices(states.Action), default=states.Action.OPEN)
    since = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["owner", "state", "due"], name="panel_action_by_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="panel_action_once_a_form",
                violation_error_message="This form was sent already.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "not_done"]) | ~Q(outcome=""),
                name="panel_action_ends_with_outcome",
                violation_error_message="Say what came of the action.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "panel": "operational",
            "meeting": "operational",
            "case": "identifier",
            "owner": "operational",
            "words": "free_text",
            "first_due": "operational",
            "due": "operational",
            "times_carried": "operational",
            "outcome": "free_text",
            "state": "operational",
            "since": "operational",
            "made_by": "identifier",
            "key": "operational",
            "version": "operational",
        }


class ActionReport(GuardedModel):
    """What was said of an action when it was done, given up or carried over, and by whom; never changed."""

    action = models.ForeignKey(PanelAction, on_delete=models.PROTECT, related_name="reports")
    step = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "action": "identifier",
            "step": "operational",
            "words": "free_text",
            "due": "operational",
            "person": "identifier",
            "at": "operational",
        }
