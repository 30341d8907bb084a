"""Numbers and lists of the reference that casework goes by."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from throughcare.foundation.reference import Reference, load
from throughcare.foundation.reference.clinical import OnwardReason, OnwardRoute


@lru_cache(maxsize=1)
def _reference() -> Reference:
    return load()


def limit(name: str, on: date) -> int:
    """A number in force on a day. Raises ``LookupError`` that names the file where there is none."""
    for row in _reference().casework_limits:
        if row.id == name and row.in_force(on):
            return row.number
    raise LookupError(f"reference/casework_settings.toml has no {name} on {on}.")


def onward_reasons(on: date) -> tuple[OnwardReason, ...]:
    """Why health services refuse, as the list stands on a day."""
    return tuple(row for row in _reference().onward_reasons if row.in_force(on))


def onward_reason_label(code: str) -> str:
    """A reason in words; the code itself where it is not of the list (a referral taken back)."""
    return next((row.label for row in _reference().onward_reasons if row.id == code), code.replace("_", " "))


def onward_routes(on: date) -> tuple[OnwardRoute, ...]:
    """Where people can be referred on, as the list stands on a day."""
    return tuple(row for row in _reference().onward_routes if row.in_force(on))


def onward_route(code: str) -> OnwardRoute | None:
    """One route, also one that is no longer offered."""
    return next((row for row in reversed(_reference().onward_routes) if row.id == code), None)
