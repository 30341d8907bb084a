"""Sending a referral."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action


@action
def send(*, referral_id: int, by: Viewer, at: datetime, version: int | None = None) -> Referral:
    """Sends a draft to the service."""
    row = open_referral(referral_id, by=by, version=version)
    row.submitted_at = at
    return take(row, Asked(Event.REFERRAL_SUBMITTED), by=by, at=at)
