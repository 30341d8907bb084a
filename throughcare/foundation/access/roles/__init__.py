"""The one table of roles and what each may do. Nothing else in the code decides who may do what."""

from __future__ import annotations

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles.commissioning import COMMISSIONING
from throughcare.foundation.access.roles.delivery import DELIVERY
from throughcare.foundation.access.roles.role import Role
from throughcare.foundation.access.roles.voice import VOICE

__all__ = ["ROLES", "Role", "names_of"]

ROLES: dict[str, Role] = {role.code: role for role in (*COMMISSIONING, *DELIVERY, *VOICE)}


def names_of(permission: Permission) -> str:
    """The roles that hold a permission, in words, for saying who can do a thing."""
    names = [role.name for role in ROLES.values() if permission in role.permissions]
    return " or ".join(names)
