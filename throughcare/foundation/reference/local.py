"""Rows of local settings: numbers that an area confirms or changes, and that are shown as unconfirmed until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from .rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSetting(Row):
    """How panels work where an area has not said otherwise: a number of days, working days or agencies."""

    id: str
    value: int
    unit: Literal["days", "working_days", "agencies"]
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Row):
    """What a service is measured by: whether more or fewer is better, and the share aimed at, in percent, if any."""

    id: str
    name: str
    means: str
    direction: Literal["up", "down", "watch"]
    target_pct: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernCategory(Row):
    """What a complaint, an incident or a safeguarding concern can be about."""

    KEY: ClassVar[tuple[str, ...]] = ("kind", "id")

    id: str
    kind: Literal["complaint", "incident", "safeguarding"]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernClock(Row):
    """By when a step of a concern is due, or after how long without action it goes to more people (``escalate``)."""

    id: str
    kind: Literal["complaint", "incident", "safeguarding"]
    seriousness: str = ""
    step: Literal["acknowledge", "act", "close", "escalate"]
    limit: int
    unit: Literal["hours", "same_day", "working_days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernTelling(Row):
    """Who must be told of a concern of a kind; narrowed to a category or a seriousness where one is given."""

    KEY: ClassVar[tuple[str, ...]] = ("kind", "id", "category", "seriousness")

    id: str
    kind: Literal["complaint", "incident", "safeguarding"]
    category: str = ""
    seriousness: str = ""
    label: str
