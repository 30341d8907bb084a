"""Synthetic people who sign in to the demo, obviously nobody: one for each role, and a crew for each command unit."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.foundation.access.areas import boroughs_of, unit_choices

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


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the daily work of one command unit, by the part before the @ of their addresses."""

    area: str
    coordinator: str
    chair: str
    police: str
    practitioner: str

    @property
    def seats(self) -> tuple[str, ...]:
        """Those who sit on the unit's panel."""
        return self.coordinator, self.chair, self.police, self.practitioner


def _crew(area: str) -> Crew:
    first = {EAST: Crew(EAST, "coordinator", "panel.chair", "police", "practitioner")}
    second = {NORTH: Crew(NORTH, "other.coordinator", "panel.chair.cn", "police.cn", "other.practitioner")}
    names = (f"{job}.{area}" for job in ("coordinator", "panel.chair", "police", "practitioner"))
    return (first | second).get(area) or Crew(area, *names)


CREWS = {area: _crew(area) for area, _ in unit_choices()}
GIVEN = (
    *("Ainsley", "Ari", "Aubrey", "Bailey", "Billie", "Blake", "Brook", "Cody", "Corin", "Dale", "Darcy"),
    *("Devon", "Ellery", "Emery", "Ezra", "Finley", "Florian", "Frances", "Gale", "Greer", "Hadley", "Hollis"),
    *("Indigo", "Jesse", "Jules", "Kelsey", "Kendall", "Kerry", "Lane", "Laurie", "Lee", "Lindsay", "Marlow"),
    *("Merle", "Monroe", "Nicky", "Oakley", "Ollie", "Pat", "Phoenix", "Ray", "Reagan", "Ripley", "Rory"),
)


def _of_units() -> tuple[DemoPerson, ...]:
    """The crews of the other command units: everybody whom the list above does not name."""
    known = {one.email.partition("@")[0] for one in PEOPLE}
    places = {"coordinator": "iom_coordinator", "chair": "panel_chair"}
    roles = places | {"police": "police_officer", "practitioner": "probation_practitioner"}
    employers = {"chair": "london_probation", "police": "mps", "practitioner": "london_probation"}
    found = []
    for crew in CREWS.values():
        council = min(boroughs_of(crew.area))
        for job, role in roles.items():
            name = getattr(crew, job)
            if name not in known:
                given = GIVEN[len(found)]
                home = employers.get(job, council)
                found.append(DemoPerson(f"{name}@example.test", f"{given} Example", role, home, crew.area))
    return tuple(found)


OF_UNITS = _of_units()
EVERYBODY = PEOPLE + OF_UNITS
