"""Synthetic people who sign in to the demo: one for each role, obviously nobody."""

from __future__ import annotations

from dataclasses import dataclass

EAST, NORTH = "ce", "cn"
PASSWORD = "throughcare-demo-only"  # noqa: S105 - printed by the demo, refused where real data is


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo: e-mail address, name, role, organisation, and the area where the role sees people by it."""

    email: str
    name: str
    role: str
    organisation: str
    area: str = ""


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
    DemoPerson("coordinator@example.test", "Robin Example", "iom_coordinator", "hackney", EAST),
    DemoPerson("other.coordinator@example.test", "Rowan Example", "iom_coordinator", "camden", NORTH),
    DemoPerson("panel.chair@example.test", "Harper Example", "panel_chair", "london_probation", EAST),
    DemoPerson("police@example.test", "Jordan Example", "police_officer", "mps", EAST),
    DemoPerson("practitioner@example.test", "Quinn Example", "probation_practitioner", "london_probation", EAST),
    DemoPerson("other.practitioner@example.test", "Reese Example", "probation_practitioner", "london_probation", NORTH),
    DemoPerson("probation.manager@example.test", "Morgan Example", "probation_manager", "london_probation", "london"),
    DemoPerson("contract.manager@example.test", "Remy Example", "contract_manager", "mopac"),
    DemoPerson("safeguarding@example.test", "Salem Example", "safeguarding_lead", "mental_health_example"),
    DemoPerson("service.lead@example.test", "Sasha Example", "service_lead", "mental_health_example"),
    DemoPerson(
        "service.administrator@example.test", "Sidney Example", "service_administrator", "mental_health_example"
    ),
    DemoPerson("service.practitioner@example.test", "Skyler Example", "service_practitioner", "mental_health_example"),
    DemoPerson(
        "second.service.practitioner@example.test", "Stevie Example", "service_practitioner", "mental_health_example"
    ),
    DemoPerson("panel.provider@example.test", "Sunny Example", "provider_panel_member", "mental_health_example", EAST),
    DemoPerson("neurodiversity.lead@example.test", "Nikita Example", "service_lead", "neurodiversity_example"),
    DemoPerson("neurodiversity.coach@example.test", "Noel Example", "service_practitioner", "neurodiversity_example"),
    DemoPerson("mentoring.lead@example.test", "Marley Example", "service_lead", "mentoring_example"),
    DemoPerson("mentoring.coordinator@example.test", "Micah Example", "service_practitioner", "mentoring_example"),
    DemoPerson("engagement.lead@example.test", "Ellis Example", "engagement_lead", "engagement_example"),
    DemoPerson("engagement.worker@example.test", "Emerson Example", "engagement_worker", "engagement_example"),
    DemoPerson("peer.researcher@example.test", "Perry Example", "peer_researcher", "engagement_example"),
    DemoPerson("second.lead@example.test", "Shiloh Example", "engagement_lead", "engagement_example"),
)
