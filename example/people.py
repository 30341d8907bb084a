"""Synthetic people who sign in to the demo: one for each role, obviously nobody."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "throughcare-demo-only"  # noqa: S105 - printed by the demo, refused where real data is


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo: e-mail address, name, role, organisation."""

    email: str
    name: str
    role: str
    organisation: str


PEOPLE = (
    DemoPerson("commissioner@example.test", "Casey Example", "commissioner", "mopac"),
    DemoPerson("second.commissioner@example.test", "Charlie Example", "commissioner", "mopac"),
    DemoPerson("finance@example.test", "Frankie Example", "finance_adviser", "mopac"),
    DemoPerson("legal@example.test", "Leslie Example", "legal_adviser", "mopac"),
    DemoPerson("commercial@example.test", "Cameron Example", "commercial_adviser", "mopac"),
    DemoPerson("equality@example.test", "Eden Example", "equality_adviser", "mopac"),
    DemoPerson("public.health@example.test", "Paris Example", "public_health_adviser", "mopac"),
    DemoPerson("data.protection@example.test", "Drew Example", "data_protection_officer", "mopac"),
    DemoPerson("board@example.test", "Blair Example", "board_member", "mopac"),
    DemoPerson("chief.executive@example.test", "Chris Example", "chief_executive", "mopac"),
    DemoPerson("deputy.mayor@example.test", "Dana Example", "decision_maker", "mopac"),
    DemoPerson("probation@example.test", "Parker Example", "co_commissioner", "london_probation"),
    DemoPerson("auditor@example.test", "Alex Example", "auditor", "mopac"),
    DemoPerson("administrator@example.test", "Avery Example", "administrator", "mopac"),
)
