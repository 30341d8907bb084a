"""What the tables of a linkage must hold."""

from __future__ import annotations

from desistance.linkage.models import Model
from desistance.tables import Column, Kind, TableContract

KINDS: dict[str, tuple[Kind, str]] = {
    "given_name": ("text", "Given names, the first one first."),
    "surname": ("text", "Surname."),
    "aliases": ("texts", "Other names that the person goes by: `Given Surname`, or `Surname, Given`."),
    "date": ("date", "Date of birth."),
    "postcode": ("text", "Postcode of where the person lives or was last known to."),
    "gender": ("text", "male or female (or M, F, 1, 2), other, or not known."),
    "pnc": ("text", "Police National Computer identifier, `YYYY/NNNNNNNL`; the letter is checked."),
    "cro": ("text", "Criminal Records Office number, `NNNNNN/YYL`; the letter is checked."),
    "crn": ("text", "Probation case reference number."),
    "nomis": ("text", "Prison number."),
    "nhs_number": ("id", "NHS number; the last digit is checked."),
    "code": ("id", "A number or reference: letters and digits are compared."),
    "text": ("text", "Compared without regard to case, accents and punctuation."),
}

RECORD_ID = Column("record_id", "id", "Names the record within its table.", unique=True)
SOURCE = Column("source", "text", "The agency that holds the record.", required=False, nullable=True)


def records_contract(model: Model, name: str = "records") -> TableContract:
    """The declaration of a table of records for a model; a column that it compares may be missing or empty."""
    fields = (
        Column(field.column, KINDS[field.kind][0], field.meaning or KINDS[field.kind][1], required=False, nullable=True)
        for field in model.fields
    )
    return TableContract(name, "One row a record of a person, as an agency holds it.", (RECORD_ID, SOURCE, *fields))


OVERRIDES = TableContract(
    "overrides",
    "What people have decided about two records. It always wins.",
    (
        Column("left_id", "id", "`record_id` of one record (of the left table where there are two)."),
        Column("right_id", "id", "`record_id` of the other (of the right table where there are two)."),
        Column(
            "action",
            "text",
            "`include`: the same person. `exclude`: not the same person.",
            codes=("include", "exclude"),
            any_case=True,
        ),
    ),
)

PREVIOUS = TableContract(
    "previous",
    "The clusters of an earlier run, as `Linked.clusters` holds them.",
    (
        Column(
            "table", "text", "`left` or `right`; left where it is missing.", required=False, codes=("left", "right")
        ),
        Column("record_id", "id", "The record."),
        Column("cluster", "id", "The cluster that it was in."),
    ),
)

LABELS = TableContract(
    "labels",
    "Pairs that people have looked at, to measure precision and recall by.",
    (
        Column("left_id", "id", "`record_id` of one record (of the left table where there are two)."),
        Column("right_id", "id", "`record_id` of the other (of the right table where there are two)."),
        Column("same", "boolean", "Whether they are the same person."),
    ),
)
