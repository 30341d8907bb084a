"""The structured decision paper: what the reader produces, the form edits, the checker checks and the register shows.

Everything is frozen and made of plain values, so a paper can be compared, hashed into JSON and folded over without a
database. Money is integer pence; beside every amount stands the precision with which it was stated, because a
difference that rounding can cause is never an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph and the place people cite it by: ``2.1``, ``summary``, ``rec 3`` or ``""`` where it has none."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of Part 1, with the paragraphs under it in order."""

    number: int
    title: str
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the decision maker is asked to do.

    ``amount_pence`` is null where none is stated; ``amount_is_cap`` is true for "up to". ``period``, ``funder`` and
    ``power`` are as the paper words them, empty where it says nothing; ``holder`` is to whom authority is delegated.
    """

    number: int
    verb: str
    text: str
    amount_pence: int | None = None
    precision_pence: int = 1
    amount_is_cap: bool = False
    period: str = ""
    funder: str = ""
    power: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the financial table. ``cells`` has one entry a year, null where the cell is blank or unreadable."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the financial table.

    ``kind`` is what the block is for: ``expenditure``, ``funding``, ``current``, ``change`` or ``other``; ``title``
    is what the paper calls it. ``total`` is the stated total line, null where the block has none.
    """

    kind: str
    title: str
    rows: tuple[Row, ...]
    total: Row | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The financial table: blocks x lines x years, in pence.

    ``unit_pence`` is the value of one printed unit (100 for pounds, 100_000 for thousands, 100_000_000 for
    millions), ``precision_pence`` the smallest step the printed figures can show (1_000_000 for 0.01 million).
    ``says_rounded`` is true where the paper itself says that figures are rounded.
    """

    years: tuple[str, ...]
    blocks: tuple[Block, ...]
    unit_pence: int = 100
    precision_pence: int = 1
    where: str = ""
    says_rounded: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """An officer's declaration. ``id`` is a code of ``reference/decision_form.toml``; ``ticked`` null if unreadable."""

    id: str
    label: str
    text: str
    ticked: bool | None = None
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Public access: deferral of Part 1 with reason and date, and Part 2 with exemption and rationale."""

    deferred: bool | None = None
    reason: str = ""
    until: date | None = None
    part_2: bool | None = None
    exemption: str = ""
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation the paper relies on and what it is to do (``funder``, ``joint controller``...)."""

    name: str
    roles: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class LegalPower:
    """A law or scheme paragraph relied on, for what, and where the paper cites it."""

    law: str
    provision: str
    use: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount found in prose. ``what`` is a short code of its meaning, empty where the words do not tell.

    Meanings: ``envelope``, ``own_funding``, ``partner_funding``, ``total_cost``, ``carry_forward``, ``threshold``,
    ``authority_limit``, ``allocation``, ``reserve_draw``, ``line:LABEL``. ``words`` is the sentence it stands in.
    """

    pence: int
    precision_pence: int
    where: str
    words: str
    what: str = ""
    is_cap: bool = False
    funder: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """A period or date found in prose, as ``[from_, until)`` first days, null where open.

    Meanings of ``what``: ``service``, ``spending``, ``funding``, ``plan``, ``evaluation``, ``phase_two``, ``""``.
    ``months`` is the length that the words themselves give ("over 26 months"), null where they give none.
    """

    what: str
    from_: date | None
    until: date | None
    where: str
    words: str
    months: int | None = None


@dataclass(frozen=True, slots=True)
class StatedMovement:
    """Money that the prose moves between years, or draws from reserves (``from_year`` empty) or leaves in them
    (``to_years`` empty). ``is_cap`` is true for "up to"; ``even`` where it is said to be spread evenly.
    """

    pence: int
    precision_pence: int
    from_year: str
    to_years: tuple[str, ...]
    where: str
    words: str
    is_cap: bool = False
    even: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Something the text says the decision seeks.

    ``kind`` is one of ``accept``, ``commit``, ``procure``, ``procurement_strategy``, ``award_delegation``,
    ``carry_forward``, ``vary``, ``extend``, ``other``.
    """

    kind: str
    where: str
    words: str
    amount_pence: int | None = None
    precision_pence: int = 1


@dataclass(frozen=True, slots=True)
class Statement:
    """Any other thing the prose asserts that a rule weighs.

    Kinds: ``relied_on`` (a document), ``legal_advice``, ``dpia_will_be_produced``, ``dpia_not_required``,
    ``joint_controllers``, ``vat_stated``, ``light_touch_stated``, ``strategy_already_approved``,
    ``follows`` and ``names`` (another decision's reference in ``what``), ``reserve_movement``.
    """

    kind: str
    what: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the prose asserts, as data: extracted from paragraphs, or given as they are in a structured file."""

    amounts: tuple[StatedAmount, ...] = ()
    periods: tuple[StatedPeriod, ...] = ()
    asks: tuple[Ask, ...] = ()
    statements: tuple[Statement, ...] = ()
    parties: tuple[Party, ...] = ()
    powers: tuple[LegalPower, ...] = ()
    movements: tuple[StatedMovement, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole decision paper. An empty or null field means the paper does not say.

    ``interests`` is null where the box is missing and ``""`` where it is blank. ``background`` is null where the
    section is missing and empty where it says "None". ``facts`` is given only by structured files that state them;
    elsewhere they are extracted from the prose when needed. ``unread`` lists what could not be placed, never dropped.
    """

    reference: str = ""
    title: str = ""
    objective: str = ""
    programme: str = ""
    decision_maker: str = ""
    decided_for: str = ""
    signed: date | None = None
    chief_executive_signed: date | None = None
    summary: tuple[Paragraph, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    interests: str | None = None
    sections: tuple[Section, ...] = ()
    table: Table | None = None
    powers: tuple[LegalPower, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    background: tuple[str, ...] | None = None
    access: Access = field(default_factory=Access)
    facts: Facts | None = None
    unread: tuple[str, ...] = ()
