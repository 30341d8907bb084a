"""Writes about organisations, people and roles."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from throughcare.errors import Invalid
from throughcare.foundation.access.areas import area_choices
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations import rules
from throughcare.foundation.organisations.models import Membership, Organisation, Person
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

SYSTEM = Viewer(name="System", permissions=frozenset({Permission.MANAGE_PEOPLE}))


@action
def add_organisation(*, code: str, name: str, kind: str, legal_entity: str, by: Viewer, at: datetime) -> Organisation:
    """Adds an organisation with the legal entity behind it."""
    check_can(by, Permission.MANAGE_PEOPLE)
    organisation = Organisation(code=code, name=name, kind=kind, legal_entity=legal_entity)
    organisation.save()
    event("organisation.added", subject=("organisation", organisation.pk), by=by, at=at)
    return organisation


@action
def add_person(*, email: str, name: str, password: str | None, by: Viewer, at: datetime) -> Person:
    """Lets someone sign in. Without a password they sign in with their organisation's account, or set one later."""
    check_can(by, Permission.MANAGE_PEOPLE)
    rules.check_address(email, demo=settings.DEMO)
    if Person.objects.filter(email__iexact=email).exists():
        raise Invalid({"email": "Someone already signs in with this e-mail address."})
    person = Person(email=email.lower(), name=name, password=make_password(password))
    person.save()
    event("person.added", subject=("person", person.pk), by=by, at=at)
    return person


@action
def grant_role(
    *, person_id: int, organisation_id: int, role: str, from_date: date, area: str = "", by: Viewer, at: datetime
) -> Membership:
    """Gives a person a role in an organisation from a day on, for an area where the role sees people by area."""
    check_can(by, Permission.MANAGE_PEOPLE)
    organisation = Organisation.objects.get(pk=organisation_id)
    known = ROLES.get(role)
    rules.check_role_fits(
        role_kinds=known.kinds if known else None,
        role_name=known.name if known else role,
        organisation_kind=organisation.kind,
    )
    rules.check_area(area, known=dict(area_choices()))
    membership = Membership(person_id=person_id, organisation=organisation, role=role, area=area, from_date=from_date)
    membership.save()
    event("role.granted", subject=("person", person_id), by=by, at=at, reason_code=role)
    return membership


def note_visit(*, by: Viewer, at: datetime) -> None:
    """Remembers when somebody came to their home page. Their own convenience, so no event."""
    Person.objects.filter(pk=by.person_id).update(last_seen_home=at)


@action
def end_role(*, membership_id: int, until: date, by: Viewer, at: datetime) -> None:
    """Ends a role: the person may do nothing by it from that day on."""
    check_can(by, Permission.MANAGE_PEOPLE)
    membership: Membership = Membership.objects.locked(membership_id)
    rules.check_end(from_date=membership.from_date, until=until)
    membership.until = until
    membership.save()
    event("role.ended", subject=("person", membership.person_id), by=by, at=at, reason_code=membership.role)
