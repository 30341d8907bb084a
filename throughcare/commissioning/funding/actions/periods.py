"""Locking months and years of an organisation's books, and opening them again with a reason."""

from __future__ import annotations

from datetime import datetime

from throughcare.commissioning.funding.models import PeriodLock
from throughcare.commissioning.funding.rules import periods as rules
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def _books(code: str, by: Viewer) -> Organisation:
    if code not in by.organisation_codes:
        raise NotAllowed("Only someone of the organisation can lock its books.")
    found: Organisation | None = Organisation.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise Invalid({"organisation": "Choose an organisation from the list."})
    return found


@action
def lock_period(*, organisation_code: str, period: str, by: Viewer, at: datetime) -> PeriodLock:
    """Locks a month (2023-05) or a year (2023/24): nothing more is posted in it. Locked again it stays locked.

    Postings hold a share of the organisation's row until they end, so none slips in beside the lock.
    """
    check_can(by, Permission.LOCK_PERIOD)
    clean = rules.check_period(period)
    books = _books(organisation_code, by)
    standing: PeriodLock | None = PeriodLock.objects.filter(
        organisation=books, period=clean, released_at__isnull=True
    ).first()
    if standing is not None:
        return standing
    row = PeriodLock(organisation=books, period=clean, locked_at=at, locked_by=by.person_id)
    row.save()
    event("period.locked", subject=("period_lock", row.pk), by=by, at=at)
    return row


@action
def release_period(*, lock_id: int, reason: str, by: Viewer, at: datetime) -> PeriodLock:
    """Opens a locked period again, with a reason that stays on record."""
    check_can(by, Permission.LOCK_PERIOD)
    seen: PeriodLock = get_visible(by, PeriodLock, pk=lock_id)
    _books(seen.organisation.code, by)
    row: PeriodLock = PeriodLock.objects.locked(lock_id)
    if row.released_at is not None:
        raise WrongState("This period is open already.")
    if not reason.strip():
        raise Invalid({"reason": "Say why the period is opened again."})
    row.released_at, row.released_by, row.release_reason = at, by.person_id, reason.strip()[:500]
    row.save()
    event("period.released", subject=("period_lock", row.pk), by=by, at=at)
    return row
