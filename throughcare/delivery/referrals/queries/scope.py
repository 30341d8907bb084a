"""Who may see which referral: the referrer, those to whom it was handed over, and the provider's staff.

A referral about somebody whose record is closed to the viewer is not seen either. Where that record was merged, the
one that stands decides, so that a case stays with those whose work it is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from throughcare import clock
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_open_to, led_to_by, way_to_see
from throughcare.delivery.referrals.models import (
    Allocation,
    Consultation,
    Cover,
    Outreach,
    Referral,
    ReferralForm,
    Step,
    Transfer,
)
from throughcare.foundation.access.holding import pages_are_about
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, belongs_to, scope, sees
from throughcare.foundation.access.viewers import Viewer

READS_FOR_PROVIDER = (Permission.TRIAGE_REFERRAL, Permission.ALLOCATE_CASE)


def covered_by(viewer: Viewer, on: date) -> Any:
    """The people whose cases a viewer works on a day beside their own, as a sub-query."""
    rows = Cover.objects.filter(covering_id=viewer.person_id, from_date__lte=on, until__gt=on)
    return rows.values("absent_id")


def by_role(viewer: Viewer) -> Q:
    """Referrals that a viewer's work brings to them, whoever they are about."""
    if not viewer.is_signed_in:
        return NOBODY
    sent = Q(provider__code__in=viewer.organisation_codes) & ~Q(state="draft")
    found = Q(referrer_id=viewer.person_id) if viewer.can(Permission.REFER) else NOBODY
    if any(viewer.can(permission) for permission in READS_FOR_PROVIDER):
        found |= sent
    if viewer.can(Permission.WORK_CASE):
        theirs = Q(worker_id=viewer.person_id) | Q(worker_id__in=covered_by(viewer, clock.today()))
        next_ones = Q(state__in=("accepted", "waiting"))
        found |= (sent & (theirs | next_ones)) | _came_from(viewer)
    if viewer.can(Permission.ALLOCATE_CASE):
        offered = Transfer.objects.filter(to_provider__code__in=viewer.organisation_codes, state="offered")
        found |= Q(Exists(offered.filter(referral=OuterRef("pk"))))
    if viewer.can(Permission.HAND_OVER_REFERRALS):
        found |= Q(referrer_organisation__code__in=viewer.organisation_codes)
    return found


def _came_from(viewer: Viewer) -> Q:
    """The history of a case follows it: where it was transferred to, its worker and leads read where it came from."""
    new = Referral.objects.filter(
        provider__code__in=viewer.organisation_codes, moved_from__isnull=False, came_by__state="accepted"
    )
    if not viewer.can(Permission.ALLOCATE_CASE):
        new = new.filter(worker_id=viewer.person_id)
    return Q(Exists(new.filter(moved_from=OuterRef("pk"))))


belongs_to(Referral, ServiceUser, "service_user")
pages_are_about(Referral)


@scope(Referral)
def who_sees_a_referral(viewer: Viewer) -> Q:
    """Those whose work brings it to them, where they may see the person it is about.

    That it brings them the referral is itself a way to see the person (``by_case``), so what is left to ask is whether
    restriction leaves the record open.
    """
    return by_role(viewer) & (Q(service_user__isnull=True) | about_open_to(viewer, "service_user__"))


@way_to_see
def by_case(viewer: Viewer) -> Q:
    """A provider's staff see the people whose referrals their work brings to them."""
    return led_to_by(Referral.objects.filter(by_role(viewer)), "service_user")


def _of_referral(viewer: Viewer) -> Q:
    return sees(viewer, Referral, "referral")


for _model in (Allocation, Outreach, ReferralForm, Step):
    scope(_model)(_of_referral)


@scope(Transfer)
def who_sees_a_transfer(viewer: Viewer) -> Q:
    """Those who see the case that is offered."""
    return _of_referral(viewer)


@scope(Cover)
def who_sees_cover(viewer: Viewer) -> Q:
    """The provider's leads, and the two people it is about."""
    own = Q(absent_id=viewer.person_id) | Q(covering_id=viewer.person_id)
    if not viewer.is_signed_in:
        return NOBODY
    return own | Q(provider__code__in=viewer.organisation_codes) if viewer.can(Permission.ALLOCATE_CASE) else own


@scope(Consultation)
def who_sees_a_consultation(viewer: Viewer) -> Q:
    """Whoever asked, whoever answered, and the clinical staff of the service that was asked.

    One that names a person is seen only by those who may see the person, and by the two who spoke of them.
    """
    if not viewer.is_signed_in:
        return NOBODY
    own = Q(asker_id=viewer.person_id) | Q(worker_id=viewer.person_id)
    if not viewer.can(Permission.WORK_CASE):
        return own & _person_is_open(viewer)
    ours = Q(provider__code__in=viewer.organisation_codes)
    asked = ours & (Q(state="asked") | Q(service_user__isnull=True) | sees(viewer, Referral, "referral"))
    if viewer.can(Permission.ALLOCATE_CASE):
        asked = ours
    return (own | asked) & _person_is_open(viewer)


def _person_is_open(viewer: Viewer) -> Q:
    """Nobody is named, or they are somebody whose record restriction does not close to the viewer."""
    return Q(service_user__isnull=True) | about_open_to(viewer, "service_user__")
