"""What the three input tables must hold, and the list of offence codes that count as violent."""

from __future__ import annotations

from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from desistance.tables import Column, TableContract

EVENT_TYPES = ("custody_release", "court_non_custodial", "caution")

PEOPLE = TableContract(
    "people",
    "One row a person. Further columns may be named in `by`.",
    (
        Column("person_id", "id", "Names the person in all three tables.", unique=True),
        Column(
            "previous_offences",
            "integer",
            "Offences (not sanctions) that led to a conviction or caution before the index date.",
            nullable=True,
            minimum=0,
        ),
    ),
)

EVENTS = TableContract(
    "events",
    "One row an event that can bring a person into the cohort.",
    (
        Column("person_id", "id", "The person."),
        Column("type", "text", "What happened.", codes=EVENT_TYPES, any_case=True),
        Column("date", "date", "The day of release, conviction or caution."),
    ),
)

OFFENCES = TableContract(
    "offences",
    "One row an offence, at any time; those before the index date or never proven are left out by the measure.",
    (
        Column("person_id", "id", "The person."),
        Column(
            "offence_date",
            "date",
            "The day of the offence. A row without one is reported and cannot count.",
            nullable=True,
        ),
        Column("proven_date", "date", "The day of conviction or caution; empty where not proven.", nullable=True),
        Column(
            "excluded", "text", "Why the offence does not count (a breach, say); empty where it does.", nullable=True
        ),
        Column("offence_id", "id", "Names the offence: each counts once.", required=False, unique=True, nullable=True),
        Column(
            "offence_code",
            "text",
            "Home Office code, five digits with leading zeros; needed for kind='violent'.",
            required=False,
            nullable=True,
            examples=("00801", "12511", "05600"),
        ),
    ),
)

INVALID_OFFENCE = "00000"
TEXT_SEVERITY = Column(
    "severity", "text", "How serious, as a category: each is counted apart.", required=False, nullable=True
)
NUMBER_SEVERITY = Column(
    "severity", "number", "How serious, as a weight: they are added up.", required=False, nullable=True
)


def offences_contract(schema: pa.Schema, *, violent: bool) -> TableContract:
    """The declaration that fits this table: severity as text or number; the offence code only where it is needed."""
    found = schema.field("severity").type if "severity" in schema.names else pa.string()
    number = pa.types.is_integer(found) or pa.types.is_floating(found) or pa.types.is_decimal(found)
    contract = OFFENCES.with_column(NUMBER_SEVERITY if number else TEXT_SEVERITY)
    return contract.needing("offence_code") if violent else contract.without("offence_code")


@cache
def violent_codes() -> pa.Table:
    """Five-digit offence codes in use, each with the Ministry's violent-sanction flag (columns code, violent)."""
    place = resources.files("desistance") / "data" / "reoffending" / "violent_offence_codes.csv"
    with place.open("rb") as file:
        types = {"code": pa.string(), "violent": pa.int64()}
        return csv.read_csv(file, convert_options=csv.ConvertOptions(column_types=types))


def placed_codes() -> pa.Table:
    """The same less the code that the list itself calls an invalid offence: an offence under it cannot be placed."""
    listed = violent_codes()
    return listed.filter(pc.not_equal(listed["code"], INVALID_OFFENCE))
