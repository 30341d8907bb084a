"""What feedback owes to whom: surveys to approve, calls for help, activities to write up, surveys of practitioners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import Activity, Disclosure, SurveyVersion
from throughcare.voice.feedback.queries.calls import KINDS
from throughcare.voice.feedback.queries.surveys import for_practitioners

P = Permission


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Everything of feedback that waits for somebody, as far as the viewer may see it."""
    today = clock.today(at)
    yield from _calls(viewer)
    yield from _surveys(viewer)
    yield from _to_close(viewer, today)
    yield from _activities(viewer)
    for version in for_practitioners(viewer, on=today):
        href = reverse("practitioner_door", args=[version.pk])
        yield Owed(f"Say what you think: {version.survey.title}", href, "no name is kept", due=version.closes_on)


def _calls(viewer: Viewer) -> Iterator[Owed]:
    for one in visible_to(viewer, Disclosure).filter(state=states.Disclosure.WAITING):
        kind = KINDS.get(one.kind, one.kind).lower()
        yield Owed(
            "Answer a call for help", reverse("call", args=[one.pk]), kind, due=one.due, since=one.since, first=True
        )


def _surveys(viewer: Viewer) -> Iterator[Owed]:
    waiting = {
        states.Survey.SUBMITTED: ("Approve the survey", P.APPROVE_SURVEY),
        states.Survey.APPROVED: ("Open the survey", P.HAND_OUT_CODES),
    }
    rows = visible_to(viewer, SurveyVersion).filter(
        state__in=waiting, survey__organisation__code__in=viewer.organisation_codes
    )
    for one in rows.select_related("survey"):
        what, permission = waiting[one.state]
        own = one.state == states.Survey.SUBMITTED and one.drafted_by_id == viewer.person_id
        yield Owed(
            f"{what}: {one.survey.title}",
            reverse("survey", args=[one.pk]),
            f"version {one.number}",
            since=one.since,
            by_me=viewer.can(permission) and not own,
            whose=states.SURVEY_OWNER[one.state],
        )


def _to_close(viewer: Viewer, today: date) -> Iterator[Owed]:
    """Surveys whose last day is past: until somebody closes them, the last answers wait and nothing is counted."""
    past = visible_to(viewer, SurveyVersion).filter(
        state=states.Survey.OPEN, closes_on__lt=today, survey__organisation__code__in=viewer.organisation_codes
    )
    for one in past.select_related("survey"):
        yield Owed(
            f"Close the survey: {one.survey.title}",
            reverse("survey", args=[one.pk]),
            "its last day is past",
            due=one.closes_on,
            by_me=viewer.can(P.HAND_OUT_CODES),
            whose="who runs it",
        )


def _activities(viewer: Viewer) -> Iterator[Owed]:
    if not viewer.can(P.RUN_ENGAGEMENT):
        return
    quiet = (states.Activity.CLOSED, states.Activity.CANCELLED)
    for one in visible_to(viewer, Activity).exclude(state__in=quiet):
        turn = states.ACTIVITY_OWNER[one.state].partition(", to ")[2]
        yield Owed(f"{one.title}: {turn}", reverse("activity", args=[one.pk]), one.get_kind_display(), due=one.day)
