"""Who may see which person: the one predicate, for lists, pages, counts, search, messages and exports alike.

An app through which somebody comes to see a person (an area, a case, a panel) registers that way with
``@way_to_see``. Whatever the way, a restricted record is seen only by those named for it, and a merged one by nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from throughcare import clock
from throughcare.delivery.people.models import RestrictedAccess, ServiceUser
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by
from throughcare.foundation.access.scope import NOBODY, scope
from throughcare.foundation.access.viewers import Viewer

Way = Callable[[Viewer], Q]
_ways: list[Way] = []


def way_to_see(way: Way) -> Way:
    """Registers a way by which a viewer comes to see people. It says nothing of restriction: that is applied here."""
    if way not in _ways:
        _ways.append(way)
    return way


@way_to_see
def by_area(viewer: Viewer) -> Q:
    """Those who manage the cohort see the people of the boroughs for which they hold their roles."""
    return Q(borough__in=viewer.areas) if viewer.can(Permission.VIEW_COHORT) else NOBODY


def open_to(viewer: Viewer) -> Q:
    """Records that restriction does not close to a viewer: open ones, and those they are named for or broke into."""
    at = clock.now()
    named = RestrictedAccess.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at),
        service_user=OuterRef("pk"),
        person_id=viewer.person_id,
        from_at__lte=at,
    )
    opened = Q(pk__in=opened_by(viewer, "service_user", at=at))
    return Q(is_restricted=False) | Q(Exists(named)) | opened


@scope(ServiceUser)
def who_sees_a_service_user(viewer: Viewer) -> Q:
    """Any registered way, less restricted and merged records."""
    if not viewer.is_signed_in:
        return NOBODY
    found = NOBODY
    for way in _ways:
        found |= way(viewer)
    return found & open_to(viewer) & Q(merged_into__isnull=True)
