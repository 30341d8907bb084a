"""The tables of people and their offences, declared once for everything that reads them."""

from __future__ import annotations

from desistance.tables.contract import Column, TableContract

PEOPLE = TableContract(
    "people",
    "One row a person. Further columns may be named by what reads the table: groups, criteria, covariates.",
    (
        Column("person_id", "id", "Names the person in all tables.", unique=True),
        Column(
            "previous_offences",
            "integer",
            "Offences (not sanctions) that led to a conviction or caution before the index date.",
            required=False,
            nullable=True,
            minimum=0,
        ),
        Column("date_of_birth", "date", "For criteria on age.", required=False, nullable=True),
    ),
)

OFFENCES = TableContract(
    "offences",
    "One row an offence, at any time; what reads the table leaves out those before its time or never proven.",
    (
        Column("person_id", "id", "The person."),
        Column(
            "offence_date",
            "date",
            "The day of the offence. A row without one is reported and cannot count.",
            nullable=True,
        ),
        Column(
            "proven_date",
            "date",
            "The day of conviction or caution; empty where not proven.",
            required=False,
            nullable=True,
        ),
        Column(
            "excluded",
            "text",
            "Why the offence does not count (a breach, say); empty where it does.",
            required=False,
            nullable=True,
        ),
        Column("offence_id", "id", "Names the offence: each counts once.", required=False, unique=True, nullable=True),
        Column(
            "offence_code",
            "text",
            "Home Office code, five digits with leading zeros; needed where offences are told apart by kind.",
            required=False,
            nullable=True,
            examples=("00801", "12511", "05600"),
        ),
    ),
)
