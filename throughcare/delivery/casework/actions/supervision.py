"""A lead's review of a case, with notes apart from it."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.casework.actions.common import lock_case, move, opened
from throughcare.delivery.casework.models import Supervision, SupervisionNote
from throughcare.delivery.casework.queries import settings
from throughcare.delivery.casework.rules import closing as rules
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action


def open_review(case: Referral, why: str, *, by: Viewer, at: datetime) -> Supervision:
    """A review of a locked case, or the one that is open."""
    found: Supervision | None = Supervision.objects.filter(referral=case).exclude(state="signed_off").first()
    if found is not None:
        return found
    today = clock.today(at)
    row = Supervision(
        referral=case,
        worker_id=case.worker_id,
        why=why,
        opened_at=at,
        due_on=rules.supervision_due(today, settings.limit("supervision_working_days", today)),
    )
    opened(row, "supervision", by=by, at=at, code=why)
    return row


@action
def ask_supervision(*, referral_id: int, by: Viewer, at: datetime) -> Supervision:
    """Asks for a case to be looked at together: a worker their own, a lead any of the provider's."""
    case = lock_case(referral_id, by=by)
    if case.worker_id is None:
        raise Invalid("The case has no worker yet, so there is nothing to look at together.")
    return open_review(case, Supervision.Why.ASKED, by=by, at=at)


def _lock(supervision_id: int, *, by: Viewer) -> Supervision:
    check_can(by, Permission.WORK_CASE)
    seen = get_visible(by, Supervision, pk=supervision_id)
    row: Supervision = Supervision.objects.locked(seen.pk)
    return row


def _note(row: Supervision, words: str, *, by: Viewer, at: datetime) -> None:
    SupervisionNote(supervision=row, words=words.strip(), by_id=by.person_id, at=at).save()


@action
def raise_points(*, supervision_id: int, words: str, by: Viewer, at: datetime) -> Supervision:
    """The lead has points; it is the worker's turn."""
    check_can(by, Permission.SIGN_OFF_SUPERVISION)
    row = _lock(supervision_id, by=by)
    rules.check_can_sign_off(worker=row.worker_id, by=by.person_id)
    rules.check_note(words)
    move(row, "supervision", "points_raised", by=by, at=at)
    _note(row, words, by=by, at=at)
    return row


@action
def answer_points(*, supervision_id: int, words: str, by: Viewer, at: datetime) -> Supervision:
    """The worker answers; it is the lead's turn again."""
    row = _lock(supervision_id, by=by)
    if row.worker_id != by.person_id:
        raise NotAllowed("Only the worker whose case it is answers the points.")
    rules.check_note(words)
    move(row, "supervision", "answered", by=by, at=at)
    _note(row, words, by=by, at=at)
    return row


@action
def sign_off(*, supervision_id: int, words: str = "", by: Viewer, at: datetime) -> Supervision:
    """The lead signs the case off."""
    check_can(by, Permission.SIGN_OFF_SUPERVISION)
    row = _lock(supervision_id, by=by)
    rules.check_can_sign_off(worker=row.worker_id, by=by.person_id)
    row.signed_off_by_id, row.signed_off_at = by.person_id, at
    move(row, "supervision", "signed_off", by=by, at=at)
    if words.strip():
        _note(row, words, by=by, at=at)
    return row
