"""What the cohort owes to whom: reviews, transfers, challenges, nominations to bring, duplicates to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.people.models import Challenge, Nominal, Overlay, Transfer
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.duplicates import count_proposed
from throughcare.delivery.people.queries.scope import standing_at
from throughcare.delivery.people.queries.stays import transfer_shown
from throughcare.delivery.people.rules.turns import PAUSES_REVIEW
from throughcare.delivery.people.states import Nominal as State
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.reference.working_days import add_working_days

AHEAD = timedelta(days=14)
MOST_LINES = 8
WHOSE = "service_user__merged_into"


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Everything about people that waits for somebody, as far as the viewer may see it."""
    if not viewer.can(Permission.VIEW_COHORT):
        return
    today = clock.today(at)
    yield from _reviews(viewer, today)
    yield from _to_bring(viewer)
    yield from _transfers(viewer)
    yield from _challenges(viewer)
    yield from _duplicates(viewer)


def _person(row: Nominal | Transfer | Challenge) -> str:
    return reverse("service_user", args=[row.service_user.standing.pk])


def _reviews(viewer: Viewer, today: date) -> Iterator[Owed]:
    """Reviews that are late or due within two weeks, but for people in custody, whose review waits for release."""
    if not (viewer.can(Permission.RUN_PANEL) or viewer.can(Permission.CHAIR_PANEL)):
        return
    held = Overlay.objects.filter(kind__in=PAUSES_REVIEW, withdrawn=False, from_date__lte=today).exclude(
        until__lte=today
    )
    rows = (
        visible_to(viewer, Nominal)
        .filter(state=State.ADOPTED, review_on__lte=today + AHEAD)
        .annotate(head=standing_at())
        .exclude(head__in=held.values(head=standing_at()))
        .select_related(WHOSE)
        .order_by("review_on", "id")
    )
    due = list(rows[: MOST_LINES + 1])
    for row in due[:MOST_LINES]:
        yield Owed(
            what=f"Review the rating of {row.service_user.standing.name}",
            href=_person(row),
            fact=row.rating or "not rated yet",
            due=row.review_on,
            since=None,
        )
    if len(due) > MOST_LINES:
        yield Owed("Reviews of further people are due", reverse("cohort"), f"{rows.count() - MOST_LINES} more")


def _to_bring(viewer: Viewer) -> Iterator[Owed]:
    """People to nominate, and what the panel asked for."""
    waiting = (State.IDENTIFIED, State.DEFERRED)
    rows = visible_to(viewer, Nominal).filter(state__in=waiting).select_related(WHOSE).order_by("since", "id")
    for row in rows[:MOST_LINES]:
        is_deferred = row.state == State.DEFERRED
        step = "Bring back to the panel" if is_deferred else "Nominate or leave"
        yield Owed(
            what=f"{step}: {row.service_user.standing.name}",
            href=_person(row),
            due=row.review_on if is_deferred else None,
            since=datetime.combine(row.since, datetime.min.time(), tzinfo=clock.LONDON),
            by_me=viewer.can(Permission.NOMINATE),
            whose="the coordinator",
        )


def _transfers(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Transfer).filter(state="asked").select_related(WHOSE, "asked_by")
    for row in rows:
        shown = transfer_shown(viewer, row)
        yield Owed(
            what=f"Answer the transfer of {row.service_user.standing.name} from {shown.from_name} to {shown.to_name}",
            href=_person(row),
            due=row.due,
            since=row.asked_at,
            by_me=shown.can_answer,
            whose=shown.waits_for,
        )
    asked = Transfer.objects.filter(state="asked", asked_by_id=viewer.person_id).exclude(pk__in=rows.values("pk"))
    for row in asked:
        name = vocabulary.borough_name(row.from_borough)
        yield Owed(
            what=f"Your question to take a person over from {name}",
            href=reverse("find_person"),
            due=row.due,
            since=row.asked_at,
            by_me=False,
            whose=f"the coordinator for {name}",
        )


def _challenges(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Challenge).filter(state="open").select_related("score", "entry", WHOSE)
    for row in rows:
        maker = row.score.recorded_by_id if row.score is not None else row.entry.by_id
        mine = viewer.can(Permission.ANSWER_CHALLENGE) and maker != viewer.person_id
        yield Owed(
            what=f"Answer the challenge by {row.service_user.standing.name}",
            href=reverse("challenge", args=[row.pk]),
            due=row.due,
            since=row.since,
            by_me=mine,
            whose="a coordinator or chair who did not make it",
        )


def _duplicates(viewer: Viewer) -> Iterator[Owed]:
    if not viewer.can(Permission.RESOLVE_DUPLICATES):
        return
    many, since = count_proposed(viewer)
    if since is not None:
        began = clock.today(since)
        yield Owed(
            what="Decide whether records are of one person",
            href=reverse("duplicates"),
            fact=f"{many} {'pair' if many == 1 else 'pairs'}",
            due=add_working_days(began, vocabulary.answer_days("duplicate", began)),
            since=since,
        )
