"""What a viewer is to a referral: its referrer, the provider's administrator or lead, its worker, or none of these."""

from __future__ import annotations

from datetime import date

from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.rules.steps import Standing
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer


def standing_of(viewer: Viewer, referral: Referral, *, on: date) -> Standing:
    """What they are to it on a day. ``referral.provider`` and ``referrer_organisation`` are read."""
    theirs = referral.provider.code in viewer.organisation_codes
    home = referral.referrer_organisation.code in viewer.organisation_codes
    wrote_it = referral.referrer_id == viewer.person_id and viewer.can(Permission.REFER)
    return Standing(
        referrer=wrote_it or (home and viewer.can(Permission.HAND_OVER_REFERRALS)),
        administrator=theirs and viewer.can(Permission.TRIAGE_REFERRAL),
        lead=theirs and viewer.can(Permission.ALLOCATE_CASE),
        worker=theirs and viewer.can(Permission.WORK_CASE) and referral.worker_id == viewer.person_id,
    )
