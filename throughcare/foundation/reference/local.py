"""Rows of local settings: numbers that an area confirms or changes, and that are shown as unconfirmed until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSetting(Row):
    """How panels work where an area has not said otherwise: a number of days, working days or agencies."""

    id: str
    value: int
    unit: Literal["days", "working_days", "agencies"]
    what: str
