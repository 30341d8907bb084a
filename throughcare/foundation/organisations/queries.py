"""Reads of organisations, people and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Membership, Organisation, Person
from throughcare.foundation.ports.known_names import parts_of


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role in an organisation over a period."""

    membership_id: int
    organisation: str
    role: str
    area: str
    from_date: date
    until: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone who signs in, with their roles."""

    id: int
    name: str
    email: str
    is_active: bool
    roles: tuple[RoleHeld, ...]


def people(viewer: Viewer, *, on: date) -> list[PersonRow]:
    """Everyone who can sign in, by name."""
    check_can(viewer, Permission.MANAGE_PEOPLE)
    found = Person.objects.prefetch_related("memberships__organisation").order_by("name", "id")
    return [_row(person, on) for person in found]


def person(viewer: Viewer, person_id: int, *, on: date) -> PersonRow | None:
    """One of them."""
    check_can(viewer, Permission.MANAGE_PEOPLE)
    found = Person.objects.prefetch_related("memberships__organisation").filter(pk=person_id).first()
    return _row(found, on) if found else None


def _row(person: Person, on: date) -> PersonRow:
    held = sorted(person.memberships.all(), key=lambda one: (one.from_date, one.pk))
    return PersonRow(person.pk, person.name, person.email, person.is_active, tuple(_held(one, on) for one in held))


def _held(one: Membership, on: date) -> RoleHeld:
    name = ROLES[one.role].name if one.role in ROLES else one.role
    in_force = one.from_date <= on and (one.until is None or one.until > on)
    area = area_name(one.area) if one.area else ""
    return RoleHeld(one.pk, one.organisation.name, name, area, one.from_date, one.until, in_force)


def last_visit(viewer: Viewer) -> datetime | None:
    """When the viewer last came to the home page, to the hour; null before the first time."""
    return Person.objects.filter(pk=viewer.person_id).values_list("last_seen_home", flat=True).first()


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation with a code."""
    found: Organisation | None = Organisation.objects.filter(code=code).first()
    return found


def staff_names_among(words: frozenset[str]) -> set[str]:
    """Which of some folded words are parts of the name of somebody who signs in, or did."""
    return parts_of(Person.objects.values_list("name", flat=True).iterator(chunk_size=2000)) & words
