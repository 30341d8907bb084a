"""One frozen dataclass per table: its fields are the columns, their annotations the types that the loader enforces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

Certainty = Literal["verified", "unverified"]
VatBasis = Literal["net", "inclusive", "not_stated"]
Test = Literal["at_least", "more_than", "up_to", "less_than"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A dated fact, in force on every day of ``[from_, until)``; ``until`` is null while its end is not known.

    ``certainty`` is ``verified`` where the fact was read in ``source``. ``dates_certainty`` says the same of the
    dates alone, where they are less certain than the fact. An unverified fact must not be shown as settled.
    """

    KEY: ClassVar[tuple[str, ...]] = ("id",)

    from_: date
    until: date | None = None
    source: str
    certainty: Certainty
    dates_certainty: Certainty = "verified"

    def in_force(self, on: date) -> bool:
        """Whether the fact holds on a day."""
        return self.from_ <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Row):
    """A procurement threshold: at or above it the regime's full rules apply. ``vat_basis`` is that of the test."""

    KEY: ClassVar[tuple[str, ...]] = ("regime", "authority_kind", "category")

    regime: str
    authority_kind: Literal["central", "sub_central", "any"]
    category: Literal["goods_services", "light_touch_services", "works"]
    amount_gbp: int
    vat_basis: VatBasis

    @property
    def amount_pence(self) -> int:
        """The threshold in pence."""
        return self.amount_gbp * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Row):
    """A money limit other than a threshold: what becomes due when ``test`` holds for the amount."""

    KEY: ClassVar[tuple[str, ...]] = ("id", "regime", "authority_kind")

    id: str
    regime: str
    authority_kind: Literal["central", "sub_central", "any", "mopac"]
    what: str
    amount_gbp: int
    vat_basis: VatBasis
    test: Test

    @property
    def amount_pence(self) -> int:
        """The limit in pence."""
        return self.amount_gbp * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeQuestion(Row):
    """A question on the way to the law that applies, asked in ``order``; the first that answers decides."""

    KEY: ClassVar[tuple[str, ...]] = ("order",)

    order: int
    ask: str
    if_yes: str
    if_no: str = ""
    effect: str
    starts_when: tuple[str, ...] = ()
    does_not_start: tuple[str, ...] = ()
    example_cpv: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRule(Row):
    """How VAT counts under a regime: in the test against the threshold, and in the value a notice states."""

    KEY: ClassVar[tuple[str, ...]] = ("regime",)

    regime: str
    threshold_test: VatBasis
    notice_value: VatBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class ModificationRule(Row):
    """What a contract of a kind allows to be changed without a new procurement."""

    id: str
    regime: str
    applies_to: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePower(Row):
    """A power in a scheme of delegation: who may do what, within which limits.

    ``body`` and ``scheme`` name the scheme; ``min_pence`` and ``max_pence`` are null where the citation states none.
    """

    id: str
    scheme: str
    body: str
    paragraph: str
    power: str
    holder: str
    min_pence: int | None = None
    min_test: Test | None = None
    max_pence: int | None = None
    max_test: Test | None = None
    vat_basis: VatBasis = "not_stated"
    conditions: tuple[str, ...] = ()
    cited_in: str
    cited_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPower(Row):
    """A law a decision may rely on or is bound by. ``also_called`` lists the other names under which papers cite it.

    ``kind`` is ``power`` (allows something), ``duty`` (asks for something) or ``regime`` (governs how it is done).
    ``until`` of a procurement regime is the first day on which a procurement no longer starts under it.
    """

    id: str
    law: str
    also_called: tuple[str, ...] = ()
    provision: str
    kind: Literal["power", "duty", "regime"]
    use: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Row):
    """An organisation that appears in decisions. One that is no legal entity acts through ``legal_entity``.

    ``code`` is the statistical code of a borough (GSS), empty for others.
    """

    id: str
    name: str
    also_called: tuple[str, ...] = ()
    kind: Literal[
        "commissioner",
        "co_commissioner",
        "police",
        "borough",
        "authority",
        "procurement_administrator",
        "board",
        "unit",
    ]
    is_legal_entity: bool
    legal_entity: str = ""
    code: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, the full one first."""
        return (self.name, *self.also_called)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Row):
    """An objective of a Police and Crime Plan that a decision may serve."""

    id: str
    plan: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart(Row):
    """A part of the form ahead of the numbered sections."""

    id: str
    order: int
    label: str
    type: Literal["text", "prose", "list", "signature"]
    required: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection(Row):
    """A numbered section; paragraphs under it are cited as section.paragraph. ``note`` is help for the author."""

    KEY: ClassVar[tuple[str, ...]] = ("number",)

    number: int
    part: int
    title: str
    has_table: bool = False
    table_blocks: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDeclaration(Row):
    """A declaration an officer makes. Either ``statement`` is confirmed or one of ``options`` is chosen."""

    id: str
    order: int
    label: str
    by: Literal["originating_officer", "head_of_service", "chief_executive"]
    statement: str = ""
    options: tuple[str, ...] = ()
    signature: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationField(Row):
    """A question about public access. ``required_when`` names the yes/no field whose yes makes it required."""

    id: str
    order: int
    label: str
    type: Literal["yes_no", "prose", "date", "list"]
    required_when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Row):
    """A ground on which Part 2 may be withheld."""

    id: str
    section: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb(Row):
    """A word that a recommendation may begin with."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDuty(Row):
    """Something a policing body must publish."""

    id: str
    what: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Borough(Row):
    """A borough, the police command unit it belongs to, and its place on the tile map (column, row; 0, 0 top left)."""

    id: str
    name: str
    gss: str
    unit: str
    column: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandUnit(Row):
    """A police basic command unit (BCU): a group of boroughs policed together."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceCode(Row):
    """What became of an appointment, how it counts, and what must be said with it."""

    id: str
    order: int
    label: str
    counts_in: Literal["attended", "missed", "left_out"]
    uses_session: bool = False
    asks: Literal["", "why", "minutes_and_why"] = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceReason(Row):
    """Why an absence is acceptable."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentLimit(Row):
    """A limit of appointments in its unit."""

    id: str
    value: int
    unit: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours(Row):
    """When a service is open on a working day, in minutes after midnight: ``[opens, closes)``."""

    KEY: ClassVar[tuple[str, ...]] = ("service",)

    service: str
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReason(Row):
    """Why an appointment is moved; ``by_person`` where the person asked rather than the service."""

    id: str
    label: str
    by_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Row):
    """An office where people are seen, known by its code."""

    id: str
    name: str
    first_line: str
    postcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReason(Row):
    """A reason of a list that services share. ``outcome`` is how an end counts, empty where nothing ends."""

    KEY: ClassVar[tuple[str, ...]] = ("list", "code")

    list: str
    code: str
    means: str
    group: str = ""
    outcome: str = ""
