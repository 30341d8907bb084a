"""Rows about the cohort: reasons, overlays, review intervals, selection rules, instruments, offences and needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from .rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortReason(Row):
    """A reason for a step of the cohort's ledger. ``step`` is the step it may be given for."""

    KEY: ClassVar[tuple[str, ...]] = ("step", "id")

    id: str
    step: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayKind(Row):
    """Something dated that can be true of a person beside their state, in ``order``.

    ``alert`` means that it must be seen on every page about the person; ``level_hint`` says what its level is.
    """

    id: str
    label: str
    order: int
    alert: bool
    level_hint: str = ""
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewInterval(Row):
    """How many days after a rating it is reviewed; ``longest`` is the most that may be agreed."""

    KEY: ClassVar[tuple[str, ...]] = ("rating",)

    rating: Literal["red", "amber", "green", "deferred"]
    days: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime(Row):
    """How many working days there are to answer something: a challenge, a transfer, a proposed duplicate."""

    id: str
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionCriterion(Row):
    """One criterion of a selection rule, asked in ``order``; criteria that share ``either`` are met by any of them.

    Which columns mean something depends on ``kind``: ``rating`` and ``overlay`` use ``values``; ``offence`` uses
    ``values`` (groups of offence, or ``any``), ``violent``, ``at_least`` and ``within_months``; ``score`` uses
    ``values`` (instruments), ``years`` and ``at_least`` (per cent); ``age`` uses ``at_least``. ``exclusion`` means that
    it must not hold.
    """

    KEY: ClassVar[tuple[str, ...]] = ("rule", "id")

    rule: str
    id: str
    order: int
    kind: Literal["in_cohort", "rating", "offence", "score", "age", "overlay"]
    says: str
    values: tuple[str, ...] = ()
    at_least: int = 1
    within_months: int = 0
    years: int = 2
    violent: bool = False
    either: str = ""
    exclusion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskInstrument(Row):
    """A risk predictor whose scores are recorded. ``computed_as`` is its name in the evidence library, where it is."""

    id: str
    name: str
    order: int
    about: str
    years: tuple[str, ...]
    bands: tuple[str, ...]
    computed_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceGroup(Row):
    """A group of offences as selection speaks of them."""

    id: str
    label: str
    order: int
    violent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway(Row):
    """A group of needs."""

    id: str
    label: str
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedKind(Row):
    """A need that is recorded as three facts. ``domain`` is what dual diagnosis is derived from."""

    id: str
    label: str
    order: int
    pathway: str
    domain: Literal["mental_health", "substance_misuse", "neurodiversity", "other"]
    assessment_item: str = ""
