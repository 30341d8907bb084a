"""The dated facts that the rules weigh a paper against: thresholds, scheme powers, laws, legal entities, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Threshold:
    """A procurement threshold in force on ``[from_, until)``, in whole pounds, on a VAT basis."""

    regime: str
    authority_kind: str
    category: str
    from_: date
    until: date | None
    amount_gbp: int
    vat_basis: str
    source: str
    certainty: str = "verified"

    def in_force(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.from_ <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Limit:
    """Any other sum that law or policy sets, such as the level of a publication duty."""

    name: str
    amount_gbp: int
    from_: date | None
    until: date | None
    source: str
    certainty: str = "verified"

    def in_force(self, day: date) -> bool:
        """Whether it held on a day; an unknown date does not exclude."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A power of the scheme of delegation: who may do what, between which sums."""

    paragraph: str
    power: str
    holder: str
    min_pence: int | None = None
    max_pence: int | None = None
    from_: date | None = None
    until: date | None = None
    source: str = ""
    certainty: str = "verified"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A name used for an organisation. ``behind`` is the legal entity that must act; empty where the name is one."""

    name: str
    is_legal: bool
    behind: str = ""
    certainty: str = "verified"


@dataclass(frozen=True, slots=True)
class Law:
    """A law and the days on which it could be relied on for something new."""

    name: str
    from_: date | None
    until: date | None
    source: str
    certainty: str = "verified"
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of paper that decisions rely on and the words by which it is known (lower case)."""

    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckReference:
    """What the rules need to know of the world on the day of the check.

    ``authority_kind`` is the kind of contracting authority that takes the decision. ``lead_days`` is the local
    setting for the shortest time from signature to start when a procurement lies between; no source confirms it.
    """

    thresholds: tuple[Threshold, ...] = ()
    limits: tuple[Limit, ...] = ()
    scheme: tuple[Scheme, ...] = ()
    entities: tuple[Entity, ...] = ()
    laws: tuple[Law, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    authority_kind: str = "sub_central"
    lead_days: int = 120

    def thresholds_on(self, day: date) -> tuple[Threshold, ...]:
        """The thresholds in force on a day for this kind of authority."""
        kinds = (self.authority_kind, "any")
        return tuple(t for t in self.thresholds if t.authority_kind in kinds and t.in_force(day))

    def threshold(self, day: date, category: str) -> Threshold | None:
        """The threshold of a category on a day, null where none is recorded."""
        return next((t for t in self.thresholds_on(day) if t.category == category), None)
