"""What referrals owe to whom, in references alone: names do not leave the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.referrals.models import Consultation, Referral, Transfer
from throughcare.delivery.referrals.queries.lists import ROWS, Row, rows_of
from throughcare.delivery.referrals.states import State
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.states import STATES
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed

MOST = 60
READS = (Permission.REFER, Permission.TRIAGE_REFERRAL, Permission.WORK_CASE)
# Work on a case itself is told by the apps that record it; here is what stands between a referral and a worker.
OURS = (
    *(State.SUBMITTED, State.TRIAGE, State.INFORMATION_REQUESTED, State.ACCEPTED, State.WAITING, State.ALLOCATED),
    *(State.PAUSED, State.CLOSURE_SUBMITTED, State.REOPENED, State.CONSULTATION),
)


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Everything about referrals and advice that waits for somebody, as far as the viewer may see it."""
    if not any(viewer.can(permission) for permission in READS):
        return
    yield from _drafts(viewer)
    yield from _cases(viewer, at)
    yield from _offers(viewer)
    yield from _advice(viewer)


def _drafts(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Referral).filter(state=State.DRAFT, referrer_id=viewer.person_id).select_related("form")
    for row in rows[:MOST]:
        found = definition(row.service, row.definition)
        kept = timedelta(days=found.dated.draft_days)
        yield Owed(
            what=f"Finish your referral to {found.name}",
            href=reverse("write_referral", args=[row.pk, "check"]),
            fact=row.reference,
            due=clock.today(max(row.started_at, row.form.changed_at) + kept),
            since=row.started_at,
        )


def _cases(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    found = visible_to(viewer, Referral).filter(state__in=OURS).select_related(*ROWS).order_by("since", "id")[:MOST]
    for row in rows_of(viewer, found, clock.today(at)):
        yield _case(row)


def _case(row: Row) -> Owed:
    case = row.case
    to_do = STATES[State(case.state)].to_do
    return Owed(
        what=f"{case.service_name}: {to_do}",
        href=reverse("referral", args=[case.id]),
        fact=case.reference,
        due=case.review_on if case.state == State.PAUSED else row.due,
        since=case.since,
        by_me=row.is_mine,
        whose=case.turn,
    )


def _offers(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Transfer).filter(state=Transfer.State.OFFERED).select_related("to_provider", "referral")
    for row in rows[:MOST]:
        mine = row.to_provider.code in viewer.organisation_codes and viewer.can(Permission.ALLOCATE_CASE)
        yield Owed(
            what="Answer the offer of a case",
            href=reverse("answer_transfer", args=[row.pk]) if mine else reverse("referral", args=[row.referral_id]),
            fact=row.referral.reference,
            since=row.offered_at,
            by_me=mine,
            whose=row.to_provider.name,
        )


def _advice(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Consultation).filter(state=Consultation.State.ASKED).select_related("provider")
    for row in rows.order_by("asked_at", "id")[:MOST]:
        mine = row.provider.code in viewer.organisation_codes and viewer.can(Permission.WORK_CASE)
        yield Owed(
            what="Answer a question" if mine else "Your question",
            href=reverse("consultation", args=[row.pk]),
            fact=definition(row.service).name,
            since=row.asked_at,
            by_me=mine,
            whose=row.provider.name,
        )
