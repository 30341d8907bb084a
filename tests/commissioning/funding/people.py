"""People who act in the tests of money, as sign-in would make them."""

from __future__ import annotations

from datetime import UTC, datetime

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.viewers import Viewer

AT = datetime(2022, 10, 11, 12, tzinfo=UTC)


def viewer_with(role: str, organisation: str, person_id: int) -> Viewer:
    """A viewer as sign-in would make it."""
    return Viewer(
        person_id=person_id,
        name=f"Sample {role}",
        organisation_code=organisation,
        organisation_name=organisation,
        organisation_codes=frozenset({organisation}),
        roles=(role,),
        permissions=ROLES[role].permissions,
    )


FINANCE = viewer_with("finance_adviser", "mopac", 1)
SECOND_FINANCE = viewer_with("finance_adviser", "mopac", 2)
CHIEF = viewer_with("chief_executive", "mopac", 3)
COMMISSIONER = viewer_with("commissioner", "mopac", 4)
PARTNER = viewer_with("co_commissioner", "london_probation", 5)
STRANGER = viewer_with("finance_adviser", "elsewhere", 6)
ADMIN = Viewer(name="Setting up", permissions=frozenset({Permission.MANAGE_PEOPLE}))
