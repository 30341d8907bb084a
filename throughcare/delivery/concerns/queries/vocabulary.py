"""The words, clocks and duties of concerns, as they are in force on a day. All are local settings."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from throughcare.delivery.concerns.rules.clocks import Clock
from throughcare.foundation.reference import Reference, load

NOT_CONFIRMED = "local setting, not confirmed"


@lru_cache(maxsize=1)
def _all() -> Reference:
    return load()


@lru_cache(maxsize=64)
def _on(on: date) -> Reference:
    return _all().as_of(on)


def categories(kind: str, on: date) -> list[tuple[str, str]]:
    """What a concern of a kind can be about, as code and words."""
    return [(one.id, one.label) for one in _on(on).concern_categories if one.kind == kind]


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str], str]:
    return {(one.kind, one.id): one.label for one in _all().concern_categories}


def category_label(kind: str, category: str) -> str:
    """A category in words, whenever it was in force; the code itself where there is none."""
    return _labels().get((kind, category), category.replace("_", " "))


def clocks(on: date) -> tuple[Clock, ...]:
    """Every limit in force on a day."""
    return tuple(Clock(one.kind, one.seriousness, one.step, one.limit, one.unit) for one in _on(on).concern_clocks)


def must_be_told(kind: str, category: str, seriousness: str, on: date) -> dict[str, str]:
    """Who must be told of such a concern: code and words."""
    return {
        one.id: one.label
        for one in _on(on).concern_tellings
        if one.kind == kind and one.category in ("", category) and one.seriousness in ("", seriousness)
    }
