"""Who may see which referral: the referrer, those to whom it was handed over, and the provider's staff.

A referral about somebody whose record the viewer may not see (restricted, merged) is not seen either.
"""

from __future__ import annotations

from django.db.models import Q

from throughcare.delivery.people.queries.scope import about_visible, standing_for, way_to_see
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, scope
from throughcare.foundation.access.viewers import Viewer

READS_FOR_PROVIDER = (Permission.TRIAGE_REFERRAL, Permission.ALLOCATE_CASE)


def by_role(viewer: Viewer) -> Q:
    """Referrals that a viewer's work brings to them, whoever they are about."""
    if not viewer.is_signed_in:
        return NOBODY
    sent = Q(provider__code__in=viewer.organisation_codes) & ~Q(state="draft")
    found = Q(referrer_id=viewer.person_id) if viewer.can(Permission.REFER) else NOBODY
    if any(viewer.can(permission) for permission in READS_FOR_PROVIDER):
        found |= sent
    if viewer.can(Permission.WORK_CASE):
        found |= sent & Q(worker_id=viewer.person_id)
    if viewer.can(Permission.HAND_OVER_REFERRALS):
        found |= Q(referrer_organisation__code__in=viewer.organisation_codes)
    return found


@scope(Referral)
def who_sees_a_referral(viewer: Viewer) -> Q:
    """Those whose work brings it to them, where they may see the person it is about."""
    of_person = Q(service_user__isnull=True) | about_visible(viewer)
    return by_role(viewer) & of_person


@way_to_see
def by_case(viewer: Viewer) -> Q:
    """A provider's staff see the people whose referrals their work brings to them."""
    return standing_for(Referral.objects.filter(by_role(viewer), service_user__isnull=False).values("service_user"))
