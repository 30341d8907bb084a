"""The dated facts that the rules weigh a paper against: thresholds, scheme powers, laws, legal entities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from throughcare.foundation.reference import Reference
    from throughcare.foundation.reference.rows import Threshold as ThresholdRow


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
    """A name of a law and the days on which it could be relied on for something new.

    ``kind`` is ``regime`` for a law of procurement, which still governs what began before its end.
    """

    name: str
    from_: date | None
    until: date | None
    source: str
    certainty: str = "verified"
    kind: str = ""


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
    authority_kind: str = "sub_central"
    lead_days: int = 90

    def thresholds_on(self, day: date) -> tuple[Threshold, ...]:
        """The thresholds in force on a day for this kind of authority."""
        kinds = (self.authority_kind, "any")
        return tuple(t for t in self.thresholds if t.authority_kind in kinds and t.in_force(day))

    def threshold(self, day: date, category: str) -> Threshold | None:
        """The threshold of a category on a day, null where none is recorded."""
        return next((t for t in self.thresholds_on(day) if t.category == category), None)


def from_reference(reference: Reference, as_at: date | None = None) -> CheckReference:
    """The facts the rules need, from the loaded reference tables.

    Thresholds, limits and laws are kept over all time, because a cited figure may belong to another period;
    organisations are those known on ``as_at`` or at any time, since a name outlives the dates of its row.
    """
    del as_at
    return CheckReference(
        thresholds=tuple(_threshold(row) for row in reference.thresholds),
        limits=tuple(Limit(r.what, r.amount_gbp, r.from_, r.until, r.source, r.certainty) for r in reference.limits),
        scheme=tuple(
            Scheme(
                r.paragraph, r.power, r.holder, r.min_pence, r.max_pence, r.from_, r.until, r.source, r.certainty, r.id
            )
            for r in reference.scheme_powers
        ),
        entities=tuple(
            Entity(name, r.is_legal_entity, r.legal_entity, r.certainty)
            for r in reference.organisations
            for name in r.names
        ),
        laws=tuple(
            Law(name, r.from_, r.until, r.source, _least(r.certainty, r.dates_certainty), r.kind)
            for r in reference.legal_powers
            for name in (r.law, *r.also_called)
        ),
    )


def _threshold(row: ThresholdRow) -> Threshold:
    return Threshold(
        row.regime,
        row.authority_kind,
        row.category,
        row.from_,
        row.until,
        row.amount_gbp,
        row.vat_basis,
        row.source,
        row.certainty,
    )


def _least(*certainties: str) -> str:
    return "verified" if set(certainties) == {"verified"} else "unverified"
