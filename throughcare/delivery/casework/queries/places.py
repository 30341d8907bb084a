"""Which command unit a borough belongs to."""

from __future__ import annotations

from functools import lru_cache

from throughcare.foundation.reference import load


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {one.id: one.unit for one in load().boroughs}


def unit_of(borough: str, otherwise: str = "") -> str:
    """The command unit of a borough; ``otherwise`` where it is unknown."""
    return _units().get(borough, otherwise)
