"""Areas as access uses them: a role is held for a borough, a command unit, or all of London."""

from __future__ import annotations

from functools import lru_cache

from throughcare.foundation.reference import load
from throughcare.foundation.reference.rows import Borough, CommandUnit

EVERYWHERE = "london"


@lru_cache(maxsize=1)
def _areas() -> tuple[tuple[Borough, ...], tuple[CommandUnit, ...]]:
    found = load()
    return found.boroughs, found.command_units


def boroughs_of(area: str) -> frozenset[str]:
    """The boroughs of an area: one for a borough, several for a command unit, all for "london", none for unknown."""
    boroughs, _ = _areas()
    if area == EVERYWHERE:
        return frozenset(one.id for one in boroughs)
    return frozenset(one.id for one in boroughs if area in (one.id, one.unit))


def borough_choices() -> list[tuple[str, str]]:
    """Every borough as code and name, by name."""
    return sorted(((one.id, one.name) for one in _areas()[0]), key=lambda pair: pair[1])


def unit_choices() -> list[tuple[str, str]]:
    """Every command unit as code and name, by name."""
    return sorted(((one.id, one.name) for one in _areas()[1]), key=lambda pair: pair[1])


def area_choices() -> list[tuple[str, str]]:
    """Every area a role can be held for, the widest first."""
    units = [(code, f"{name} command unit") for code, name in unit_choices()]
    return [(EVERYWHERE, "All of London"), *units, *borough_choices()]


def unit_of(borough: str) -> str:
    """The command unit that a borough is in; empty for no borough."""
    return next((one.unit for one in _areas()[0] if one.id == borough), "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return dict(area_choices())


def area_name(area: str) -> str:
    """The name of an area; the code itself where it is unknown."""
    return _names().get(area, area)
