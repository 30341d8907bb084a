"""What the three tables of a selection must hold."""

from __future__ import annotations

from desistance.cohorts.rules import BANDS
from desistance.tables import Column, TableContract

PEOPLE = TableContract(
    "people",
    "One row a person. A rule's `person` criteria name further columns.",
    (
        Column("person_id", "id", "The person.", unique=True),
        Column("date_of_birth", "date", "For `age` criteria.", required=False, nullable=True),
    ),
)
OFFENCES = TableContract(
    "offences",
    "One row an offence.",
    (
        Column("person_id", "id", "The person."),
        Column("offence_date", "date", "The day of the offence. Without one it cannot count.", nullable=True),
        Column(
            "proven_date",
            "date",
            "The day of conviction or caution; empty where not proven.",
            required=False,
            nullable=True,
        ),
        Column(
            "excluded", "text", "Why the offence does not count; empty where it does.", required=False, nullable=True
        ),
        Column(
            "offence_code",
            "text",
            "Five digits, for criteria on codes.",
            required=False,
            nullable=True,
            examples=("03400",),
        ),
    ),
)
SCORES = TableContract(
    "scores",
    "One row a score.",
    (
        Column("person_id", "id", "The person."),
        Column("instrument", "text", "Which instrument gave it."),
        Column("date", "date", "The day of the assessment."),
        Column("band", "text", "Its band.", codes=BANDS, any_case=True, nullable=True),
        Column(
            "version",
            "text",
            "The instrument's version. One version of an instrument is read, or those that the rule names.",
            required=False,
            nullable=True,
        ),
    ),
)
