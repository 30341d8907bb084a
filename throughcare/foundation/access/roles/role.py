"""What a role is."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.foundation.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Role:
    """A role: what it is called, what it is for, the kinds of organisation it is held in, and what it may do.

    ``second_factor`` is true for roles that see case data, sign, or see who did what.
    """

    code: str
    name: str
    does: str
    kinds: frozenset[str]
    permissions: frozenset[Permission]
    second_factor: bool = False


def role(code: str, name: str, does: str, kinds: str, *permissions: Permission, second_factor: bool = False) -> Role:
    """A row of the table; ``kinds`` are kinds of organisation, separated by spaces."""
    return Role(code, name, does, frozenset(kinds.split()), frozenset(permissions), second_factor)
