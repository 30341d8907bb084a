"""Reference rows about health: instruments and how they are scored, and where a service can refer people on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from .rows import Certainty, Row

Scoring = Literal["sum", "count", "profile"]
Missing = Literal["complete_only", "mean_substitution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Row):
    """One version of a published questionnaire and its scoring rule. A row in force is the version asked on that day.

    ``scoring``: ``sum`` adds the items after reversing, ``count`` counts the items that reach their own level
    (``instrument_items.counts_from``), ``profile`` has no total. ``missing_rule`` is ``complete_only`` (no total with
    an answer missing) or ``mean_substitution`` (up to ``max_missing``: total = mean of the answered x items).
    ``risk_items`` raise a prompt at ``risk_from`` or above, whatever the total. ``needs_conversion``: the sum means
    nothing until a licensed table converts it. ``ships_wording``: whether the licence lets the words be given away.
    """

    id: str
    version: str
    name: str
    measures: str
    items: int
    item_min: int
    item_max: int
    total_min: int = 0
    total_max: int = 0
    scoring: Scoring = "sum"
    reverse_items: tuple[int, ...] = ()
    risk_items: tuple[int, ...] = ()
    risk_from: int = 1
    risk_about: str = ""
    higher_is_better: bool = False
    is_outcome: bool = True
    missing_rule: Missing = "complete_only"
    max_missing: int = 0
    missing_certainty: Certainty = "unverified"
    caseness: int | None = None
    caseness_male: int | None = None
    caseness_female: int | None = None
    caseness_certainty: Certainty = "unverified"
    caseness_note: str = ""
    reliable_change: int | None = None
    change_certainty: Certainty = "unverified"
    change_note: str = ""
    bands_certainty: Certainty = "unverified"
    needs_conversion: bool = False
    ships_wording: bool = False
    licence: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentItem(Row):
    """What is special about an item: the only ``values`` it takes, or the level from which it counts."""

    KEY: ClassVar[tuple[str, ...]] = ("instrument", "version", "number")

    instrument: str
    version: str
    number: int
    values: tuple[int, ...] = ()
    counts_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentBand(Row):
    """A named part of an instrument's range, both ends included; ``sex`` where the range differs by it."""

    KEY: ClassVar[tuple[str, ...]] = ("instrument", "version", "sex", "lowest")

    instrument: str
    version: str
    lowest: int
    highest: int
    name: str
    sex: Literal["", "male", "female"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardReason(Row):
    """Why a health service refused somebody who was referred on."""

    id: str
    label: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardRoute(Row):
    """Where people can be referred on, and for whom it is meant. ``for_whom`` empty: for anyone.

    ``kind`` is ``health`` (an NHS service), ``women``, ``culture`` or ``substance``; ``areas`` are command units,
    none meaning everywhere.
    """

    id: str
    kind: Literal["health", "women", "culture", "substance"]
    name: str
    offers: str
    how: str
    for_whom: Literal["", "women"] = ""
    areas: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkLimit(Row):
    """A number that casework goes by: days, working days or per cent, as its id says."""

    id: str
    number: int
    means: str
