"""A meeting of a panel, who was there, the cases on its agenda, and the agencies' papers about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models.panels import Panel
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel


def _choices(machine: type[states.Meeting] | type[states.Case] | type[states.Action]) -> list[tuple[str, str]]:
    return [(one.value, one.value.replace("_", " ")) for one in machine]


class Meeting(GuardedModel):
    """One meeting on one day. ``chair`` is who chairs this one, the panel's chair or a deputy."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=_choices(states.Meeting), default=states.Meeting.SCHEDULED)
    since = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "on"],
                condition=~Q(state="cancelled"),
                name="meeting_once_a_day",
                violation_error_message="This panel already meets on that day.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="meeting_cancelled_with_reason",
                violation_error_message="A meeting is cancelled with a reason.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "panel": "operational",
            "on": "operational",
            "starts": "operational",
            "place": "operational",
            "chair": "identifier",
            "state": "operational",
            "since": "operational",
            "frozen_at": "operational",
            "reason": "free_text",
            "version": "operational",
        }


class Attendance(GuardedModel):
    """Whether an agency was at a meeting, and who came for it."""

    class Kind(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    who = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                name="attendance_once_an_agency",
                violation_error_message="This agency's attendance is recorded already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {"meeting": "operational", "organisation": "operational", "kind": "operational", "who": "identifier"}


class PanelCase(GuardedModel):
    """One person's case on one agenda; ``state`` is the fold of its events.

    ``dues`` are the reasons why it is there, each a code and a day, strongest first; ``place`` is its place in order
    of need when the agenda was frozen. ``stepped_aside`` is a chair who declared an interest; ``discussion`` is what
    was said, without clinical content.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="cases")
    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="panel_cases")
    dues = models.JSONField(default=list)
    place = models.PositiveIntegerField(default=0)
    asked_for = models.TextField(max_length=2000, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stepped_aside = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    discussion = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=_choices(states.Case), default=states.Case.LISTED)
    since = models.DateTimeField()
    reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "service_user"],
                name="panel_case_once_a_meeting",
                violation_error_message="This person's case is on the agenda already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "meeting": "operational",
            "service_user": "identifier",
            "dues": "criminal",
            "place": "operational",
            "asked_for": "free_text",
            "added_by": "identifier",
            "stepped_aside": "identifier",
            "discussion": "free_text",
            "state": "operational",
            "since": "operational",
            "reason": "free_text",
            "version": "operational",
        }


class Paper(GuardedModel):
    """What one agency brings about one case. A health agency states two facts by code and writes no words."""

    class Engagement(models.TextChoices):
        ENGAGED = "engaged", "Engaged"
        PARTLY = "partly", "Partly engaged"
        NOT_ENGAGED = "not_engaged", "Not engaged"
        NOT_WITH_US = "not_with_us", "Not with a service of ours"

    class RiskStatus(models.TextChoices):
        NOTHING_TO_ACT_ON = "nothing_to_act_on", "Nothing that the panel must act on"
        SPEAK_TO_US = "speak_to_us", "Something bears on risk: speak to us before contact"
        ACTED_ON = "acted_on", "Something bears on risk: those who must act were told"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="panel_papers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_health = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    engagement = models.CharField(max_length=20, choices=Engagement.choices, blank=True)
    risk_status = models.CharField(max_length=20, choices=RiskStatus.choices, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "service_user", "organisation"],
                name="paper_once_an_agency",
                violation_error_message="Your agency already has a paper on this case.",
            ),
            models.CheckConstraint(
                condition=Q(is_health=True, words="") | Q(is_health=False, engagement="", risk_status=""),
                name="paper_of_health_is_codes",
                violation_error_message="A health agency states engagement and risk by choice, without words.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "meeting": "operational",
            "service_user": "identifier",
            "organisation": "operational",
            "is_health": "operational",
            "words": "free_text",
            "engagement": "special_category",
            "risk_status": "criminal",
            "shared_at": "operational",
            "person": "identifier",
            "at": "operational",
            "version": "operational",
        }


class KeptBack(GuardedModel):
    """What an agency marked as not for the panel. Nobody outside that agency sees it, nor that it exists."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="kept_back")
    words = models.TextField(blank=True)

    class Privacy:
        retention = "case"
        export = True
        fields = {"paper": "operational", "words": "free_text"}
