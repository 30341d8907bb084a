"""Who may chair a panel and who may sit on it: those who hold such a role in an agency, for a part of its area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from throughcare.delivery.panels.models import Member, Panel
from throughcare.errors import Invalid
from throughcare.foundation.access.areas import area_choices, boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits or might sit on a panel: who, for which agency, by which membership of the panel."""

    person_id: int
    name: str
    organisation_id: int
    agency: str
    agency_code: str
    agency_kind: str
    member_id: int | None = None


def _held(permission: Permission, area: str, on: date) -> Any:
    """Memberships in force that allow something in a part of an area."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    boroughs = boroughs_of(area)
    areas = [code for code, _ in area_choices() if boroughs_of(code) & boroughs]
    found = Membership.objects.on(on).filter(role__in=roles, area__in=areas, person__is_active=True)
    return found.select_related("person", "organisation").order_by("person__name", "pk")


def check_is_chair(person_id: int, area: str, *, on: date) -> None:
    """Raises ``Invalid`` unless the person may chair in the area."""
    if not _held(Permission.CHAIR_PANEL, area, on).filter(person_id=person_id).exists():
        raise Invalid({"chair": "Choose somebody who holds the role of panel chair in this area."})


def check_can_sit(person_id: int, organisation_id: int, area: str, *, on: date) -> None:
    """Raises ``Invalid`` unless the person brings an agency's papers in the area."""
    held = _held(Permission.BRING_PANEL_PAPER, area, on)
    if not held.filter(person_id=person_id, organisation_id=organisation_id).exists():
        raise Invalid({"person": "Choose somebody who holds a role in this agency, for this area."})


def _seat(one: Membership) -> Seat:
    agency = one.organisation
    return Seat(one.person_id, one.person.name, agency.pk, agency.name, agency.code, agency.kind)


def possible_chairs(area: str, *, on: date) -> tuple[Seat, ...]:
    """Everyone who may chair in an area, by name."""
    found = {one.person_id: _seat(one) for one in _held(Permission.CHAIR_PANEL, area, on)}
    return tuple(found.values())


def possible_members(viewer: Viewer, panel_id: int, *, on: date) -> tuple[Seat, ...]:
    """Everyone who could be given a seat and has none yet, by name."""
    panel: Panel = get_visible(viewer, Panel, pk=panel_id)
    seated = set(Member.objects.filter(panel=panel, until__isnull=True).values_list("person_id", "organisation_id"))
    found = {
        (one.person_id, one.organisation_id): _seat(one) for one in _held(Permission.BRING_PANEL_PAPER, panel.area, on)
    }
    return tuple(seat for key, seat in found.items() if key not in seated)


def seats(viewer: Viewer, panel_id: int) -> tuple[Seat, ...]:
    """Who sits on a panel now, by agency."""
    rows = visible_to(viewer, Member).filter(panel_id=panel_id, until__isnull=True)
    return tuple(
        Seat(
            row.person_id,
            row.person.name,
            row.organisation_id,
            row.organisation.name,
            row.organisation.code,
            row.organisation.kind,
            row.pk,
        )
        for row in rows.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")
    )


def seat(viewer: Viewer, member_id: int) -> tuple[Seat, int]:
    """One seat and the number of its panel; ``NotFound`` where there is none that the viewer may see."""
    row: Member = get_visible(viewer, Member, pk=member_id)
    agency = row.organisation
    found = Seat(row.person_id, row.person.name, agency.pk, agency.name, agency.code, agency.kind, row.pk)
    return found, row.panel_id
