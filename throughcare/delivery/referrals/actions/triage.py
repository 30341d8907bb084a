"""Deciding on a referral: accepted with a tier and what follows, or declined with another route."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.actions.allocating import give_to
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event
from throughcare.delivery.services.queries import definition
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action


@action
def accept(
    *, referral_id: int, tier: str = "", worker_id: int | None = None, words: str = "", by: Viewer, at: datetime
) -> Referral:
    """Takes a referral on: it goes to a worker at once where one is named, else onto the waiting list."""
    check_can(by, Permission.ALLOCATE_CASE)
    row = open_referral(referral_id, by=by)
    tiers = {one.id for one in definition(row.service, row.definition).tiers}
    if tier and tier not in tiers:
        raise Invalid({"tier": "Choose from the list."})
    row.tier = tier
    row = take(row, Asked(Event.REFERRAL_ACCEPTED, words=words), by=by, at=at)
    if worker_id is not None:
        return give_to(row, worker_id, by=by, at=at)
    return take(row, Asked(Event.PLACED_ON_WAITING_LIST), by=by, at=at)


@action
def decline(
    *, referral_id: int, reason: str, words: str, alternative: str, by: Viewer, at: datetime, version: int | None = None
) -> Referral:
    """Declines a referral, with the reason, an explanation, and what could help instead. It can be appealed once."""
    check_can(by, Permission.ALLOCATE_CASE)
    row = open_referral(referral_id, by=by, version=version)
    asked = Asked(Event.REFERRAL_DECLINED, reason, words, alternative=alternative)
    return take(row, asked, by=by, at=at)
