"""Local settings of panels: suggested starting points, each to be confirmed by its area."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from throughcare.foundation.reference import load
from throughcare.foundation.reference.local import PanelSetting

NOT_CONFIRMED = "local setting, not confirmed"


@lru_cache(maxsize=1)
def _rows() -> tuple[PanelSetting, ...]:
    return load().panel_settings


def setting(code: str, on: date) -> int:
    """The number in force on a day. Raises ``LookupError`` for one that reference does not have."""
    return _row(code, on).value


def is_confirmed(code: str, on: date) -> bool:
    """Whether a setting was read in a source, so that it may be shown as settled."""
    return _row(code, on).certainty == "verified"


def _row(code: str, on: date) -> PanelSetting:
    found = next((one for one in _rows() if one.id == code and one.in_force(on)), None)
    if found is None:
        raise LookupError(f"reference/panels.toml has no setting {code!r} in force on {on}.")
    return found
