"""Organisations, and people who sign in with their roles, from files of rows."""

from __future__ import annotations

from collections.abc import Sequence

from throughcare.errors import Invalid
from throughcare.foundation.organisations.actions import add_organisation, add_person, grant_role
from throughcare.foundation.organisations.models import Membership, Organisation, Person
from throughcare.foundation.ports.importing import ADDED, UNCHANGED, Column, Import, Kind, Row


def take_organisation(rows: Sequence[Row], given: Import) -> str:
    """Adds an organisation, unless it is there with the same facts."""
    row = rows[0]
    facts = {name: row.text(name) for name in ("code", "name", "kind", "legal_entity")}
    if facts["kind"] not in Organisation.Kind.values:
        raise Invalid({"kind": f"Write one of these: {', '.join(Organisation.Kind.values)}."})
    Organisation(**facts).clean_fields()
    found = Organisation.objects.filter(code=facts["code"]).first()
    if found is None:
        add_organisation(**facts, by=given.by, at=given.at)
        return ADDED
    if any(getattr(found, name) != value for name, value in facts.items()):
        raise Invalid({"code": "An organisation has this code already, with other facts."})
    return UNCHANGED


def take_person(rows: Sequence[Row], given: Import) -> str:
    """Lets a person sign in and gives them a role; a person who is there already only gets the role."""
    row = rows[0]
    email, role, from_date = row.text("email"), row.text("role"), row.day("from")
    assert from_date is not None
    organisation = Organisation.objects.filter(code=row.text("organisation")).first()
    if organisation is None:
        raise Invalid({"organisation": "No organisation has this code. Import it first."})
    Person(email=email, name=row.text("name"), password="-").clean_fields()  # noqa: S106  # nosec B106 - only checked
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = add_person(email=email, name=row.text("name"), password=None, by=given.by, at=given.at)
    held = Membership.objects.filter(
        person=person, organisation=organisation, role=role, area=row.text("area"), until__isnull=True
    )
    if held.exists():
        return UNCHANGED
    grant_role(
        person_id=person.pk,
        organisation_id=organisation.pk,
        role=role,
        from_date=from_date,
        area=row.text("area"),
        by=given.by,
        at=given.at,
    )
    return ADDED


ORGANISATIONS = Kind(
    "organisations",
    "Bodies that take part: funders, partners, providers, boroughs.",
    (
        Column("code", "a short code in lower case, by which other files name it", True, "camden"),
        Column("name", "what it is called", True, "London Borough of Camden"),
        Column("kind", f"one of {', '.join(Organisation.Kind.values)}", True, "borough"),
        Column("legal_entity", "who can sign and be sued", True, "The Mayor and Burgesses of Camden"),
    ),
    take_organisation,
)
PEOPLE = Kind(
    "people",
    "People who sign in, one row a role. They set a password later, or use their organisation's account.",
    (
        Column("email", "the address they sign in with", True, "ada@example.test"),
        Column("name", "what they are called", True, "Ada Okafor"),
        Column("organisation", "the code of the organisation where they hold the role", True, "mopac"),
        Column("role", "a role of the roles table", True, "finance_adviser"),
        Column("from", "the first day of the role", True, "2026-04-01"),
        Column("area", "where the role sees people by area: a borough, a command unit or london", False, "camden"),
    ),
    take_person,
)
