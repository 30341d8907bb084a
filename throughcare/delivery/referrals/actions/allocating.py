"""Giving a case to a worker."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can, viewer_of
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.record.guard import action


def worker_of(worker_id: int, provider_code: str, at: datetime) -> Person:
    """Somebody who works cases for a provider today."""
    person: Person | None = Person.objects.filter(pk=worker_id).first()
    if person is not None:
        them = viewer_of(person, on=clock.today(at))
        if them.can(Permission.WORK_CASE) and provider_code in them.organisation_codes:
            return person
    raise Invalid({"worker": "Choose somebody who works cases for this provider."})


@action
def allocate(*, referral_id: int, worker_id: int, by: Viewer, at: datetime, version: int | None = None) -> Referral:
    """Gives an accepted referral to a worker."""
    check_can(by, Permission.ALLOCATE_CASE)
    row = open_referral(referral_id, by=by, version=version)
    row.worker = worker_of(worker_id, row.provider.code, at)
    return take(row, Asked(Event.WORKER_ALLOCATED), by=by, at=at)
