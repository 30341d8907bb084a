"""What the three input tables must hold, and the list of offence codes that count as violent."""

from __future__ import annotations

from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from desistance.tables import Column, TableContract, histories

EVENT_TYPES = ("custody_release", "court_non_custodial", "caution")

PEOPLE = histories.PEOPLE.needing("previous_offences").without("date_of_birth")

EVENTS = TableContract(
    "events",
    "One row an event that can bring a person into the cohort.",
    (
        Column("person_id", "id", "The person."),
        Column("type", "text", "What happened.", codes=EVENT_TYPES, any_case=True),
        Column("date", "date", "The day of release, conviction or caution."),
    ),
)

OFFENCES = histories.OFFENCES.needing("proven_date", "excluded")

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
