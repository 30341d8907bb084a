"""Who handles concerns in an organisation, and whether any of them may act on a given one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.queries.scope import by_hand
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import predicate_of
from throughcare.foundation.access.viewers import viewer_of
from throughcare.foundation.organisations.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Handler:
    """Somebody who handles concerns: who, for which organisation, and whether as its safeguarding lead."""

    person_id: int
    name: str
    organisation_id: int
    organisation: str
    leads: bool


def _held(on: date, *permissions: Permission) -> Any:
    codes = [role.code for role in ROLES.values() if role.permissions & set(permissions)]
    rows = Membership.objects.on(on).filter(role__in=codes, person__is_active=True)
    return rows.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")


def handlers(organisation_id: int, *, on: date) -> tuple[Handler, ...]:
    """Everyone who handles concerns in an organisation, by name."""
    found: dict[int, Handler] = {}
    for one in _held(on, Permission.HANDLE_CONCERN, Permission.LEAD_SAFEGUARDING).filter(
        organisation_id=organisation_id
    ):
        leads = Permission.LEAD_SAFEGUARDING in ROLES[one.role].permissions
        known = found.get(one.person_id)
        found[one.person_id] = Handler(
            one.person_id,
            one.person.name,
            one.organisation_id,
            one.organisation.name,
            leads or (known is not None and known.leads),
        )
    return tuple(found.values())


def led(organisation_id: int, about_staff_id: int | None, *, on: date) -> bool:
    """Whether an organisation has a safeguarding lead other than somebody whom a concern is about."""
    return any(one.leads and one.person_id != about_staff_id for one in handlers(organisation_id, on=on))


def handling_organisations(*, on: date) -> list[tuple[int, str]]:
    """Organisations in which somebody handles concerns, by name."""
    rows = _held(on, Permission.HANDLE_CONCERN, Permission.LEAD_SAFEGUARDING)
    return list(dict.fromkeys((one.organisation_id, one.organisation.name) for one in rows))


def staff_of(organisations: list[int], *, on: date) -> list[tuple[int, str]]:
    """People who work in organisations, as number and name with their organisation."""
    rows = Membership.objects.on(on).filter(organisation_id__in=organisations, person__is_active=True)
    found = {
        one.person_id: f"{one.person.name}, {one.organisation.name}"
        for one in rows.select_related("person", "organisation").order_by("person__name", "pk")
    }
    return list(found.items())


def can_act(concern: Concern, *, on: date) -> tuple[Handler, ...]:
    """Those who can act on a concern now. Empty is a danger that whoever raised it must be told of."""
    found = []
    for one in handlers(concern.organisation_id, on=on):
        viewer = viewer_of(Person.objects.get(pk=one.person_id), on=on)
        if Concern.objects.filter(by_hand(viewer) & predicate_of(Concern, viewer), pk=concern.pk).exists():
            found.append(one)
    return tuple(found)
