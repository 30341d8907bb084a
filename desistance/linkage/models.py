"""What is compared and how: fields, comparisons with levels, and which records are worth comparing at all.

A `Model` says what; a `Trained` (see trained.py) also says how much each level weighs. Conditions are written in the
SQL that DuckDB and Spark share, with `levenshtein`, `damerau_levenshtein` and `arrays_overlap` by those names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from desistance.errors import InputError

FieldKind = Literal[
    "given_name",
    "surname",
    "aliases",
    "date",
    "postcode",
    "gender",
    "pnc",
    "cro",
    "crn",
    "nomis",
    "nhs_number",
    "code",
    "text",
]
IDENTIFIERS: tuple[FieldKind, ...] = ("pnc", "cro", "crn", "nomis", "nhs_number")
DATE_PARTS = ("year", "month", "day")
POSTCODE_PARTS = ("district", "unit")
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Field:
    """A column of the records and how it is brought into one form (see normalise.py)."""

    column: str
    kind: FieldKind
    meaning: str = ""

    def __post_init__(self) -> None:
        if not PLAIN_NAME.fullmatch(self.column):
            raise InputError(f"{self.column!r} is no plain name", argument="model", remedy="Use letters, digits and _.")


@dataclass(frozen=True)
class Level:
    """One degree of agreement: its label, its condition over `x_l` and `x_r`, and the column whose frequency adjusts
    it.
    """

    label: str
    condition: str
    frequency: str = ""


@dataclass(frozen=True)
class Comparison:
    """Degrees of agreement from the strongest down; what meets none of them is `otherwise`.

    Where `missing` holds the comparison says nothing. A comparison that is `needed` must be trained.
    """

    name: str
    columns: tuple[str, ...]
    missing: str
    levels: tuple[Level, ...]
    otherwise: str = "different"
    needed: bool = False

    def without(self, labels: frozenset[str]) -> Comparison:
        """The same comparison less some levels: their pairs fall to what holds further down."""
        kept = tuple(level for level in self.levels if level.label not in labels)
        return Comparison(self.name, self.columns, self.missing, kept, self.otherwise, self.needed)

    @property
    def labels(self) -> tuple[str, ...]:
        """From the strongest level to `otherwise`."""
        return (*(level.label for level in self.levels), self.otherwise)


@dataclass(frozen=True)
class Model:
    """Fields, comparisons, blocking and training.

    `derived` are further columns (name to SQL over one record). `blocking` lists sets of columns: records that agree on
    all of one are compared. `sessions` are the sets by which training pairs are found, at least two with no column in
    common. `twins` is a condition under which two records are not one person unless an identifier says so; `verified`
    are the columns of identifiers of which a person has one.
    """

    name: str
    fields: tuple[Field, ...]
    comparisons: tuple[Comparison, ...]
    blocking: tuple[tuple[str, ...], ...]
    sessions: tuple[tuple[str, ...], ...]
    derived: dict[str, str] = field(default_factory=dict)
    twins: tuple[tuple[str, ...], str] | None = None
    verified: tuple[str, ...] = ()


def identifier(column: str) -> Comparison:
    """The same or not: a slip of the pen shows in the check letter and leaves the value out."""
    return Comparison(column, (column,), _missing(column), (Level("the same", f"{column}_l = {column}_r"),))


def name(column: str, other: str, lists: str) -> Comparison:
    """A name, with its frequency, other names and short forms, slips, likeness, and the two names swapped."""
    edits = f"levenshtein({column}_l, {column}_r)"
    levels = (
        Level("the same", f"{column}_l = {column}_r", frequency=column),
        Level("one of the other names", f"arrays_overlap({lists}_l, {lists}_r)"),
        Level("one slip", _slip(column, f"{edits} <= 2")),
        Level("alike", _alike(column)),
        Level("swapped with the other name", f"{column}_l = {other}_r or {column}_r = {other}_l"),
    )
    return Comparison(column, (column, lists, other), _missing(column), levels, needed=True)


def date(column: str) -> Comparison:
    """A date as text, YYYY-MM-DD: the same, one slip, day and month swapped, two parts of three."""
    parts = [f"{column}_{part}" for part in DATE_PARTS]
    year, month, day = (f"{part}_l = {part}_r" for part in parts)
    two = f"({year} and ({month} or {day})) or ({month} and {day})"
    swapped = f"{year} and {parts[1]}_l = {parts[2]}_r and {parts[2]}_l = {parts[1]}_r"
    levels = (
        Level("the same", f"{column}_l = {column}_r"),
        Level("one slip, or day and month swapped", _slip(column, two, swapped)),
        Level("two of day, month and year", two),
    )
    return Comparison(column, (column, *parts), _missing(column), levels, needed=True)


def postcode(column: str) -> Comparison:
    """A postcode, with its frequency (many people can live in one), one slip, and the same district."""
    district, unit = (f"{column}_{part}_l = {column}_{part}_r" for part in POSTCODE_PARTS)
    levels = (
        Level("the same", f"{column}_l = {column}_r", frequency=column),
        Level("one slip", _slip(column, f"{district} or {unit}")),
        Level("the same district", district),
    )
    return Comparison(column, (column, *(f"{column}_{part}" for part in POSTCODE_PARTS)), _missing(column), levels)


def text(column: str, *, frequency: bool = True, needed: bool = False) -> Comparison:
    """Any text: the same, with its frequency, or alike."""
    levels = (
        Level("the same", f"{column}_l = {column}_r", frequency=column if frequency else ""),
        Level("alike", _alike(column)),
    )
    return Comparison(column, (column,), _missing(column), levels, needed=needed)


def code(column: str, *, frequency: bool = False) -> Comparison:
    """A number or reference: the same, or one slip."""
    levels = (
        Level("the same", f"{column}_l = {column}_r", frequency=column if frequency else ""),
        Level("one slip", _slip(column, _ends_meet(column))),
    )
    return Comparison(column, (column,), _missing(column), levels)


def gender(column: str) -> Comparison:
    """The same or not."""
    return Comparison(column, (column,), _missing(column), (Level("the same", f"{column}_l = {column}_r"),))


def _slip(column: str, only_where: str, otherwise: str = "false") -> str:
    """One letter lost, added, changed or swapped with its neighbour; looked for only where it can be, as it is slow."""
    return f"case when {only_where} then damerau_levenshtein({column}_l, {column}_r) <= 1 else ({otherwise}) end"


def _alike(column: str) -> str:
    """A third of the letters or fewer differ, or one begins with the other. Whole numbers, so that no two engines
    differ.
    """
    own, other = f"{column}_l", f"{column}_r"
    longest, shortest = (f"{which}(length({own}), length({other}))" for which in ("greatest", "least"))
    begins = f"substr({own}, 1, {shortest}) = substr({other}, 1, {shortest})"
    return f"levenshtein({own}, {other}) * 3 <= {longest} or ({shortest} >= 3 and {begins})"


def _ends_meet(column: str) -> str:
    """Two letters alike at one end: one slip cannot spoil both ends of four letters or more."""
    return f"substr({column}_l, 1, 2) = substr({column}_r, 1, 2) or right({column}_l, 2) = right({column}_r, 2)"


def _missing(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


PERSON = Model(
    "person",
    fields=(
        Field("given_name", "given_name"),
        Field("surname", "surname"),
        Field("aliases", "aliases"),
        Field("date_of_birth", "date"),
        Field("postcode", "postcode"),
        Field("gender", "gender"),
        *(Field(kind, kind) for kind in IDENTIFIERS),
    ),
    comparisons=(
        name("given_name", "surname", "given_names"),
        name("surname", "given_name", "surnames"),
        date("date_of_birth"),
        postcode("postcode"),
        gender("gender"),
        *(identifier(kind) for kind in IDENTIFIERS),
    ),
    blocking=(
        *((kind,) for kind in IDENTIFIERS),
        ("date_of_birth", "surname_initial"),
        ("date_of_birth", "given_initial"),
        ("date_of_birth", "postcode"),
        ("both_names", "date_of_birth_year"),
        ("both_names", "postcode"),
    ),
    sessions=(("date_of_birth",), ("given_name", "surname")),
    derived={
        "surname_initial": "substr(surname, 1, 1)",
        "given_initial": "substr(given_name, 1, 1)",
        "both_names": "case when given_name is not null and surname is not null "
        "then least(given_name, surname) || '|' || greatest(given_name, surname) end",
    },
    twins=(
        ("surname", "date_of_birth", "postcode"),
        "not arrays_overlap(given_names_l, given_names_r) and damerau_levenshtein(given_name_l, given_name_r) > 1 "
        f"and not ({_alike('given_name')})",
    ),
    verified=("pnc", "cro", "nhs_number"),
)
"""People across police, probation, prison, health and provider records, with no common key."""
MODELS = {PERSON.name: PERSON}
