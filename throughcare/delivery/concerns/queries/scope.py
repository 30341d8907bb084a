"""Who may see which concern: whoever raised it, its owner, and those who handle concerns in that organisation.

Safeguarding concerns and confidential ones are for the safeguarding lead; the other handlers see them once nobody acted
in time. Whoever it is about never sees it. One about a person is seen only by those who may see that person, so that a
restricted record stays closed here too.
"""

from __future__ import annotations

from django.db.models import F, Q

from throughcare import clock
from throughcare.delivery.concerns.models import Concern, ConcernStep, Telling
from throughcare.delivery.concerns.rules.handling import Kind
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_visible, led_to_by, way_to_see
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.holding import looked_for_by
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, predicate_of, scope
from throughcare.foundation.access.viewers import Viewer

looked_for_by(Concern, ServiceUser, Referral)


def by_hand(viewer: Viewer) -> Q:
    """Concerns that a viewer may act on, whoever they are about: as safeguarding lead, as handler, as owner."""
    if not viewer.is_signed_in:
        return NOBODY
    own = Q(organisation__code__in=viewer.organisation_codes)
    found = Q(owner_id=viewer.person_id)
    if viewer.can(Permission.LEAD_SAFEGUARDING):
        found |= own
    if viewer.can(Permission.HANDLE_CONCERN):
        for_all = Q(confidential=False) & ~Q(kind=Kind.SAFEGUARDING)
        unacted = Q(acted_at__isnull=True, escalates_at__lte=clock.now()) | Q(acted_at__gte=F("escalates_at"))
        found |= own & (for_all | unacted)
    return found & (Q(about_staff__isnull=True) | ~Q(about_staff_id=viewer.person_id))


def by_role(viewer: Viewer) -> Q:
    """Concerns that a viewer raised or may act on, whoever they are about."""
    raised = Q(raised_by_id=viewer.person_id) if viewer.can(Permission.RAISE_CONCERN) else NOBODY
    return raised | by_hand(viewer)


@scope(Concern)
def who_sees_a_concern(viewer: Viewer) -> Q:
    """Those whose part it is, where they may see the person it is about."""
    if not viewer.is_signed_in:
        return NOBODY
    return by_role(viewer) & (Q(service_user__isnull=True) | about_visible(viewer))


def _of_handlers(viewer: Viewer) -> Q:
    seen = Concern.objects.filter(by_hand(viewer) & predicate_of(Concern, viewer))
    return Q(concern__in=seen.values("pk"))


@scope(ConcernStep)
def who_sees_a_step(viewer: Viewer) -> Q:
    """Those who may act on the concern: what was found out is not for whoever raised it."""
    return _of_handlers(viewer) if viewer.is_signed_in else NOBODY


@scope(Telling)
def who_sees_a_telling(viewer: Viewer) -> Q:
    """Those who see the concern."""
    seen = Concern.objects.filter(predicate_of(Concern, viewer))
    return Q(concern__in=seen.values("pk")) if viewer.is_signed_in else NOBODY


@way_to_see
def by_concern(viewer: Viewer) -> Q:
    """Those who must act on a concern see the person it is about."""
    if not (viewer.can(Permission.HANDLE_CONCERN) or viewer.can(Permission.LEAD_SAFEGUARDING)):
        return NOBODY
    about = Concern.objects.filter(by_hand(viewer), service_user__isnull=False)
    return led_to_by(about, "service_user")
