"""Colleagues of a provider who can hold an appointment, run a group or look out for somebody."""

from __future__ import annotations

from datetime import date

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.organisations.models import Membership

WORKERS = frozenset(code for code, role in ROLES.items() if Permission.WORK_CASE in role.permissions)
LEADS = frozenset(code for code, role in ROLES.items() if Permission.ALLOCATE_CASE in role.permissions)


def workers(organisation_id: int, on: date) -> dict[int, str]:
    """Those who can work a case of an organisation on a day, by name."""
    return _holding(WORKERS, organisation_id, on)


def leads(organisation_id: int, on: date) -> dict[int, str]:
    """The leads of an organisation on a day, by name."""
    return _holding(LEADS, organisation_id, on)


def colleagues(organisation_id: int, on: date) -> dict[int, str]:
    """Everybody who holds a role there on a day, by name."""
    return _holding(frozenset(ROLES), organisation_id, on)


def _holding(roles: frozenset[str], organisation_id: int, on: date) -> dict[int, str]:
    rows = Membership.objects.on(on).filter(organisation_id=organisation_id, role__in=roles, person__is_active=True)
    return dict(rows.order_by("person__name", "person_id").values_list("person_id", "person__name").distinct())
