"""Which record stands for a person, and its details as a form shows them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.people.models import Identifier, RestrictedAccess, ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Membership


def is_merged(service_user_id: int) -> bool:
    """Whether another record stands for a record. It says nothing of either, so nobody's right is asked."""
    return bool(ServiceUser.objects.filter(pk=service_user_id, merged_into__isnull=False).exists())


def standing_id(viewer: Viewer, service_user_id: int) -> int:
    """The number of the record that stands for a record: itself, or the one it was merged into.

    Raises ``NotFound`` where the viewer may not see that one.
    """
    merged_into = ServiceUser.objects.filter(pk=service_user_id).values_list("merged_into_id", flat=True).first()
    row: ServiceUser = get_visible(viewer, ServiceUser, pk=merged_into or service_user_id)
    return int(row.pk)


def details(viewer: Viewer, service_user_id: int) -> ServiceUser:
    """The record itself, for a form that changes it."""
    row: ServiceUser = get_visible(viewer, ServiceUser, pk=service_user_id)
    return row


def number_of(viewer: Viewer, identifier_id: int) -> tuple[int, str]:
    """Whose a number is, and the number in words."""
    row: Identifier = get_visible(viewer, Identifier, pk=identifier_id)
    return row.service_user.merged_into_id or row.service_user_id, f"{row.get_kind_display()}: {row.value}"


def access_of(viewer: Viewer, access_id: int) -> tuple[int, str]:
    """Whose restricted record somebody was named for, and their name."""
    row: RestrictedAccess = get_visible(viewer, RestrictedAccess, pk=access_id)
    return row.service_user.merged_into_id or row.service_user_id, row.person.name


def can_be_named(viewer: Viewer, service_user_id: int, *, at: datetime) -> list[tuple[int, str]]:
    """People with a role today who are not named for a restricted record yet: number, name and organisation."""
    check_can(viewer, Permission.OPEN_RESTRICTED)
    details(viewer, service_user_id)
    named = visible_to(viewer, RestrictedAccess).filter(
        about_any_of([service_user_id]), Q(until__isnull=True) | Q(until__gt=at)
    )
    rows = Membership.objects.on(clock.today(at)).filter(person__is_active=True)
    rows = rows.exclude(person__in=named.values("person")).order_by("person__name", "id")
    found = rows.values_list("person_id", "person__name", "organisation__name").distinct()
    return [(number, f"{name}, {where}") for number, name, where in found]
