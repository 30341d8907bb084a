"""Rules about organisations, people and roles."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from throughcare.errors import Invalid


def check_role_fits(*, role_kinds: frozenset[str] | None, role_name: str, organisation_kind: str) -> None:
    """A role is held only in the kinds of organisation it belongs to."""
    if role_kinds is None:
        raise Invalid({"role": "Choose a role from the list."})
    if organisation_kind not in role_kinds:
        kinds = ", ".join(sorted(kind.replace("_", " ") for kind in role_kinds))
        raise Invalid({"role": f"{role_name} is held only in: {kinds}."})


def check_end(*, from_date: date, until: date) -> None:
    """A role ends after it starts."""
    if until <= from_date:
        raise Invalid({"until": "The last day must come after the first."})


def check_address(email: str, *, demo: bool) -> None:
    """The demo takes synthetic people only, so that real data never comes near its relaxed sign-in."""
    if demo and not email.lower().endswith("@example.test"):
        raise Invalid({"email": "This is the demo: only addresses that end in @example.test can be let in."})


def check_area(area: str, *, known: Container[str]) -> None:
    """An area is one that reference knows, or none where the role does not go by area."""
    if area and area not in known:
        raise Invalid({"area": "Choose an area from the list."})
