"""People whom services work with, from a file of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from throughcare.delivery.people.actions.identity import GENDERS, add_service_user
from throughcare.delivery.people.models import Receipt
from throughcare.delivery.people.rules.identifiers import KINDS, LOOKS_LIKE, NAMES
from throughcare.foundation.ports.importing import ADDED, UNCHANGED, Column, Import, Kind, Row

FACTS = ("given_name", "family_name", "borough", "date_of_birth", "gender", *KINDS)


def take_service_user(rows: Sequence[Row], given: Import) -> str:
    """Adds a person; a row with the very same facts is the same person and is added once."""
    row = rows[0]
    facts = "\x1f".join(row.text(name) for name in FACTS)
    key = f"import:{hashlib.sha256(facts.encode()).hexdigest()}"
    if Receipt.objects.filter(key=key).exists():
        return UNCHANGED
    add_service_user(
        given_name=row.text("given_name"),
        family_name=row.text("family_name"),
        borough=row.text("borough"),
        date_of_birth=row.day("date_of_birth"),
        gender=row.text("gender") or "not_known",
        numbers=[(kind, row.text(kind)) for kind in KINDS],
        key=key,
        by=given.by,
        at=given.at,
    )
    return ADDED


SERVICE_USERS = Kind(
    "service-users",
    "People whom services work with, before they are nominated or referred.",
    (
        Column("given_name", "given name", True, "Sam"),
        Column("family_name", "family name", True, "Example"),
        Column("borough", "the code of the borough they live in", True, "camden"),
        Column("date_of_birth", "date of birth", False, "1990-05-17"),
        Column("gender", f"one of {', '.join(GENDERS)}", False, "not_known"),
        *(Column(kind, f"{NAMES[kind]}: {LOOKS_LIKE[kind]}") for kind in KINDS),
    ),
    take_service_user,
)
