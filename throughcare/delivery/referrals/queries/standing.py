"""What a viewer is to a referral: its referrer, the provider's administrator or lead, its worker, or none of these."""

from __future__ import annotations

from datetime import date

from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.scope import covered_by
from throughcare.delivery.referrals.rules.steps import Standing
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer


def standing_of(viewer: Viewer, referral: Referral, *, on: date) -> Standing:
    """What they are to it on a day. ``referral.provider`` and ``referrer_organisation`` are read."""
    theirs = referral.provider.code in viewer.organisation_codes
    home = referral.referrer_organisation.code in viewer.organisation_codes
    works = theirs and viewer.can(Permission.WORK_CASE)
    wrote_it = referral.referrer_id == viewer.person_id and viewer.can(Permission.REFER)
    return Standing(
        referrer=wrote_it or (home and viewer.can(Permission.HAND_OVER_REFERRALS)),
        administrator=theirs and viewer.can(Permission.TRIAGE_REFERRAL),
        lead=theirs and viewer.can(Permission.ALLOCATE_CASE),
        worker=works and (referral.worker_id == viewer.person_id or _covers(viewer, referral, on)),
        receiver=not theirs and viewer.can(Permission.WORK_CASE) and _received(viewer, referral),
    )


def _covers(viewer: Viewer, referral: Referral, on: date) -> bool:
    return referral.worker_id is not None and covered_by(viewer, on).filter(absent_id=referral.worker_id).exists()


def _received(viewer: Viewer, referral: Referral) -> bool:
    return referral.moved_to.filter(provider__code__in=viewer.organisation_codes, came_by__state="accepted").exists()
