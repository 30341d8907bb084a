"""A small world for tests: organisations and a person for each role, made through the actions that people use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.viewers import Viewer, viewer_of
from throughcare.foundation.organisations.actions import SYSTEM, add_organisation, add_person, grant_role
from throughcare.foundation.organisations.models import Membership, Organisation, Person

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
TODAY = AT.date()
PASSWORD = "a long enough test password"


def organisation(code: str = "mopac", kind: str = "policing_body", legal_entity: str = "") -> Organisation:
    """The organisation with a code, made on first use."""
    found = Organisation.objects.filter(code=code).first()
    if found is not None:
        return found
    name = code.replace("_", " ").title()
    return add_organisation(code=code, name=name, kind=kind, legal_entity=legal_entity or name, by=SYSTEM, at=AT)


def person(
    role: str = "commissioner", *, name: str = "", at: str = "mopac", kind: str = "policing_body", area: str = ""
) -> Person:
    """Somebody who holds a role in an organisation, for an area; the same ``name`` is the same person."""
    name = name or role.replace("_", ".")
    email = f"{name}@example.test"
    held = Membership.objects.filter(person__email=email, organisation__code=at, role=role).select_related("person")
    if (membership := held.first()) is not None:
        return membership.person
    found = Person.objects.filter(email=email).first()
    made = found or add_person(email=email, name=name.title(), password=PASSWORD, by=SYSTEM, at=AT)
    where = organisation(at, kind).pk
    since = date(2022, 4, 1)
    grant_role(person_id=made.pk, organisation_id=where, role=role, area=area, from_date=since, by=SYSTEM, at=AT)
    return made


def viewer(role: str = "commissioner", **options: Any) -> Viewer:
    """The viewer that such a person is."""
    return viewer_of(person(role, **options), on=TODAY)


def home_of(role: str) -> tuple[str, str]:
    """An organisation in which a role can be held: its code and kind."""
    kinds = ROLES[role].kinds
    return ("mopac", "policing_body") if "policing_body" in kinds else (f"{sorted(kinds)[0]}_body", sorted(kinds)[0])


def viewer_with(role: str) -> Viewer:
    """A viewer with a role, in an organisation where it can be held."""
    code, kind = home_of(role)
    return viewer(role, at=code, kind=kind)


def client_for(role: str = "commissioner", **options: Any) -> Any:
    """A test client signed in as such a person."""
    from django.test import Client

    client = Client()
    client.force_login(person(role, **options), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
