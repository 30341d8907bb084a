"""What the three tables of a selection must hold."""

from __future__ import annotations

from desistance.cohorts.rules import BANDS
from desistance.tables import Column, TableContract, histories

PEOPLE = histories.PEOPLE.without("previous_offences")
OFFENCES = histories.OFFENCES
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
