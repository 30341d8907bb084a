"""A case for somebody who reads its clinical side: staff on it, or a colleague who opened it in an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from throughcare.delivery.appointments.queries.scope import broken_into
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.cases import Case, case, case_of
from throughcare.errors import NotFound
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import read_of

RELATED = ("service_user__merged_into", "provider", "referrer", "referrer_organisation", "worker")
NOT_HERE = "There is nothing here, or nothing that you may see."


def case_to_read(viewer: Viewer, referral_id: int, *, at: datetime) -> Case:
    """The case; ``NotFound`` for whoever may neither see it nor has it open. Reading through the glass is recorded."""
    if visible_to(viewer, Referral).filter(pk=referral_id).exists():
        found = case(viewer, referral_id)
        if found.sees_clinical:
            return found
    row = Referral.objects.select_related(*RELATED).filter(broken_into(viewer), pk=referral_id).first()
    if row is None:
        return case(viewer, referral_id)
    read_of(("casework", referral_id), by=viewer, at=at, reason_code="break_glass")
    return replace(case_of(viewer, row), sees_clinical=True, through_glass=True)


def clinical_case_to_read(viewer: Viewer, referral_id: int, *, at: datetime) -> Case:
    """The same for pages that are clinical throughout: ``NotFound`` for a referrer too."""
    found = case_to_read(viewer, referral_id, at=at)
    if not found.sees_clinical:
        raise NotFound(NOT_HERE, remedy="Go back to the case.")
    return found
