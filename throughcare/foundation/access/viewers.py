"""Who is looking: the person, the organisation and the roles in force on the day, and what those allow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from throughcare.errors import NotAllowed
from throughcare.foundation.access.areas import boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES, names_of

if TYPE_CHECKING:
    from throughcare.foundation.organisations.models import Person


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the navigation."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as access sees them. The public is a viewer with no person and no permissions.

    ``areas`` are the boroughs for which they hold their roles.
    """

    person_id: int | None = None
    name: str = ""
    organisation_code: str = ""
    organisation_name: str = ""
    organisation_codes: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    needs_second_factor: bool = False
    navigation: tuple[NavigationItem, ...] = field(default=(), compare=False)

    @property
    def is_signed_in(self) -> bool:
        """Whether this is somebody rather than the public."""
        return self.person_id is not None

    @property
    def role_name(self) -> str:
        """The roles held, in words."""
        return ", ".join(ROLES[role].name for role in self.roles)

    def can(self, permission: Permission) -> bool:
        """Whether a role held today allows it. Derived from the same table that ``check_can`` reads."""
        return permission in self.permissions


PUBLIC = Viewer()


def viewer_of(person: Person, *, on: date) -> Viewer:
    """The viewer that a person is on a day. Without a role in force they may do nothing."""
    from throughcare.foundation.organisations.models import Membership

    memberships = [
        membership
        for membership in Membership.objects.on(on).filter(person=person).select_related("organisation").order_by("id")
        if membership.role in ROLES and membership.organisation.kind in ROLES[membership.role].kinds
    ]
    if not person.is_active or not memberships:
        return Viewer(person_id=person.pk, name=person.name)
    roles = tuple(dict.fromkeys(membership.role for membership in memberships))
    return Viewer(
        person_id=person.pk,
        name=person.name,
        organisation_code=memberships[0].organisation.code,
        organisation_name=memberships[0].organisation.name,
        organisation_codes=frozenset(membership.organisation.code for membership in memberships),
        roles=roles,
        areas=frozenset().union(*(boroughs_of(membership.area) for membership in memberships)),
        permissions=frozenset().union(*(ROLES[role].permissions for role in roles)),
        needs_second_factor=any(ROLES[role].second_factor for role in roles),
    )


def check_can(by: Viewer, permission: Permission) -> None:
    """Raises ``NotAllowed`` with who can, unless a role that ``by`` holds allows it."""
    if permission not in by.permissions:
        who = names_of(permission)
        raise NotAllowed(
            f"Your role does not allow this: {permission.value.replace('_', ' ')}.",
            remedy=f"Ask someone who can: {who}." if who else "Ask an administrator.",
        )
